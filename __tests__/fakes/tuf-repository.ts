import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A key of a TUF role. */
export interface TufKey {
  readonly id: string
  readonly key: KeyObject
  readonly described: { readonly keytype: string; readonly scheme: string; readonly keyval: { readonly public: string } }
}

/** What a TUF repository hands out, by path below its address. */
export type TufFiles = Map<string, Uint8Array>

/** How a repository is published. Each of the times is when that file expires. */
export interface Publication {
  readonly trustedRoot: string
  readonly online: TufKey
  readonly offline: readonly TufKey[]
  readonly targetsSignedBy?: readonly TufKey[]
  readonly version?: number
  readonly timestampExpires?: string
  readonly snapshotExpires?: string
  readonly targetsExpires?: string
  readonly targetName?: string
}

/** One version of a repository's root metadata. */
export interface RootPlan {
  readonly version: number
  readonly offline: readonly TufKey[]
  readonly online: TufKey
  readonly threshold?: number
  readonly signedBy?: readonly TufKey[]
  readonly expires?: string
}

const LATER = '2099-01-01T00:00:00Z'

/** A new ECDSA key, as the repositories of Sigstore and GitHub have them. */
export function newTufKey(): TufKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const described = { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', keyval: { public: pem } }
  return { id: hashOf(Buffer.from(canonical(described))), key: privateKey, described }
}

/** Root metadata (TUF specification 4.3): `offline` keys sign root and targets, `online` signs the rest. */
export function tufRoot({ version, offline, online, threshold = 1, signedBy = offline, expires = LATER }: RootPlan): Buffer {
  const offlineRole = { keyids: offline.map(({ id }) => id), threshold }
  const onlineRole = { keyids: [online.id], threshold: 1 }
  const keys = Object.fromEntries([...offline, online].map(({ id, described }) => [id, described]))
  const roles = { root: offlineRole, targets: offlineRole, snapshot: onlineRole, timestamp: onlineRole }
  return signed({ ...common('root', version, expires), consistent_snapshot: true, keys, roles }, signedBy)
}

/** Targets, snapshot and timestamp (TUF specification 4.4 to 4.6) with the one target, all under consistent names. */
export function publishTuf(plan: Publication): TufFiles {
  const { version = 1, online, targetName = 'trusted_root.json' } = plan
  const target = Buffer.from(plan.trustedRoot)
  const hash = hashOf(target)
  const listed = { [targetName]: { length: target.length, hashes: { sha256: hash } } }
  const targets = signed(
    { ...common('targets', version, plan.targetsExpires ?? LATER), targets: listed },
    plan.targetsSignedBy ?? plan.offline,
  )
  const snapshot = signed(
    { ...common('snapshot', version, plan.snapshotExpires ?? LATER), meta: { 'targets.json': { version } } },
    [online],
  )
  const meta = { 'snapshot.json': { version, length: snapshot.length, hashes: { sha256: hashOf(snapshot) } } }
  const timestamp = signed({ ...common('timestamp', version, plan.timestampExpires ?? LATER), meta }, [online])
  return new Map([
    ['/timestamp.json', timestamp],
    [`/${version}.snapshot.json`, snapshot],
    [`/${version}.targets.json`, targets],
    [`/targets/${hash}.${targetName}`, target],
  ])
}

function common(type: string, version: number, expires: string) {
  return { _type: type, spec_version: '1.0.31', version, expires }
}

function signed(part: object, keys: readonly TufKey[]): Buffer {
  const bytes = Buffer.from(canonical(part))
  const signatures = keys.map(({ id, key }) => ({ keyid: id, sig: sign('sha256', bytes, key).toString('hex') }))
  return Buffer.from(JSON.stringify({ signatures, signed: part }))
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Canonical JSON as TUF signs it: sorted keys, no space, and nothing escaped in texts but quote and backslash. */
function canonical(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${parts.map(([key, one]) => `${canonical(key)}:${canonical(one)}`).join(',')}}`
}
