import { statedIn } from '../../case/continuity.ts'
import type { Rule } from '../../case/rule.ts'
import { nothingShared, successionHits } from '../succession.ts'

const WHY = 'The same name now carries the code of another repository: a renamed project, or somebody else\u2019s build.'

export const sourceChanged: Rule = {
  id: 'attestation/source-changed',
  level: 'error',
  summary: 'The image was built from another repository than the one that it replaces.',
  check: (context) =>
    successionHits(context, WHY, ({ before, after }) => {
      const sources = (inventory: typeof before): readonly string[] => statedIn(inventory, 'source', 'sourceRepositoryURI')
      const evidence = after === undefined ? undefined : nothingShared(sources(before), sources(after))
      return evidence === undefined
        ? undefined
        : { says: 'was built from another repository than the image that it replaces', evidence }
    }),
}
