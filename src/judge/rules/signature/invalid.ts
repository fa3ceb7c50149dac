import type { Rule } from '../../rule.ts'
import { refutedHits } from '../sentence.ts'

const WHY = 'A signature that does not fit is worse than none: the image, the signature or the record of it was altered.'

export const invalidSignature: Rule = {
  id: 'signature/invalid',
  level: 'error',
  summary: 'The image carries a signature that does not verify.',
  check: (context) => refutedHits(context, 'signature/invalid', { why: WHY }),
}
