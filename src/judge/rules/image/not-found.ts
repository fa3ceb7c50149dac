import type { Rule } from '../../rule.ts'
import { refutedHits } from '../sentence.ts'

const WHY = 'The workload would not start, and whoever may push to that name later decides what runs.'

export const notFound: Rule = {
  id: 'image/not-found',
  level: 'error',
  summary: 'The registry says that there is no such image.',
  check: (context) => refutedHits(context, 'image/not-found', { why: WHY }),
}
