import type { Rule } from '../../rule.ts'
import { refutedHits } from '../sentence.ts'

const WHY = 'Nobody vouches for these bytes: whoever can push to the name decides what runs.'

export const missingSignature: Rule = {
  id: 'signature/missing',
  level: 'error',
  summary: 'The policy demands a signature, and the image has none.',
  check: (context) => refutedHits(context, 'signature/missing', { why: WHY }),
}
