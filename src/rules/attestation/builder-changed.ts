import { statedIn } from '../../case/continuity.ts'
import type { Rule } from '../../case/rule.ts'
import { nothingShared, successionHits } from '../succession.ts'

const WHY = 'What a provenance is worth depends on the builder that wrote it.'

export const builderChanged: Rule = {
  id: 'attestation/builder-changed',
  level: 'warning',
  summary: 'The image was built by another builder than the one that it replaces.',
  check: (context) =>
    successionHits(context, WHY, ({ before, after }) => {
      const evidence = after === undefined ? undefined : nothingShared(statedIn(before, 'builder'), statedIn(after, 'builder'))
      return evidence === undefined
        ? undefined
        : { says: 'was built by another builder than the image that it replaces', evidence }
    }),
}
