import type { Rule } from '../../case/rule.ts'
import { openHits } from '../../case/sentence.ts'

const WHY = 'An unchecked signature proves nothing, so the image is not cleared.'
const FIX = 'Do what the message says, or have the image signed with cosign, with notation or as a GitHub attestation.'

export const unsupportedSignature: Rule = {
  id: 'signature/unsupported',
  level: 'warning',
  summary: 'The image carries signatures that this version cannot check.',
  check: (context) => openHits(context, 'signature/unsupported', { why: WHY, fix: FIX, level: 'warning' }),
}
