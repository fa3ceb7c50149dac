import type { Rule, RuleContext, RuleHit } from '../../rule.ts'
import { refutedHits } from '../sentence.ts'

export const malformed: Rule = {
  id: 'image/malformed',
  level: 'error',
  summary: 'The text at an image position is not an image reference.',
  check: (context: RuleContext): readonly RuleHit[] =>
    refutedHits(context, 'image/malformed', {
      why: 'No container runtime can pull it: the workload would not start.',
    }),
}
