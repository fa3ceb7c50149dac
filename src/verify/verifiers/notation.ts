import { MAX_NOTATION_BYTES } from '../../model/limits.ts'
import type { Candidate, Verifier } from '../candidate.ts'
import { type Checked, reject } from '../crypto/checked.ts'
import { openCose } from '../notation/cose.ts'
import type { NotationMaterial } from '../notation/envelope.ts'
import { openJws } from '../notation/jws.ts'

const ARTIFACT = 'application/vnd.cncf.notary.signature'
const JWS = 'application/jose+json'
const COSE = 'application/cose'

/** Notary Project signatures: the one layer of a referrer whose manifest says that it is one. */
export const notation: Verifier = {
  format: 'notation',
  reads: (mediaType) => mediaType === JWS || mediaType === COSE,
  open,
}

function open({ bytes, mediaType, store, artifact }: Candidate): Checked<NotationMaterial> {
  if (store !== 'referrer' || artifact?.type !== ARTIFACT)
    return reject('unsupported', 'it does not refer to the image as a Notary Project signature does', {
      verdict: 'unsupported',
      expected: `a referrer of type ${ARTIFACT}`,
      got: artifact?.type.slice(0, 200) ?? 'something else',
    })
  if (artifact.layers !== 1) return reject('signature-count', `its manifest has ${artifact.layers} layers instead of one`)
  if (bytes.length > MAX_NOTATION_BYTES) return reject('too-many', `it is larger than ${MAX_NOTATION_BYTES} bytes`)
  return mediaType === JWS ? openJws(bytes) : openCose(bytes)
}
