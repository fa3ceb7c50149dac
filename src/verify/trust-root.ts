import type { Problem } from '../model/answer.ts'
import { type Certificate, readCertificate } from './crypto/certificate.ts'
import { all, type Checked, MalformedError, pass, reading, reject } from './crypto/checked.ts'
import { readBase64 } from './crypto/encoding.ts'
import { loadKey } from './crypto/keys.ts'
import type { LogKey } from './crypto/sct.ts'
import { isRecord, type JsonRecord, listAt, recordAt, textAt } from './json-shape.ts'
import { parseJson } from './parse-json.ts'

/** A certificate authority or timestamp authority: the chain as the root lists it (last one is the anchor) and when its word counts. */
export interface Authority {
  readonly name: string
  readonly chain: readonly Certificate[]
  readonly anchor: Certificate
  readonly start: number
  readonly end: number
}

/** A Sigstore trust root, read: every entry has a beginning, or the root is refused as a whole. */
export interface TrustRoot {
  readonly name: string
  readonly json: string
  readonly logs: readonly LogKey[]
  readonly ctLogs: readonly LogKey[]
  readonly authorities: readonly Authority[]
  readonly timestampAuthorities: readonly Authority[]
  /** Why this may not be its newest copy: what it does not know, a newer one may. */
  readonly stale?: Problem
}

const MEDIA_TYPE = /^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;version=0\.[12]|\.v0\.[12]\+json)$/
const FOREVER = 8.64e15

/** Reads a `trusted_root.json` (sigstore_trustroot.proto). */
export function readTrustRoot(name: string, json: string): Checked<TrustRoot> {
  const shape = reading('trust-root-malformed', `trust root "${name}"`, () => {
    const root = parse(json)
    if (!MEDIA_TYPE.test(textAt(root, 'mediaType'))) throw new MalformedError('mediaType is not that of a Sigstore trusted root')
    return {
      logs: listAt(root, 'tlogs'),
      ctLogs: listAt(root, 'ctlogs'),
      authorities: listAt(root, 'certificateAuthorities'),
      timestampAuthorities: listAt(root, 'timestampAuthorities'),
    }
  })
  if (!shape.ok) return shape
  const logs = all(shape.value.logs.map(readLog).filter(isUsable))
  const ctLogs = all(shape.value.ctLogs.map(readLog).filter(isUsable))
  const authorities = all(shape.value.authorities.map(readAuthority))
  const stamps = all(shape.value.timestampAuthorities.map(readAuthority))
  for (const part of [logs, ctLogs, authorities, stamps]) if (!part.ok) return asRootProblem(name, part.rejection.detail)
  if (!logs.ok || !ctLogs.ok || !authorities.ok || !stamps.ok) return asRootProblem(name, 'unreadable')
  return pass({
    name,
    json,
    logs: logs.value,
    ctLogs: ctLogs.value,
    authorities: authorities.value,
    timestampAuthorities: stamps.value,
  })
}

/** A log whose kind of key is not known here is left out: what it vouches for is then from an unknown log. */
function isUsable(log: Checked<LogKey>): boolean {
  return log.ok || log.rejection.reason !== 'key-unsupported'
}

function asRootProblem(name: string, detail: string) {
  return reject('trust-root-malformed', `trust root "${name}": ${detail}`)
}

function parse(json: string): JsonRecord {
  const value = parseJson(Buffer.from(json))
  if (!isRecord(value)) throw new MalformedError('it is not a JSON object')
  return value
}

function readLog(entry: unknown): Checked<LogKey> {
  const shape = reading('trust-root-malformed', 'log', () => {
    if (!isRecord(entry)) throw new MalformedError('it is not an object')
    const key = recordAt(entry, 'publicKey')
    const checkpoint = isRecord(entry.checkpointKeyId) ? textAt(entry.checkpointKeyId, 'keyId') : undefined
    return {
      id: readBase64(textAt(recordAt(entry, 'logId'), 'keyId'), 'logId'),
      checkpointId: readBase64(checkpoint ?? textAt(recordAt(entry, 'logId'), 'keyId'), 'checkpointKeyId'),
      bytes: readBase64(textAt(key, 'rawBytes'), 'the key'),
      name: typeof entry.baseUrl === 'string' ? entry.baseUrl : '',
      ...readWindow(key.validFor),
    }
  })
  if (!shape.ok) return shape
  const { bytes, ...rest } = shape.value
  const spki = loadKey(bytes)
  const key = !spki.ok && spki.rejection.reason === 'key-malformed' ? loadKey(bytes, 'pkcs1') : spki
  if (!key.ok) return key
  const name = rest.name === '' ? `log ${rest.id.toString('hex').slice(0, 16)}` : rest.name
  return pass({ ...rest, name, key: key.value })
}

function readAuthority(entry: unknown): Checked<Authority> {
  const shape = reading('trust-root-malformed', 'authority', () => {
    if (!isRecord(entry)) throw new MalformedError('it is not an object')
    const chain = listAt(recordAt(entry, 'certChain'), 'certificates').map((certificate) =>
      readBase64(textAt(isRecord(certificate) ? certificate : {}, 'rawBytes'), 'a certificate'),
    )
    return { chain, name: typeof entry.uri === 'string' ? entry.uri : '', ...readWindow(entry.validFor) }
  })
  if (!shape.ok) return shape
  const chain = all(shape.value.chain.map(readCertificate))
  if (!chain.ok) return chain
  const anchor = chain.value[chain.value.length - 1]
  if (anchor === undefined) return reject('trust-root-malformed', 'an authority has no certificates')
  return pass({ ...shape.value, chain: chain.value, anchor })
}

/** A validity window. The start is required (sigstore_trustroot.proto); a missing end is open. */
function readWindow(value: unknown): { start: number; end: number } {
  if (!isRecord(value)) throw new MalformedError('validFor is missing')
  const start = readInstant(textAt(value, 'start'))
  const end = value.end === undefined || value.end === null ? FOREVER : readInstant(textAt(value, 'end'))
  if (end < start) throw new MalformedError('validFor ends before it starts')
  return { start, end }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

function readInstant(text: string): number {
  const time = RFC3339.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new MalformedError('a time is not RFC 3339')
  return time
}
