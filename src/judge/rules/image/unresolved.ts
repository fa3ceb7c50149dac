import type { Rule } from '../../rule.ts'
import { openHits } from '../sentence.ts'

const WHY = 'What is not known cannot be cleared. An outage clears nothing either: run the check again when the registry answers.'
const FIX = 'Write the image out in the file; or, if it is written out, run the check again when its registry answers.'

export const unresolved: Rule = {
  id: 'image/unresolved',
  level: 'warning',
  summary: 'Which image this is could not be found out: the file leaves it open, or its registry did not answer.',
  check: (context) => openHits(context, 'image/unresolved', { why: WHY, fix: FIX, level: 'warning' }),
}
