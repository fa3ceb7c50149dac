import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'Without it nobody states how the image was made or what was found in it.'
const FIX =
  'Use an image that has one, or publish it: for GitHub, `actions/attest-build-provenance` with `push-to-registry: true`.'

export const missingAttestation: Rule = {
  id: 'attestation/missing',
  level: 'error',
  summary: 'The policy demands an attestation, and the image has none of that type.',
  check: (context) => refutedHits(context, 'attestation/missing', { why: WHY, fix: FIX }),
}
