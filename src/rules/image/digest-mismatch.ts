import type { Rule } from '../../case/rule.ts'
import { openHits, refutedHits } from '../../case/sentence.ts'

const WHY = 'A digest names exactly one image. A registry or a proxy that sends other bytes must not be trusted with this name.'
const FIX = 'Do not merge. Take the digest from the publisher, and ask whoever runs the registry or the mirror.'

export const digestMismatch: Rule = {
  id: 'image/digest-mismatch',
  level: 'error',
  summary: 'The bytes that the registry sent do not hash to the digest that was asked for.',
  check: (context) => [
    ...refutedHits(context, 'image/digest-mismatch', { why: WHY, fix: FIX }),
    ...openHits(context, 'image/digest-mismatch', { why: WHY, fix: FIX, level: 'error' }),
  ],
}
