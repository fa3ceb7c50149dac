import { type KeyPair, pem, sha256, signWith, spkiOf } from './certificates.ts'
import { appendEntry, type BundleEntry, type Log } from './log.ts'
import { type Identity, issue, type Leaf, type Sigstore } from './sigstore.ts'
import { type StampOptions, stamp } from './timestamp.ts'

/** Who signs: with a certificate for an identity, with a given leaf, or with a key. */
export type As = { readonly identity: Identity } | { readonly leaf: Leaf } | { readonly keys: KeyPair }

/** How a signature is made. `log` chooses the log, `none` leaves it out. `kind` is the kind of log entry. */
export interface SigningOptions {
  readonly at?: Date
  readonly log?: 'rekor' | 'rekor2' | 'none'
  readonly kind?: 'dsse' | 'intoto' | 'intoto1' | 'hashedrekord'
  readonly stamped?: boolean
  readonly stamp?: StampOptions
  readonly hash?: string
}

/** Something signed, with its proof of logging and time. */
export interface Signed {
  readonly payload: Buffer
  readonly payloadType?: string
  readonly envelope?: Buffer
  readonly signature: Buffer
  readonly signer: { readonly certificate?: Buffer; readonly keys: KeyPair }
  readonly entries: readonly BundleEntry[]
  readonly timestamps: readonly Buffer[]
}

/** The time at which fakes sign unless told otherwise. */
export const SIGNING_TIME = new Date('2026-03-01T12:00:00Z')

/** Signs a message as cosign does: the signature is over the bytes, the log entry a hashedrekord. */
export function signMessage(world: Sigstore, as: As, payload: Buffer, options: SigningOptions = {}): Signed {
  const signer = signerOf(world, as, options)
  const signature = signWith(signer.keys.privateKey, payload, options.hash)
  const body = options.log === 'rekor2' ? hashedRekord2(payload, signature, signer) : hashedRekord(payload, signature, signer)
  return { payload, signature, signer, ...proofs(world, { ...options, body, over: signature }) }
}

/** Signs a statement in a DSSE envelope. Its log entry is of the kind asked for. */
export function signStatement(world: Sigstore, as: As, statement: unknown, options: SigningOptions = {}): Signed {
  const payload = Buffer.from(typeof statement === 'string' ? statement : JSON.stringify(statement))
  return signEnvelope(world, as, { payload, payloadType: 'application/vnd.in-toto+json' }, options)
}

/** Signs an envelope of any payload type. */
export function signEnvelope(
  world: Sigstore,
  as: As,
  content: { readonly payload: Buffer; readonly payloadType: string },
  options: SigningOptions = {},
): Signed {
  const { payload, payloadType } = content
  const signer = signerOf(world, as, options)
  const type = Buffer.from(payloadType)
  const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload])
  const signature = signWith(signer.keys.privateKey, encoded, options.hash)
  const signatures = [{ keyid: '', sig: signature.toString('base64') }]
  const envelope = Buffer.from(JSON.stringify({ payloadType, payload: payload.toString('base64'), signatures }))
  const body =
    options.log === 'rekor2'
      ? secondBody({ payload, encoded, signature, signer }, options)
      : envelopeBody({ payload, payloadType, envelope, signature, signer }, options)
  return { payload, payloadType, envelope, signature, signer, ...proofs(world, { ...options, body, over: signature }) }
}

function signerOf(world: Sigstore, as: As, { at = SIGNING_TIME }: SigningOptions): Signed['signer'] {
  if ('keys' in as) return { keys: as.keys }
  return 'leaf' in as ? as.leaf : issue(world, as.identity, at)
}

interface ProofRequest extends SigningOptions {
  readonly body: Body
  readonly over: Buffer
}

type Body = { readonly kind: string; readonly apiVersion: string; readonly spec: unknown }

function proofs(world: Sigstore, request: ProofRequest): Pick<Signed, 'entries' | 'timestamps'> {
  const { at = SIGNING_TIME, log = 'rekor', stamped = log !== 'rekor', body, over } = request
  const entries = log === 'none' ? [] : [appendEntry(world[log] satisfies Log, body, at)]
  return { entries, timestamps: stamped ? [stamp(world.tsa, over, at, request.stamp)] : [] }
}

function verifierPem({ certificate, keys }: Signed['signer']): string {
  const text = certificate === undefined ? pem('PUBLIC KEY', spkiOf(keys.publicKey)) : pem('CERTIFICATE', certificate)
  return Buffer.from(text).toString('base64')
}

function hashedRekord(data: Buffer, signature: Buffer, signer: Signed['signer']): Body {
  const hash = { algorithm: 'sha256', value: sha256(data).toString('hex') }
  const content = { content: signature.toString('base64'), publicKey: { content: verifierPem(signer) } }
  return { kind: 'hashedrekord', apiVersion: '0.0.1', spec: { data: { hash }, signature: content } }
}

function hashedRekord2(data: Buffer, signature: Buffer, { certificate, keys }: Signed['signer']) {
  const rawBytes = (certificate ?? spkiOf(keys.publicKey)).toString('base64')
  const verifier = {
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    ...(certificate === undefined ? { publicKey: { rawBytes } } : { x509Certificate: { rawBytes } }),
  }
  const content = { content: signature.toString('base64'), verifier }
  const digest = { algorithm: 'SHA2_256', digest: sha256(data).toString('base64') }
  return { kind: 'hashedrekord', apiVersion: '0.0.2', spec: { hashedRekordV002: { data: digest, signature: content } } }
}

/** Rekor 2 keeps an envelope as a hash of its signed encoding, or as a `dsse` entry when asked for one. */
function secondBody(
  signed: { readonly payload: Buffer; readonly encoded: Buffer; readonly signature: Buffer; readonly signer: Signed['signer'] },
  { kind }: SigningOptions,
): Body {
  const { payload, encoded, signature, signer } = signed
  const hashed = hashedRekord2(encoded, signature, signer)
  if (kind !== 'dsse') return hashed
  const payloadHash = { algorithm: 'SHA2_256', digest: sha256(payload).toString('base64') }
  return {
    kind: 'dsse',
    apiVersion: '0.0.2',
    spec: { dsseV002: { payloadHash, signatures: [hashed.spec.hashedRekordV002.signature] } },
  }
}

interface Enveloped {
  readonly payload: Buffer
  readonly payloadType: string
  readonly envelope: Buffer
  readonly signature: Buffer
  readonly signer: Signed['signer']
}

function envelopeBody(signed: Enveloped, { kind = 'dsse' }: SigningOptions): Body {
  const { payload, payloadType, envelope, signature, signer } = signed
  const payloadHash = { algorithm: 'sha256', value: sha256(payload).toString('hex') }
  const hash = { algorithm: 'sha256', value: sha256(envelope).toString('hex') }
  const verifier = verifierPem(signer)
  if (kind === 'intoto1') return { kind: 'intoto', apiVersion: '0.0.1', spec: { content: { hash }, publicKey: verifier } }
  if (kind === 'intoto') {
    const twice = Buffer.from(signature.toString('base64')).toString('base64')
    const inner = { payloadType, signatures: [{ publicKey: verifier, sig: twice }] }
    return { kind: 'intoto', apiVersion: '0.0.2', spec: { content: { envelope: inner, hash, payloadHash } } }
  }
  const signatures = [{ signature: signature.toString('base64'), verifier }]
  return { kind: 'dsse', apiVersion: '0.0.1', spec: { envelopeHash: hash, payloadHash, signatures } }
}
