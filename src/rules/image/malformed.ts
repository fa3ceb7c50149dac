import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'No container runtime can pull it: the workload would not start.'
const FIX = 'Write `registry/repository:tag@sha256:…`, in lower case.'

export const malformed: Rule = {
  id: 'image/malformed',
  level: 'error',
  summary: 'The text at an image position is not an image reference.',
  check: (context) => refutedHits(context, 'image/malformed', { why: WHY, fix: FIX }),
}
