import { signersIn } from '../../case/continuity.ts'
import type { Rule } from '../../case/rule.ts'
import { nothingShared, successionHits } from '../succession.ts'

const WHY = 'A new signer is a new party to trust, which nobody has decided yet.'

export const signerChanged: Rule = {
  id: 'signature/signer-changed',
  level: 'error',
  summary: 'None of those who signed the image that is replaced signed its successor; somebody else did.',
  check: (context) =>
    successionHits(context, WHY, ({ before, after }) => {
      const evidence = after === undefined ? undefined : nothingShared(signersIn(before), signersIn(after))
      return evidence === undefined ? undefined : { says: 'is signed by somebody else than the image that it replaces', evidence }
    }),
}
