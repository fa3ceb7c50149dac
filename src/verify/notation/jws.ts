import { MAX_CHAIN } from '../../model/limits.ts'
import { type Checked, MalformedError, reading } from '../crypto/checked.ts'
import { readBase64 } from '../crypto/encoding.ts'
import { expectKeys, expectNoLookalikes, isRecord, type JsonRecord, listAt, own, recordAt, textAt } from '../json-shape.ts'
import { parseJson } from '../parse-json.ts'
import { ATTRIBUTE, checkAttributes, type StatedAttributes, UNSIGNED } from './attributes.ts'
import type { NotationMaterial } from './envelope.ts'

const CHAIN = 'x5c'

/** Reads a JWS envelope: RFC 7515 in its flattened JSON form, as signature-envelope-jws.md narrows it. */
export function openJws(bytes: Uint8Array): Checked<NotationMaterial> {
  const read = reading('envelope-malformed', 'JWS envelope', () => readEnvelope(bytes))
  if (!read.ok) return read
  const { stated, ...rest } = read.value
  const attributes = checkAttributes(stated)
  return attributes.ok ? { ok: true, value: { ...rest, attributes: attributes.value } } : attributes
}

function readEnvelope(bytes: Uint8Array): Omit<NotationMaterial, 'attributes'> & { readonly stated: StatedAttributes } {
  const root = objectIn(bytes, 'the envelope')
  expectKeys(root, ['payload', 'protected', 'header', 'signature'])
  const header = recordAt(root, 'header')
  const protectedPart = textAt(root, 'protected')
  const payloadPart = textAt(root, 'payload')
  const signedHeader = objectIn(readUrlBase64(protectedPart, 'protected'), 'the protected header')
  expectNoLookalikes(signedHeader, ['alg', 'cty', 'crit', ...Object.values(ATTRIBUTE)])
  expectNoLookalikes(header, [CHAIN, UNSIGNED.timestamp])
  const twice = Object.keys(header).find((key) => Object.hasOwn(signedHeader, key))
  if (twice !== undefined) throw new MalformedError(`${JSON.stringify(twice.slice(0, 60))} is both signed and unsigned`)
  const token = own(header, UNSIGNED.timestamp)
  return {
    scheme: 'notation',
    payload: readUrlBase64(payloadPart, 'payload'),
    signed: Buffer.from(`${protectedPart}.${payloadPart}`, 'latin1'),
    signature: readUrlBase64(textAt(root, 'signature'), 'signature'),
    stated: readHeader(signedHeader),
    chain: readChain(header),
    ...(token === undefined ? {} : { timestamp: readBase64(textAt(header, UNSIGNED.timestamp), UNSIGNED.timestamp) }),
  }
}

function objectIn(bytes: Uint8Array, what: string): JsonRecord {
  const value = parseJson(bytes)
  if (!isRecord(value)) throw new MalformedError(`${what} is not a JSON object`)
  return value
}

/** Base64url without padding (RFC 7515, 2) that is exactly what encoding its bytes gives. */
function readUrlBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length === 0 || bytes.toString('base64url') !== text) throw new MalformedError(`${what} is not base64url`)
  return bytes
}

function readChain(header: JsonRecord): readonly Buffer[] {
  const list = listAt(header, CHAIN)
  if (list.length === 0) throw new MalformedError('it holds no certificates')
  if (list.length > MAX_CHAIN) throw new MalformedError(`it holds more than ${MAX_CHAIN} certificates`)
  return list.map((text) => {
    if (typeof text !== 'string') throw new MalformedError(`${CHAIN} is not a list of texts`)
    return readBase64(text, CHAIN)
  })
}

function readHeader(header: JsonRecord): StatedAttributes {
  const critical = listAt(header, 'crit').map((name) => {
    if (typeof name !== 'string') throw new MalformedError('crit is not a list of texts')
    return name
  })
  return {
    algorithm: textAt(header, 'alg'),
    contentType: textAt(header, 'cty'),
    critical,
    signingScheme: textAt(header, ATTRIBUTE.signingScheme),
    ...timeAt(header, 'signingTime'),
    ...timeAt(header, 'authenticSigningTime'),
    ...timeAt(header, 'expiry'),
    present: Object.keys(header),
  }
}

function timeAt(header: JsonRecord, name: keyof typeof ATTRIBUTE): { readonly [key: string]: number } {
  if (own(header, ATTRIBUTE[name]) === undefined) return {}
  return { [name]: readInstant(textAt(header, ATTRIBUTE[name])) }
}

const RFC3339 = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Milliseconds since 1970 of an RFC 3339 time that exists. */
function readInstant(text: string): number {
  const [, day = '', clock = '', zone = ''] = RFC3339.exec(text) ?? []
  const local = Date.parse(`${day}T${clock}Z`)
  const exists = !Number.isNaN(local) && new Date(local).toISOString() === `${day}T${clock}.000Z`
  if (!exists) throw new MalformedError(`${JSON.stringify(text.slice(0, 60))} is not a time (RFC 3339)`)
  return Date.parse(`${day}T${clock}${zone}`)
}
