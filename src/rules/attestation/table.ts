import type { Rule } from '../../case/rule.ts'
import { builderChanged } from './builder-changed.ts'
import { invalidAttestation } from './invalid.ts'
import { lostAttestation } from './lost.ts'
import { missingAttestation } from './missing.ts'
import { predicateMismatch } from './predicate-mismatch.ts'
import { sourceChanged } from './source-changed.ts'
import { uncheckedAttestation } from './unchecked.ts'
import { untrustedAttestation } from './untrusted.ts'

/** The rules of group `attestation`, in the order of the documentation. */
export const attestationRules: readonly Rule[] = [
  missingAttestation,
  invalidAttestation,
  untrustedAttestation,
  predicateMismatch,
  uncheckedAttestation,
  lostAttestation,
  sourceChanged,
  builderChanged,
]
