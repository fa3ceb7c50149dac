import { MAX_CHAIN, MAX_LOG_ENTRIES, MAX_TIMESTAMPS } from '../../model/limits.ts'
import type { Verifier } from '../candidate.ts'
import { type Certificate, isSelfIssued, readCertificate } from '../crypto/certificate.ts'
import { type Checked, MalformedError, pass, reading, reject } from '../crypto/checked.ts'
import { readAnyBase64, readBase64 } from '../crypto/encoding.ts'
import { integerAt, isRecord, type JsonRecord, listAt, optionalRecordAt, own, recordAt, textAt } from '../json-shape.ts'
import type { Content, LogEntry, LogProof, Material, SignerMaterial } from '../material.ts'
import { parseJson } from '../parse-json.ts'
import { inJsonNames } from './spelling.ts'

/** Sigstore bundles 0.1 to 0.3 (sigstore_bundle.proto), from wherever they were stored. */
export const bundle: Verifier = {
  format: 'sigstore-bundle',
  reads: (mediaType) => mediaType.startsWith('application/vnd.dev.sigstore.bundle'),
  open: ({ bytes, subject }) => openBundle(bytes, subject === undefined ? undefined : Buffer.from(subject)),
}

const VERSIONS: Readonly<Record<string, number>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': 1,
  'application/vnd.dev.sigstore.bundle+json;version=0.2': 2,
  'application/vnd.dev.sigstore.bundle+json;version=0.3': 3,
  'application/vnd.dev.sigstore.bundle.v0.3+json': 3,
}

/** Reads a bundle from its JSON text. A message signature gets its message (`payload`) from the caller: a bundle does not carry it. */
export function openBundle(text: Uint8Array, payload?: Buffer): Checked<Material> {
  const json = reading('bundle-malformed', 'bundle', () => inJsonNames(parseJson(text)))
  if (!json.ok) return json
  const root = json.value
  const mediaType = isRecord(root) ? own(root, 'mediaType') : undefined
  if (!isRecord(root) || typeof mediaType !== 'string') return reject('bundle-malformed', 'bundle: it has no mediaType')
  const version = Object.hasOwn(VERSIONS, mediaType) ? VERSIONS[mediaType] : undefined
  if (version === undefined)
    return reject('bundle-unsupported', 'the bundle is of an unknown version', {
      verdict: 'unsupported',
      expected: '0.1 to 0.3',
      got: mediaType.slice(0, 100),
    })
  const material = reading('bundle-malformed', 'bundle', () => readMaterial(root, version, payload))
  if (!material.ok) return material
  return rootOutOfPlace(material.value)
    ? reject('bundle-malformed', 'the bundle carries a root certificate inside its chain')
    : pass(material.value)
}

function readMaterial(root: JsonRecord, version: number, payload: Buffer | undefined): Material {
  const material = recordAt(root, 'verificationMaterial')
  const content = readContent(root, payload)
  const stamps = optionalRecordAt(material, 'timestampVerificationData')
  const timestamps = stamps !== undefined ? capped(listAt(stamps, 'rfc3161Timestamps'), MAX_TIMESTAMPS) : []
  const entries = capped(listAt(material, 'tlogEntries'), MAX_LOG_ENTRIES)
  return {
    content,
    signer: readSigner(material, version),
    entries: entries.map((entry) => readEntry(entry, version)),
    timestamps: timestamps.map((stamp) => bytesAt(expectRecord(stamp), 'signedTimestamp')),
    timestamped: content.signature,
    bundle: root,
  }
}

function capped(list: readonly unknown[], limit: number): readonly unknown[] {
  if (list.length > limit) throw new MalformedError(`more than ${limit} entries`)
  return list
}

function expectRecord(value: unknown): JsonRecord {
  if (!isRecord(value)) throw new MalformedError('a list holds something else than objects')
  return value
}

function bytesAt(record: JsonRecord, key: string): Buffer {
  const bytes = readBase64(textAt(record, key), key)
  if (bytes.length === 0) throw new MalformedError(`${key} is empty`)
  return bytes
}

const HASHES = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' } as const

function readContent(root: JsonRecord, payload: Buffer | undefined): Content {
  const message = optionalRecordAt(root, 'messageSignature')
  const envelope = optionalRecordAt(root, 'dsseEnvelope')
  if (envelope !== undefined && message === undefined) return readEnvelope(envelope)
  if (message !== undefined && envelope === undefined) return readMessage(message, payload)
  throw new MalformedError('it must hold one of messageSignature and dsseEnvelope')
}

function readMessage(message: JsonRecord, payload: Buffer | undefined): Content {
  const digest = optionalRecordAt(message, 'messageDigest')
  const algorithm = digest === undefined ? 'SHA2_256' : textAt(digest, 'algorithm')
  const hash = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm as keyof typeof HASHES] : undefined
  if (hash === undefined) throw new MalformedError(`messageDigest of kind ${algorithm.slice(0, 20)} is not SHA-2`)
  const stated = digest === undefined ? undefined : { hash, value: bytesAt(digest, 'digest') }
  const signature = bytesAt(message, 'signature')
  return { kind: 'message', payload: payload ?? Buffer.alloc(0), signature, hash, ...(stated === undefined ? {} : { stated }) }
}

/** Reads a DSSE envelope of exactly one signature, or of at most as many as told. Throws MalformedError. */
export function readEnvelope(envelope: JsonRecord, atMost = 1): Content & { readonly kind: 'dsse' } {
  const list = listAt(envelope, 'signatures')
  const [signature, ...others] = list.map((one) => readAnyBase64(textAt(expectRecord(one), 'sig'), 'sig'))
  if (signature === undefined || list.length > atMost) throw new MalformedError(wrongNumber(list.length, atMost))
  return {
    kind: 'dsse',
    payloadType: textAt(envelope, 'payloadType'),
    payload: readAnyBase64(textAt(envelope, 'payload'), 'payload'),
    signature,
    ...(others.length === 0 ? {} : { others }),
  }
}

function wrongNumber(count: number, atMost: number): string {
  const one = count === 0 || atMost === 1
  return one ? `the envelope has ${count} signatures instead of one` : `more than ${atMost} signatures`
}

function readSigner(material: JsonRecord, version: number): SignerMaterial {
  const kinds = ['certificate', 'publicKey', 'x509CertificateChain'].filter(
    (kind) => optionalRecordAt(material, kind) !== undefined,
  )
  if (kinds.length !== 1) throw new MalformedError('it must name its signer in exactly one way')
  if (kinds[0] === 'publicKey') {
    const hint = own(recordAt(material, 'publicKey'), 'hint')
    return typeof hint === 'string' && hint !== '' ? { kind: 'key', hint } : { kind: 'key' }
  }
  if (kinds[0] === 'certificate')
    return { kind: 'certificate', leaf: bytesAt(recordAt(material, 'certificate'), 'rawBytes'), given: [] }
  if (version === 3) throw new MalformedError('version 0.3 holds one certificate, not a chain')
  const list = listAt(recordAt(material, 'x509CertificateChain'), 'certificates')
  const [leaf, ...given] = capped(list, MAX_CHAIN).map((certificate) => bytesAt(expectRecord(certificate), 'rawBytes'))
  if (leaf === undefined) throw new MalformedError('the certificate chain is empty')
  return { kind: 'certificate', leaf, given }
}

function readEntry(value: unknown, version: number): LogEntry {
  const entry = expectRecord(value)
  const kind = recordAt(entry, 'kindVersion')
  const promise = optionalRecordAt(entry, 'inclusionPromise')
  const proof = optionalRecordAt(entry, 'inclusionProof')
  if (version > 1 && proof === undefined) throw new MalformedError('a log entry lacks its inclusion proof')
  return {
    logId: bytesAt(recordAt(entry, 'logId'), 'keyId'),
    logIndex: own(entry, 'logIndex') === undefined ? 0n : integerAt(entry, 'logIndex'),
    kind: textAt(kind, 'kind'),
    version: textAt(kind, 'version'),
    integratedTime: own(entry, 'integratedTime') === undefined ? 0n : integerAt(entry, 'integratedTime'),
    body: bytesAt(entry, 'canonicalizedBody'),
    ...(promise === undefined ? {} : { promise: bytesAt(promise, 'signedEntryTimestamp') }),
    ...(proof === undefined ? {} : { proof: readProof(proof, version) }),
  }
}

function readProof(proof: JsonRecord, version: number): LogProof {
  const checkpoint = optionalRecordAt(proof, 'checkpoint')
  if (version > 1 && checkpoint === undefined) throw new MalformedError('an inclusion proof lacks its checkpoint')
  return {
    index: own(proof, 'logIndex') === undefined ? 0n : integerAt(proof, 'logIndex'),
    size: integerAt(proof, 'treeSize'),
    rootHash: bytesAt(proof, 'rootHash'),
    hashes: listAt(proof, 'hashes').map((hash) => {
      if (typeof hash !== 'string') throw new MalformedError('an inclusion proof is malformed')
      return readBase64(hash, 'a hash of the inclusion proof')
    }),
    ...(checkpoint === undefined ? {} : { checkpoint: textAt(checkpoint, 'envelope') }),
  }
}

/**
 * A root at the end of a chain in issuing order is superfluous, as the first bundles of npm and of GitHub's builders carried it:
 * readers pass it over (sigstore_bundle.proto), and no path ever ends at it. Anywhere else it is there to be trusted.
 */
function rootOutOfPlace({ signer }: Material): boolean {
  if (signer.kind !== 'certificate') return false
  const chain = [signer.leaf, ...signer.given].map(readCertificate)
  const roots = chain.flatMap((certificate, index) =>
    index > 0 && certificate.ok && isSelfIssued(certificate.value) ? [index] : [],
  )
  return roots.some((index) => index < chain.length - 1) || (roots.length > 0 && !isInIssuingOrder(chain))
}

function isInIssuingOrder(chain: readonly Checked<Certificate>[]): boolean {
  return chain.every((certificate, index) => {
    const issuer = chain[index + 1]
    return issuer === undefined || (certificate.ok && issuer.ok && certificate.value.issuer.equals(issuer.value.subject))
  })
}
