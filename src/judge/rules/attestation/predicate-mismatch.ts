import type { Rule } from '../../rule.ts'
import { refutedHits } from '../sentence.ts'

const WHY = 'All constraints of `where` must hold on one and the same attestation.'

export const predicateMismatch: Rule = {
  id: 'attestation/predicate-mismatch',
  level: 'error',
  summary: 'A trusted signer attested something else than the policy demands.',
  check: (context) => refutedHits(context, 'attestation/predicate-mismatch', { why: WHY }),
}
