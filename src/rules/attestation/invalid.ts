import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'An attestation that does not fit its image, its signer or its record proves nothing.'
const FIX = 'Do not merge before you know why. Take the image and its attestations from the publisher again.'

export const invalidAttestation: Rule = {
  id: 'attestation/invalid',
  level: 'error',
  summary: 'The image carries an attestation of the demanded type that does not verify.',
  check: (context) => refutedHits(context, 'attestation/invalid', { why: WHY, fix: FIX }),
}
