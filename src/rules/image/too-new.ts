import type { Rule } from '../../case/rule.ts'
import { openHits, refutedHits } from '../../case/sentence.ts'

const WHY = 'Most malicious releases are found and withdrawn within days: a short wait costs little.'
const FIX = 'Use the release before, or wait.'

export const tooNew: Rule = {
  id: 'image/too-new',
  level: 'error',
  summary: 'The image is younger than the policy accepts (`minAge`).',
  check: (context) => [
    ...refutedHits(context, 'image/too-new', { why: WHY, fix: FIX }),
    ...openHits(context, 'image/too-new', { why: WHY, fix: FIX }),
  ],
}
