import type { ReferenceCase } from '../../case/case.ts'
import type { Rule } from '../../case/rule.ts'
import { openHits } from '../../case/sentence.ts'

const WHY = 'What is not known cannot be cleared: neither a template that could become any image, nor an image during an outage.'
const FIX = (one: ReferenceCase): string =>
  one.name === undefined
    ? 'Write the image out, or give what it is made of a value in the repository.'
    : 'Run the check again when the registry answers; for a private image, log in before the check (`docker-config`).'

export const unresolved: Rule = {
  id: 'image/unresolved',
  level: 'warning',
  summary: 'Which image this is could not be found out: the file leaves it open, or its registry did not answer.',
  check: (context) => openHits(context, 'image/unresolved', { why: WHY, fix: FIX, level: 'warning' }),
}
