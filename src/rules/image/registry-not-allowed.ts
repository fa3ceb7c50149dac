import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'An entry of the policy with `allowed: false` matches the image.'
const FIX = 'Use an image from a place that the policy allows, or change the policy on the default branch first.'

export const registryNotAllowed: Rule = {
  id: 'image/registry-not-allowed',
  level: 'error',
  summary: 'The policy does not allow images from this place.',
  check: (context) => refutedHits(context, 'image/registry-not-allowed', { why: WHY, fix: FIX }),
}
