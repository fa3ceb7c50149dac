import { provesNone, signersIn, validIn } from '../../case/continuity.ts'
import type { Rule } from '../../case/rule.ts'
import { successionHits } from '../succession.ts'

const WHY = 'Who takes over a registry account can push an image, and cannot sign it: a signature that is gone is how that looks.'

export const lostSignature: Rule = {
  id: 'signature/lost',
  level: 'error',
  summary: 'The image that is replaced was signed, and its successor is not.',
  check: (context) =>
    successionHits(context, WHY, ({ before, after }) =>
      validIn(before, 'signature').length > 0 && after !== undefined && provesNone(after, 'signature')
        ? { says: 'is not signed, and the image that it replaces was', evidence: [`before: ${signersIn(before).join(', ')}`] }
        : undefined,
    ),
}
