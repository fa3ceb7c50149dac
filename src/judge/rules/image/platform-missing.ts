import type { Rule } from '../../rule.ts'
import { openHits, refutedHits } from '../sentence.ts'

const WHY = 'On a node of that platform the workload would not start, or start under emulation.'

export const platformMissing: Rule = {
  id: 'image/platform-missing',
  level: 'error',
  summary: 'The image does not run on a platform that the policy demands.',
  check: (context) => [
    ...refutedHits(context, 'image/platform-missing', { why: WHY }),
    ...openHits(context, 'image/platform-missing', { why: WHY }),
  ],
}
