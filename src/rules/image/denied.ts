import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'Somebody decided that exactly these bytes must not run.'
const FIX = 'Use another release of the image.'

export const denied: Rule = {
  id: 'image/denied',
  level: 'error',
  summary: 'The digest of the image is on the deny list of the policy.',
  check: (context) => refutedHits(context, 'image/denied', { why: WHY, fix: FIX }),
}
