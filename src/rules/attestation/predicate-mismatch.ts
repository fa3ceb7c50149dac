import type { Rule } from '../../case/rule.ts'
import { refutedHits } from '../../case/sentence.ts'

const WHY = 'All constraints of `where` must hold on one and the same attestation.'
const FIX = 'Compare expected and found in the evidence: use an image that was made as demanded, or correct `where`.'

export const predicateMismatch: Rule = {
  id: 'attestation/predicate-mismatch',
  level: 'error',
  summary: 'A trusted signer attested something else than the policy demands.',
  check: (context) => refutedHits(context, 'attestation/predicate-mismatch', { why: WHY, fix: FIX }),
}
