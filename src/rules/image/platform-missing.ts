import type { Rule } from '../../case/rule.ts'
import { openHits, refutedHits } from '../../case/sentence.ts'

const WHY = 'On a node of that platform the workload would not start, or start under emulation.'
const FIX = 'Use an image that is published for it, or take the platform out of the entry.'

export const platformMissing: Rule = {
  id: 'image/platform-missing',
  level: 'error',
  summary: 'The image does not run on a platform that the policy demands.',
  check: (context) => [
    ...refutedHits(context, 'image/platform-missing', { why: WHY, fix: FIX }),
    ...openHits(context, 'image/platform-missing', { why: WHY, fix: FIX }),
  ],
}
