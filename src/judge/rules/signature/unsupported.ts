import type { Rule } from '../../rule.ts'
import { openHits } from '../sentence.ts'

const WHY = 'An unchecked signature proves nothing, so the image is not cleared.'
const FIX = 'Have the image signed with cosign or as a GitHub attestation, or take the demand out of the entry.'

export const unsupportedSignature: Rule = {
  id: 'signature/unsupported',
  level: 'warning',
  summary: 'The image carries signatures in a format that this version cannot check.',
  check: (context) => openHits(context, 'signature/unsupported', { why: WHY, fix: FIX, level: 'warning' }),
}
