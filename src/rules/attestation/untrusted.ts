import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'Anybody can attest anything about any image. Only a signer that the policy names counts.'
const FIX =
  'If the signer in the evidence is the right one, add it under `authorities` on the default branch; if not, use another image.'

export const untrustedAttestation: Rule = {
  id: 'attestation/untrusted',
  level: 'error',
  summary: 'The attestation is validly signed, but by nobody whom the policy trusts for it.',
  check: (context) => refutedHits(context, 'attestation/untrusted', { why: WHY, fix: FIX }),
}
