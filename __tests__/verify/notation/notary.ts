import type { Evidence } from '../../../src/model/evidence.ts'
import type { NotationAuthority } from '../../../src/model/policy.ts'
import { pem } from '../../fakes/signing/certificates.ts'
import {
  attachNotation,
  coseHeader,
  coseOf,
  coseParts,
  NOTATION,
  type Notary,
  newNotary,
  type Signing,
  signJws,
} from '../../fakes/signing/notation.ts'
import { type Asking, ask } from '../asking.ts'
import { DIGEST, IMAGE } from '../shelf.ts'

/** The tests' notary, and an authority that trusts it. */
export const notary: Notary = newNotary()
export const authority: NotationAuthority = trusting(notary)
/** What notation signs for the test image. */
export const target = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: DIGEST, size: IMAGE.length }

/** An authority that trusts a notary's root and its organisation. */
export function trusting({ root }: Pick<Notary, 'root'>, more: Partial<NotationAuthority> = {}): NotationAuthority {
  const trustStore = [pem('CERTIFICATE', root.certificate)]
  return { kind: 'notation', name: 'acme', trustStore, identities: ['C=US, ST=WA, O=acme'], level: 'strict', ...more }
}

/** Something to sign by a notary, with the changes of a test. */
export function signing(by: Notary = notary, more: Partial<Signing> = {}): Signing {
  return { chain: by.chain, key: by.signer.keys.privateKey, payload: { targetArtifact: target }, ...more }
}

/** The answer to a claim about the test image that carries these JWS envelopes. */
export function askJws(envelopes: readonly (Buffer | object)[], asking: Asking = {}): Promise<Evidence> {
  return ask(
    envelopes.map((one) => attachNotation(DIGEST, one)),
    { authority, ...asking },
  )
}

/** The answer to a claim about the test image that carries these COSE envelopes. */
export function askCose(envelopes: readonly Buffer[], asking: Asking = {}): Promise<Evidence> {
  return ask(
    envelopes.map((one) => attachNotation(DIGEST, one, NOTATION.cose)),
    { authority, ...asking },
  )
}

/** The same signing in both envelopes, asked one after the other. */
export async function askBoth(what: Signing, asking: Asking = {}, expiry?: string): Promise<readonly Evidence[]> {
  const label = 'io.cncf.notary.expiry'
  const jws = signJws(expiry === undefined ? what : { ...what, attributes: { ...what.attributes, [label]: expiry } })
  const seconds = expiry === undefined ? [] : [[label, { tag: 1, value: Date.parse(expiry) / 1000 }] as const]
  const cose = coseOf(coseParts(what, coseHeader(what, seconds)))
  return [await askJws([jws], asking), await askCose([cose], asking)]
}
