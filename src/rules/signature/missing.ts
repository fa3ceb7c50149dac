import type { ReferenceCase } from '../../case/case.ts'
import type { Rule } from '../../case/rule.ts'
import { nameOf, refutedHits } from '../../case/sentence.ts'

const WHY = 'Nobody vouches for these bytes: whoever can push to the name decides what runs.'
// Nobody can sign bytes that are not there.
const FIX = (one: ReferenceCase): string =>
  one.answer.kind === 'found'
    ? `Use an image that is signed, or have it signed: \`cosign sign ${nameOf(one)}\`.`
    : 'Use an image that exists and is signed.'

export const missingSignature: Rule = {
  id: 'signature/missing',
  level: 'error',
  summary: 'The policy demands a signature, and the image has none.',
  check: (context) => refutedHits(context, 'signature/missing', { why: WHY, fix: FIX }),
}
