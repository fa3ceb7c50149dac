import type { Rule } from '../../case/rule.ts'
import { openHits } from '../../case/sentence.ts'

const WHY = 'A difference would block; that none was seen says nothing where nobody could look.'
const FIX =
  'If a registry was down, run the check again. If the image before is gone for good, make an exception for this image on the default branch, with the reason.'

export const notCompared: Rule = {
  id: 'image-change/not-compared',
  level: 'warning',
  summary: 'The image could not be compared with the one that it replaces, and the policy makes an error of a difference.',
  check: (context) => openHits(context, 'image-change/not-compared', { why: WHY, fix: FIX, level: 'warning' }),
}
