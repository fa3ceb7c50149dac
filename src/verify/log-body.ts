import { readCertificate } from './crypto/certificate.ts'
import { type Checked, MalformedError, pass, reading, reject } from './crypto/checked.ts'
import { readBase64, readHex, readPem } from './crypto/encoding.ts'
import type { PublicKey } from './crypto/keys.ts'
import { type HashName, hashOf, loadKey } from './crypto/keys.ts'
import { signedBytes } from './crypto/signed-bytes.ts'
import { isRecord, type JsonRecord, listAt, recordAt, textAt } from './json-shape.ts'
import type { Content, LogEntry } from './material.ts'
import { parseJson } from './parse-json.ts'

/** The key, and the certificate where there is one, that made the signature. */
export interface SignerKey {
  readonly key: PublicKey
  readonly certificate?: Buffer
}

/** What a log entry claims to be about. A part that this kind of entry does not carry is undefined. */
interface Recorded {
  readonly digest: { readonly hash: HashName; readonly value: Buffer; readonly of: 'signed' | 'payload' | 'envelope' }
  readonly signature?: Buffer
  readonly verifier: Verifier
}

type Verifier = { readonly certificate: Buffer } | { readonly spki: Buffer } | { readonly pem: string }

/** Checks that a log entry is about exactly this signature: same digest, same signature, same key or certificate. */
export function checkBody(entry: LogEntry, content: Content, signer: SignerKey): Checked<true> {
  const recorded = readRecorded(entry)
  if (!recorded.ok) return recorded
  const { digest, signature, verifier } = recorded.value
  const subject = digestedBytes(content, digest.of)
  if (subject === undefined)
    return reject('log-entry-unsupported', `a log entry of kind ${entry.kind} ${entry.version} cannot be bound to this format`, {
      verdict: 'unsupported',
    })
  const actual = hashOf(digest.hash, subject)
  if (!actual.equals(digest.value))
    return reject('log-entry-mismatch', 'the log entry is about other content', {
      expected: `${digest.hash}:${actual.toString('hex')}`,
      got: `${digest.hash}:${digest.value.toString('hex')}`,
    })
  if (signature !== undefined && !signature.equals(content.signature))
    return reject('log-entry-mismatch', 'the log entry is about another signature')
  return checkVerifier(verifier, signer)
}

function digestedBytes(content: Content, of: Recorded['digest']['of']): Buffer | undefined {
  if (of === 'signed') return signedBytes(content)
  if (content.kind !== 'dsse') return undefined
  return of === 'payload' ? content.payload : content.envelope
}

function checkVerifier(verifier: Verifier, signer: SignerKey): Checked<true> {
  const wrong = reject('log-entry-mismatch', 'the log entry names another key or certificate')
  const resolved = 'pem' in verifier ? fromPem(verifier.pem) : pass(verifier)
  if (!resolved.ok) return resolved
  if ('certificate' in resolved.value) {
    if (signer.certificate === undefined) return sameKeyAsCertificate(resolved.value.certificate, signer)
    return resolved.value.certificate.equals(signer.certificate) ? pass(true) : wrong
  }
  return 'spki' in resolved.value && resolved.value.spki.equals(signer.key.spki) ? pass(true) : wrong
}

/** A key that the policy trusts may have been used through a certificate: then the certificate is about that key. */
function sameKeyAsCertificate(certificate: Buffer, signer: SignerKey): Checked<true> {
  const read = readCertificate(certificate)
  if (!read.ok) return read
  return read.value.spki.equals(signer.key.spki)
    ? pass(true)
    : reject('log-entry-mismatch', 'the log entry names a certificate of another key')
}

function fromPem(pem: string): Checked<{ readonly certificate: Buffer } | { readonly spki: Buffer }> {
  const block = reading('log-entry-malformed', 'log entry', () => {
    const [only, ...more] = readPem(pem, 'the verifier')
    if (only === undefined || more.length > 0) throw new MalformedError('the verifier is not one PEM block')
    return only
  })
  if (!block.ok) return block
  if (block.value.label === 'CERTIFICATE') return pass({ certificate: block.value.der })
  const key = loadKey(pem)
  return key.ok ? pass({ spki: key.value.spki }) : key
}

const READERS: Readonly<Record<string, (spec: JsonRecord) => Recorded>> = {
  'hashedrekord 0.0.1': readHashedRekord,
  'dsse 0.0.1': readDsse,
  'intoto 0.0.1': readIntoto1,
  'intoto 0.0.2': readIntoto2,
  'hashedrekord 0.0.2': readHashedRekordV2,
  'dsse 0.0.2': readDsseV2,
}

function readRecorded(entry: LogEntry): Checked<Recorded> {
  const read = READERS[`${entry.kind} ${entry.version}`]
  if (read === undefined)
    return reject('log-entry-unsupported', `log entries of kind ${entry.kind} ${entry.version} are not supported`, {
      verdict: 'unsupported',
    })
  return reading('log-entry-malformed', 'log entry', () => {
    const body = parse(entry.body)
    if (body.kind !== entry.kind || body.apiVersion !== entry.version)
      throw new MalformedError('its kind is not what the bundle says')
    return read(recordAt(body, 'spec'))
  })
}

function parse(body: Buffer): JsonRecord {
  const value = parseJson(body, true)
  if (!isRecord(value)) throw new MalformedError('it is not a JSON object')
  return value
}

function hashAt(record: JsonRecord, key: string, of: Recorded['digest']['of']): Recorded['digest'] {
  const hash = recordAt(record, key)
  return { hash: hashName(textAt(hash, 'algorithm')), value: readHex(textAt(hash, 'value'), key), of }
}

function hashName(name: string): HashName {
  const known = {
    sha256: 'sha256',
    sha384: 'sha384',
    sha512: 'sha512',
    SHA2_256: 'sha256',
    SHA2_384: 'sha384',
    SHA2_512: 'sha512',
  } as const
  const hash = Object.hasOwn(known, name) ? known[name as keyof typeof known] : undefined
  if (hash === undefined) throw new MalformedError(`hash algorithm ${name.slice(0, 20)} is not SHA-2`)
  return hash
}

function pemAt(record: JsonRecord, key: string): Verifier {
  return { pem: readBase64(textAt(record, key), key).toString('utf8') }
}

function onlyRecord(list: readonly unknown[]): JsonRecord {
  const [only] = list
  if (list.length !== 1 || !isRecord(only)) throw new MalformedError(`it has ${list.length} signatures instead of one`)
  return only
}

function readHashedRekord(spec: JsonRecord): Recorded {
  const signature = recordAt(spec, 'signature')
  return {
    digest: hashAt(recordAt(spec, 'data'), 'hash', 'signed'),
    signature: readBase64(textAt(signature, 'content'), 'the signature'),
    verifier: pemAt(recordAt(signature, 'publicKey'), 'content'),
  }
}

/** `envelopeHash` is not compared: it is over the bytes that the submitter sent, which a bundle does not keep. */
function readDsse(spec: JsonRecord): Recorded {
  const signature = onlyRecord(listAt(spec, 'signatures'))
  return {
    digest: hashAt(spec, 'payloadHash', 'payload'),
    signature: readBase64(textAt(signature, 'signature'), 'the signature'),
    verifier: pemAt(signature, 'verifier'),
  }
}

/** Version 0.0.1 keeps no signature: the hash of the whole envelope, in which the signature stands, binds it. */
function readIntoto1(spec: JsonRecord): Recorded {
  return { digest: hashAt(recordAt(spec, 'content'), 'hash', 'envelope'), verifier: pemAt(spec, 'publicKey') }
}

const BASE64_TEXT = /^[A-Za-z0-9+/]+=*$/

/** Version 0.0.2 keeps the signature in base64 twice; some writers once. */
function readIntoto2(spec: JsonRecord): Recorded {
  const content = recordAt(spec, 'content')
  const signature = onlyRecord(listAt(recordAt(content, 'envelope'), 'signatures'))
  const once = readBase64(textAt(signature, 'sig'), 'the signature')
  const text = once.toString('latin1')
  return {
    digest: hashAt(content, 'payloadHash', 'payload'),
    signature: BASE64_TEXT.test(text) ? readBase64(text, 'the signature') : once,
    verifier: pemAt(signature, 'publicKey'),
  }
}

function readHashedRekordV2(spec: JsonRecord): Recorded {
  const inner = recordAt(spec, 'hashedRekordV002')
  return { digest: digestAt(inner, 'data', 'signed'), ...signatureV2(recordAt(inner, 'signature')) }
}

function readDsseV2(spec: JsonRecord): Recorded {
  const inner = recordAt(spec, 'dsseV002')
  return { digest: digestAt(inner, 'payloadHash', 'payload'), ...signatureV2(onlyRecord(listAt(inner, 'signatures'))) }
}

function digestAt(record: JsonRecord, key: string, of: Recorded['digest']['of']): Recorded['digest'] {
  const data = recordAt(record, key)
  return { hash: hashName(textAt(data, 'algorithm')), value: readBase64(textAt(data, 'digest'), key), of }
}

function signatureV2(record: JsonRecord): Pick<Recorded, 'signature' | 'verifier'> {
  const verifier = recordAt(record, 'verifier')
  const signature = readBase64(textAt(record, 'content'), 'the signature')
  if (isRecord(verifier.x509Certificate))
    return { signature, verifier: { certificate: readBase64(textAt(verifier.x509Certificate, 'rawBytes'), 'the certificate') } }
  return { signature, verifier: { spki: readBase64(textAt(recordAt(verifier, 'publicKey'), 'rawBytes'), 'the key') } }
}
