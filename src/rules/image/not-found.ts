import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'The workload would not start, and whoever may push to that name later decides what runs.'
const FIX =
  'Correct the name or the tag. For a private registry, log in before the check, so that `docker-config` has credentials.'

export const notFound: Rule = {
  id: 'image/not-found',
  level: 'error',
  summary: 'The registry says that there is no such image.',
  check: (context) => refutedHits(context, 'image/not-found', { why: WHY, fix: FIX }),
}
