import type { Rule } from '../../case/rule.ts'
import { invalidSignature } from './invalid.ts'
import { lostSignature } from './lost.ts'
import { missingSignature } from './missing.ts'
import { signerChanged } from './signer-changed.ts'
import { uncheckedSignature } from './unchecked.ts'
import { unsupportedSignature } from './unsupported.ts'
import { untrustedSignature } from './untrusted.ts'

/** The rules of group `signature`, in the order of the documentation. */
export const signatureRules: readonly Rule[] = [
  missingSignature,
  invalidSignature,
  untrustedSignature,
  unsupportedSignature,
  uncheckedSignature,
  lostSignature,
  signerChanged,
]
