import { MAX_CHAIN } from '../../model/limits.ts'
import { MalformedError } from '../crypto/checked.ts'
import { readBase64, readHex, readPem } from '../crypto/encoding.ts'
import { integerAt, isRecord, type JsonRecord, recordAt, textAt } from '../json-shape.ts'
import type { LogEntry, SignerMaterial } from '../material.ts'
import { parseJson } from '../parse-json.ts'

type Annotations = Readonly<Record<string, string>>

const NAMES = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  chain: 'dev.sigstore.cosign/chain',
  log: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const

/** The annotation's text, undefined where it is missing or empty. */
function annotation(annotations: Annotations, name: keyof typeof NAMES): string | undefined {
  const text = annotations[NAMES[name]]
  return text === undefined || text.trim() === '' ? undefined : text
}

/** Whether anything came along that is about one signature: a certificate, a log entry or a timestamp. */
export function hasProof(annotations: Annotations): boolean {
  return (['certificate', 'chain', 'log', 'timestamp'] as const).some((name) => annotation(annotations, name) !== undefined)
}

/** The signature over the layer's bytes. White space in it is dropped, as Go's decoder does. Throws MalformedError. */
export function signatureIn(annotations: Annotations): Buffer {
  const text = annotation(annotations, 'signature')
  if (text === undefined) throw new MalformedError('the signature annotation is missing')
  return readBase64(text.replace(/\s/g, ''), 'the signature')
}

/** The certificate with what was given to build its chain, or *some key*. Throws MalformedError. */
export function signerIn(annotations: Annotations): SignerMaterial {
  const leaf = annotation(annotations, 'certificate')
  if (leaf === undefined) return { kind: 'key' }
  const certificates = certificatesIn(leaf, 'the certificate')
  if (certificates[0] === undefined || certificates.length > 1)
    throw new MalformedError('the certificate annotation is not one certificate')
  const chain = annotation(annotations, 'chain')
  return { kind: 'certificate', leaf: certificates[0], given: chain === undefined ? [] : certificatesIn(chain, 'the chain') }
}

function certificatesIn(pem: string, what: string): readonly Buffer[] {
  const blocks = readPem(pem, what)
  if (blocks.some(({ label }) => label !== 'CERTIFICATE'))
    throw new MalformedError(`${what} holds something else than certificates`)
  if (blocks.length > MAX_CHAIN) throw new MalformedError(`${what} holds more than ${MAX_CHAIN} certificates`)
  return blocks.map(({ der }) => der)
}

/** The log entry that was kept with the signature: a promise without a proof. Throws MalformedError. */
export function logEntriesIn(annotations: Annotations): readonly LogEntry[] {
  const text = annotation(annotations, 'log')
  if (text === undefined) return []
  const bundle = expectRecord(parseJson(Buffer.from(text)), 'the log annotation')
  const payload = recordAt(bundle, 'Payload')
  const body = readBase64(textAt(payload, 'body'), 'the log entry')
  const stated = expectRecord(parseJson(body, true), 'the log entry')
  return [
    {
      logId: readHex(textAt(payload, 'logID'), 'the log id'),
      logIndex: integerAt(payload, 'logIndex'),
      kind: textAt(stated, 'kind'),
      version: textAt(stated, 'apiVersion'),
      integratedTime: integerAt(payload, 'integratedTime'),
      body,
      promise: readBase64(textAt(bundle, 'SignedEntryTimestamp'), 'the signed entry timestamp'),
    },
  ]
}

/** The RFC 3161 timestamp that was kept with the signature. Throws MalformedError. */
export function timestampsIn(annotations: Annotations): readonly Buffer[] {
  const text = annotation(annotations, 'timestamp')
  if (text === undefined) return []
  const holder = expectRecord(parseJson(Buffer.from(text)), 'the timestamp annotation')
  return [readBase64(textAt(holder, 'SignedRFC3161Timestamp'), 'the timestamp')]
}

function expectRecord(value: unknown, what: string): JsonRecord {
  if (!isRecord(value)) throw new MalformedError(`${what} is not a JSON object`)
  return value
}
