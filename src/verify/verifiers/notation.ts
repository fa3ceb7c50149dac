import type { Verifier } from '../candidate.ts'
import { reject } from '../crypto/checked.ts'

/** Notary Project signatures: recognised and named, not verified. */
export const notation: Verifier = {
  format: 'notation',
  reads: (mediaType) => mediaType === 'application/jose+json' || mediaType === 'application/cose',
  open: () => reject('unsupported', 'Notary Project signatures are not verified by this version', { verdict: 'unsupported' }),
}
