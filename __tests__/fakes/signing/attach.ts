import { pem, sha256 } from './certificates.ts'
import type { Signed } from './sign.ts'

/** Something that a client pushes next to an image: a manifest with its blobs, under a tag or as a referrer (then `subject` is set). */
export interface Attachment {
  readonly manifest: Buffer
  readonly mediaType: string
  readonly digest: string
  readonly blobs: readonly Buffer[]
  readonly tag?: string
  readonly subject?: string
  readonly artifactType?: string
}

/** One layer of an attached manifest. */
export interface NewLayer {
  readonly mediaType: string
  readonly bytes: Buffer
  readonly annotations?: Readonly<Record<string, string>>
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const EMPTY = Buffer.from('{}')

/** `sha256:` and the hexadecimal hash. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${sha256(bytes).toString('hex')}`
}

/** What cosign signs for an image: Red Hat's simple signing. */
export function simpleSigningPayload(
  digest: string,
  reference = 'registry.test/app',
  type = 'cosign container image signature',
): Buffer {
  const critical = { identity: { 'docker-reference': reference }, image: { 'docker-manifest-digest': digest }, type }
  return Buffer.from(JSON.stringify({ critical, optional: null }))
}

/** What cosign 3 signs for an image: an in-toto statement of its own type. */
export function signStatementFor(digest: string): unknown {
  return statementFor(digest, 'https://sigstore.dev/cosign/sign/v1', {})
}

/** An in-toto statement about one image. */
export function statementFor(digest: string, predicateType: string, predicate: unknown): unknown {
  const [algorithm = '', hex = ''] = digest.split(':')
  return { _type: 'https://in-toto.io/Statement/v1', subject: [{ digest: { [algorithm]: hex } }], predicateType, predicate }
}

/** A layer of a `.sig` manifest: the payload, with everything else in annotations. */
export function signatureLayer(signed: Signed): NewLayer {
  const annotations = { 'dev.cosignproject.cosign/signature': signed.signature.toString('base64'), ...proofAnnotations(signed) }
  return { mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', bytes: signed.payload, annotations }
}

/** A layer of a `.att` manifest: the envelope. */
export function attestationLayer(signed: Signed): NewLayer {
  const annotations = { 'dev.cosignproject.cosign/signature': '', ...proofAnnotations(signed) }
  return { mediaType: 'application/vnd.dsse.envelope.v1+json', bytes: signed.envelope ?? Buffer.alloc(0), annotations }
}

function proofAnnotations({ signer, entries, timestamps }: Signed): Readonly<Record<string, string>> {
  const [entry] = entries
  const [token] = timestamps
  const payload = entry && {
    body: entry.canonicalizedBody,
    integratedTime: Number(entry.integratedTime),
    logIndex: Number(entry.logIndex),
    logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
  }
  return {
    ...(signer.certificate === undefined ? {} : { 'dev.sigstore.cosign/certificate': pem('CERTIFICATE', signer.certificate) }),
    ...(entry === undefined
      ? {}
      : {
          'dev.sigstore.cosign/bundle': JSON.stringify({
            SignedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
            Payload: payload,
          }),
        }),
    ...(token === undefined
      ? {}
      : { 'dev.sigstore.cosign/rfc3161timestamp': JSON.stringify({ SignedRFC3161Timestamp: token.toString('base64') }) }),
  }
}

/** A Sigstore bundle, version 0.3, as plain data. */
export function bundleOf(signed: Signed): Readonly<Record<string, unknown>> {
  const { signer, entries, timestamps, signature, payload, payloadType } = signed
  const key = { publicKey: { hint: 'fake-key' } }
  const signatures = [{ sig: signature.toString('base64') }]
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      ...(signer.certificate === undefined ? key : { certificate: { rawBytes: signer.certificate.toString('base64') } }),
      tlogEntries: entries,
      timestampVerificationData: {
        rfc3161Timestamps: timestamps.map((token) => ({ signedTimestamp: token.toString('base64') })),
      },
    },
    ...(payloadType === undefined
      ? {
          messageSignature: {
            messageDigest: { algorithm: 'SHA2_256', digest: sha256(payload).toString('base64') },
            signature: signature.toString('base64'),
          },
        }
      : { dsseEnvelope: { payloadType, payload: payload.toString('base64'), signatures } }),
  }
}

/** A layer that holds a bundle. */
export function bundleLayer(bundle: unknown): NewLayer {
  return { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', bytes: Buffer.from(JSON.stringify(bundle)) }
}

/** Attaches layers under cosign's tag for a digest: `.sig` or `.att`. */
export function attachTag(digest: string, suffix: 'sig' | 'att' | 'sbom', layers: readonly NewLayer[]): Attachment {
  return { ...manifestOf(layers, {}), tag: `${digest.replace(':', '-')}.${suffix}` }
}

/** Attaches layers as something that refers to a digest. */
export function attachReferrer(subject: string, artifactType: string, layers: readonly NewLayer[]): Attachment {
  const pointer = { mediaType: MANIFEST, digest: subject, size: 1 }
  return { ...manifestOf(layers, { artifactType, subject: pointer }), subject, artifactType }
}

/** Attaches a bundle the way cosign 3 and actions/attest do. */
export function attachBundle(subject: string, bundle: unknown): Attachment {
  return attachReferrer(subject, 'application/vnd.dev.sigstore.bundle.v0.3+json', [bundleLayer(bundle)])
}

function manifestOf(layers: readonly NewLayer[], more: Readonly<Record<string, unknown>>): Attachment {
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY), size: EMPTY.length }
  const descriptors = layers.map(({ mediaType, bytes, annotations }) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
    ...(annotations === undefined ? {} : { annotations }),
  }))
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: descriptors, ...more }))
  return { manifest, mediaType: MANIFEST, digest: digestOf(manifest), blobs: [EMPTY, ...layers.map(({ bytes }) => bytes)] }
}
