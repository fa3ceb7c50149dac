import type { ReferenceCase } from '../../case/case.ts'
import type { Rule } from '../../case/rule.ts'
import { nameOf, openHits } from '../../case/sentence.ts'

const WHY =
  'That there is none and that nobody could tell are different: the image is neither cleared nor accused. Run the check again when the registry answers.'
const FIX = (one: ReferenceCase): string =>
  `Run the check again. \`preadmit verify ${nameOf(one)}\` shows every question that was asked.`

export const uncheckedAttestation: Rule = {
  id: 'attestation/unchecked',
  level: 'warning',
  summary: 'An attestation that the policy demands could not be looked for or checked.',
  check: (context) => openHits(context, 'attestation/unchecked', { why: WHY, fix: FIX, level: 'warning' }),
}
