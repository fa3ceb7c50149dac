import { provesNone, validIn } from '../../case/continuity.ts'
import type { Rule } from '../../case/rule.ts'
import { successionHits } from '../succession.ts'

const WHY = 'What was stated about the old image (how it was built, what is in it) is not known of the new one.'

export const lostAttestation: Rule = {
  id: 'attestation/lost',
  level: 'error',
  summary: 'The image that is replaced had attestations, and its successor has none.',
  check: (context) =>
    successionHits(context, WHY, ({ before, after }) => {
      const types = [...new Set(validIn(before, 'attestation').flatMap(({ predicateType }) => predicateType ?? []))]
      const lost = types.length > 0 && after !== undefined && provesNone(after, 'attestation')
      return lost
        ? { says: 'has no attestation, and the image that it replaces had', evidence: [`before: ${types.join(', ')}`] }
        : undefined
    }),
}
