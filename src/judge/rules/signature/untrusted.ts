import type { Rule } from '../../rule.ts'
import { refutedHits } from '../sentence.ts'

const WHY = 'Anybody can sign anything. Only a signer that the policy names says something about this image.'

export const untrustedSignature: Rule = {
  id: 'signature/untrusted',
  level: 'error',
  summary: 'The image is validly signed, but by nobody whom the policy trusts for it.',
  check: (context) => refutedHits(context, 'signature/untrusted', { why: WHY }),
}
