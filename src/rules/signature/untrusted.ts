import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'Anybody can sign anything. Only a signer that the policy names says something about this image.'
const FIX =
  'If the signer in the evidence is the right one, add it under `authorities` on the default branch; if not, use another image.'

export const untrustedSignature: Rule = {
  id: 'signature/untrusted',
  level: 'error',
  summary: 'The image is validly signed, but by nobody whom the policy trusts for it.',
  check: (context) => refutedHits(context, 'signature/untrusted', { why: WHY, fix: FIX }),
}
