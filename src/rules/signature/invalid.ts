import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'A signature that does not fit is worse than none: the image, the signature or the record of it was altered.'
const FIX = 'Do not merge before you know why. Take the image and its signatures from the publisher again.'

export const invalidSignature: Rule = {
  id: 'signature/invalid',
  level: 'error',
  summary: 'The image carries a signature that does not verify.',
  check: (context) => refutedHits(context, 'signature/invalid', { why: WHY, fix: FIX }),
}
