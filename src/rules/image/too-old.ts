import type { Rule } from '../../case/rule.ts'
import { openHits, refutedHits } from '../../case/sentence.ts'

const WHY = 'An image that is not rebuilt keeps the vulnerabilities of its day.'
const FIX = 'Use a newer release.'

export const tooOld: Rule = {
  id: 'image/too-old',
  level: 'error',
  summary: 'The image is older than the policy accepts (`maxAge`).',
  check: (context) => [
    ...refutedHits(context, 'image/too-old', { why: WHY, fix: FIX }),
    ...openHits(context, 'image/too-old', { why: WHY, fix: FIX }),
  ],
}
