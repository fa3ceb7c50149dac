import { MAX_CHAIN } from '../../model/limits.ts'
import { type Cbor, readCbor, writeBytes } from '../crypto/cbor.ts'
import { type Checked, MalformedError, reading } from '../crypto/checked.ts'
import { ATTRIBUTE, checkAttributes, type StatedAttributes, UNSIGNED } from './attributes.ts'
import type { NotationAlgorithm, NotationMaterial } from './envelope.ts'

type Headers = ReadonlyMap<number | string, Cbor>

const SIGN1 = 18
const LABEL = { algorithm: 1, critical: 2, contentType: 3, chain: 33 } as const
const EPOCH = 1
/** Algorithms by their number (IANA, COSE Algorithms). */
const ALGORITHMS: ReadonlyMap<number, NotationAlgorithm> = new Map([
  [-37, 'PS256'],
  [-38, 'PS384'],
  [-39, 'PS512'],
  [-7, 'ES256'],
  [-35, 'ES384'],
  [-36, 'ES512'],
])

/** Reads a COSE envelope: COSE_Sign1_Tagged (RFC 9052), as signature-envelope-cose.md narrows it. */
export function openCose(bytes: Uint8Array): Checked<NotationMaterial> {
  const read = reading('envelope-malformed', 'COSE envelope', () => readEnvelope(bytes))
  if (!read.ok) return read
  const { stated, ...rest } = read.value
  const attributes = checkAttributes(stated)
  return attributes.ok ? { ok: true, value: { ...rest, attributes: attributes.value } } : attributes
}

function readEnvelope(bytes: Uint8Array): Omit<NotationMaterial, 'attributes'> & { readonly stated: StatedAttributes } {
  const message = readCbor(bytes)
  if (message.kind !== 'tag' || message.tag !== SIGN1 || message.value.kind !== 'list')
    throw new MalformedError('it is not a COSE_Sign1_Tagged')
  const [signedPart, unsignedPart, payloadPart, signaturePart, ...more] = message.value.items
  if (more.length > 0) throw new MalformedError('it has more than four parts')
  const signedBytes = expectBytes(signedPart, 'the protected header')
  const payload = expectBytes(payloadPart, 'the payload')
  const signedHeader = expectMap(readCbor(signedBytes), 'the protected header')
  const header = expectMap(unsignedPart, 'the unprotected header')
  const twice = [...header.keys()].find((key) => signedHeader.has(key))
  if (twice !== undefined) throw new MalformedError(`${JSON.stringify(twice).slice(0, 60)} is both signed and unsigned`)
  const token = header.get(UNSIGNED.timestamp)
  return {
    scheme: 'notation',
    payload,
    signed: signatureStructure(signedBytes, payload),
    signature: expectBytes(signaturePart, 'the signature'),
    stated: readHeader(signedHeader),
    chain: readChain(header),
    ...(token === undefined ? {} : { timestamp: expectBytes(token, UNSIGNED.timestamp) }),
  }
}

/** The Sig_structure of a COSE_Sign1 without external data (RFC 9052, 4.4). */
function signatureStructure(signedHeader: Buffer, payload: Buffer): Buffer {
  const context = Buffer.from('Signature1')
  const head = Buffer.from([0x84, 0x60 | context.length])
  return Buffer.concat([head, context, writeBytes(signedHeader), writeBytes(Buffer.alloc(0)), writeBytes(payload)])
}

function expectBytes(value: Cbor | undefined, what: string): Buffer {
  if (value?.kind !== 'bytes' || value.value.length === 0) throw new MalformedError(`${what} is not a byte string, or is empty`)
  return value.value
}

function expectMap(value: Cbor | undefined, what: string): Headers {
  if (value?.kind !== 'map') throw new MalformedError(`${what} is not a map`)
  return value.entries
}

function expectText(headers: Headers, label: number | string): string {
  const value = headers.get(label)
  if (value?.kind !== 'text') throw new MalformedError(`${label} is not a text`)
  return value.value
}

function readChain(header: Headers): readonly Buffer[] {
  const value = header.get(LABEL.chain)
  if (value?.kind !== 'list' || value.items.length === 0) throw new MalformedError('it holds no list of certificates')
  if (value.items.length > MAX_CHAIN) throw new MalformedError(`it holds more than ${MAX_CHAIN} certificates`)
  return value.items.map((item) => expectBytes(item, 'a certificate'))
}

function readHeader(header: Headers): StatedAttributes {
  return {
    algorithm: readAlgorithm(header.get(LABEL.algorithm)),
    contentType: expectText(header, LABEL.contentType),
    critical: readCritical(header.get(LABEL.critical)),
    signingScheme: expectText(header, ATTRIBUTE.signingScheme),
    ...timeAt(header, 'signingTime'),
    ...timeAt(header, 'authenticSigningTime'),
    ...timeAt(header, 'expiry'),
    present: [...header.keys()],
  }
}

function readAlgorithm(value: Cbor | undefined): string {
  if (value?.kind !== 'integer') throw new MalformedError('the algorithm is not a number')
  return ALGORITHMS.get(value.value) ?? `COSE algorithm ${value.value}`
}

function readCritical(value: Cbor | undefined): readonly (string | number)[] {
  if (value?.kind !== 'list') throw new MalformedError('crit is not a list')
  return value.items.map((item) => {
    if (item.kind !== 'text' && item.kind !== 'integer') throw new MalformedError('crit holds something else than labels')
    return item.value
  })
}

/** Times are tagged as seconds since 1970 (RFC 8949, 3.4.2), whole ones only. */
function timeAt(header: Headers, name: keyof typeof ATTRIBUTE): { readonly [key: string]: number } {
  const value = header.get(ATTRIBUTE[name])
  if (value === undefined) return {}
  if (value.kind !== 'tag' || value.tag !== EPOCH || value.value.kind !== 'integer' || Math.abs(value.value.value) > 8.64e12)
    throw new MalformedError(`${ATTRIBUTE[name]} is not a tagged time`)
  return { [name]: value.value.value * 1000 }
}
