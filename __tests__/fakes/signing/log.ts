import { randomBytes } from 'node:crypto'
import { type KeyPair, sha256, signWith, spkiOf } from './certificates.ts'

/** A transparency log of Rekor's first or second generation. */
export interface Log {
  readonly generation: 1 | 2
  readonly host: string
  readonly keys: KeyPair
  readonly id: Buffer
}

/** A log entry as bundles carry it. */
export interface BundleEntry {
  readonly logIndex: string
  readonly logId: { readonly keyId: string }
  readonly kindVersion: { readonly kind: string; readonly version: string }
  readonly integratedTime?: string
  readonly inclusionPromise?: { readonly signedEntryTimestamp: string }
  readonly inclusionProof: {
    readonly logIndex: string
    readonly rootHash: string
    readonly treeSize: string
    readonly hashes: readonly string[]
    readonly checkpoint: { readonly envelope: string }
  }
  readonly canonicalizedBody: string
}

/** A log with its identity: the hash of its key, for the second generation bound to its name (C2SP signed-note). */
export function newLog(generation: 1 | 2, host: string, keys: KeyPair): Log {
  const spki = spkiOf(keys.publicKey)
  const named = sha256(Buffer.from(`${host}\n\x01`), spki.subarray(-32))
  return { generation, host, keys, id: generation === 1 ? sha256(spki) : named }
}

/** Takes an entry into the log, beside one other leaf, and vouches for it as the log of its generation does. */
export function appendEntry(
  log: Log,
  body: { readonly kind: string; readonly apiVersion: string; readonly spec: unknown },
  at: Date,
): BundleEntry {
  const bytes = Buffer.from(canonical(body))
  const sibling = randomBytes(32)
  const root = sha256(Buffer.from([1]), sibling, sha256(Buffer.from([0]), bytes))
  // Rekor 1 counts over all its trees, Rekor 2 has one tree.
  const logIndex = log.generation === 1 ? 1000 + randomBytes(2).readUInt16BE() : 1
  const seconds = Math.floor(at.getTime() / 1000)
  return {
    logIndex: String(logIndex),
    logId: { keyId: log.id.toString('base64') },
    kindVersion: { kind: body.kind, version: body.apiVersion },
    ...(log.generation === 1 ? promise(log, { bytes, seconds, logIndex }) : {}),
    inclusionProof: {
      logIndex: '1',
      treeSize: '2',
      rootHash: root.toString('base64'),
      hashes: [sibling.toString('base64')],
      checkpoint: { envelope: checkpoint(log, root) },
    },
    canonicalizedBody: bytes.toString('base64'),
  }
}

function promise(log: Log, entry: { readonly bytes: Buffer; readonly seconds: number; readonly logIndex: number }) {
  const payload = {
    body: entry.bytes.toString('base64'),
    integratedTime: entry.seconds,
    logID: log.id.toString('hex'),
    logIndex: entry.logIndex,
  }
  const signature = signWith(log.keys.privateKey, Buffer.from(canonical(payload)), 'sha256')
  return { integratedTime: String(entry.seconds), inclusionPromise: { signedEntryTimestamp: signature.toString('base64') } }
}

/** A checkpoint of a tree, of two leaves unless told otherwise. */
export function checkpoint(log: Log, root: Buffer, size = 2): string {
  const origin = log.generation === 1 ? `${log.host} - 2605736670972794746` : log.host
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`
  const signature = Buffer.concat([log.id.subarray(0, 4), signWith(log.keys.privateKey, Buffer.from(text), 'sha256')])
  return `${text}\n\u2014 ${log.host} ${signature.toString('base64')}\n`
}

/** JSON with sorted keys and no spaces (RFC 8785, for texts and integers). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
