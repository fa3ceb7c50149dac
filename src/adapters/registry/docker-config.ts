import { isObject, type JsonValue, member, parseStrictJson } from '../../model/strict-json.ts'
import { UsageError } from '../../model/usage-error.ts'

/** What a registry gets to know about us. Never shown, never logged. */
export type Credential =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string }
  | { readonly kind: 'registry-token'; readonly token: string }

/** The credentials of a run, bound to exact hosts. */
export interface Credentials {
  /** Hosts, as registries are written in images, that credentials were given for. */
  readonly hosts: readonly string[]
  /** Everything that must never be printed. */
  readonly secrets: readonly string[]
  /** The credential for a repository: the longest configured path of exactly this host. */
  find(registry: string, repository: string): Credential | undefined
  /** The credential helper that the configuration names for a registry, which this program never runs. */
  helper(registry: string): string | undefined
}

interface Entry {
  readonly host: string
  readonly path: string
  readonly credential: Credential
}

/** No credentials at all. */
export const noCredentials: Credentials = { hosts: [], secrets: [], find: () => undefined, helper: () => undefined }

/**
 * Reads a docker `config.json` (also podman's `auth.json`): `auths` under every spelling of a key (`https://index.docker.io/v1/`,
 * `ghcr.io`, `quay.io/team`), `auth` split at its first colon, `username`/`password`, `identitytoken`, `registrytoken`.
 * Credential helpers are remembered by name and never executed. A file that is not that: `UsageError`.
 */
export function readDockerConfig(text: string, file: string): Credentials {
  const json = parseStrictJson(new TextEncoder().encode(text), { anyKeys: true })
  if (!json.ok || !isObject(json.value)) {
    const why = json.ok ? 'it is not a JSON object' : json.why
    throw new UsageError(
      `${file} cannot be read as a docker configuration: ${why}`,
      'run "docker login" again, or remove the file',
    )
  }
  const entries = objectEntries(member(json.value, 'auths')).flatMap(([key, value]) => entriesOf(key, value, file))
  const helpers = new Map(
    objectEntries(member(json.value, 'credHelpers')).flatMap(([key, name]) =>
      typeof name === 'string' ? [[splitKey(key).host, name] as const] : [],
    ),
  )
  const store = member(json.value, 'credsStore')
  return {
    hosts: [...new Set(entries.map((entry) => entry.host))],
    secrets: entries.flatMap((entry) => secretsOf(entry.credential)),
    find: (registry, repository) => longest(entries, registry, repository)?.credential,
    helper: (registry) => helpers.get(registry) ?? (typeof store === 'string' && store !== '' ? store : undefined),
  }
}

/** `Basic` credentials as a header value. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function entriesOf(key: string, value: JsonValue, file: string): readonly Entry[] {
  const text = (name: string) => {
    const found = member(value, name)
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  const credential = credentialOf(text, () => {
    throw new UsageError(
      `${file}: the "auth" of ${JSON.stringify(key)} is not base64 of "user:password"`,
      `run "docker login ${key}" again`,
    )
  })
  return credential === undefined ? [] : [{ ...splitKey(key), credential }]
}

function credentialOf(text: (name: string) => string | undefined, refuse: () => never): Credential | undefined {
  const identity = text('identitytoken')
  if (identity !== undefined) return { kind: 'identity-token', token: identity }
  const registry = text('registrytoken')
  if (registry !== undefined) return { kind: 'registry-token', token: registry }
  const auth = text('auth')
  const [user, password] = auth === undefined ? [text('username'), text('password')] : decodeAuth(auth, refuse)
  return user === undefined || password === undefined ? undefined : { kind: 'password', user, password }
}

function decodeAuth(auth: string, refuse: () => never): readonly [string, string] {
  const decoded = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '')
  const colon = decoded.indexOf(':')
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(auth.trim()) || colon < 1) return refuse()
  return [decoded.slice(0, colon), decoded.slice(colon + 1)]
}

/** Host and path of a key. The API versions that docker writes into keys are no path. */
function splitKey(key: string): { readonly host: string; readonly path: string } {
  const bareKey = key
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '')
  const slash = bareKey.indexOf('/')
  const written = (slash < 0 ? bareKey : bareKey.slice(0, slash)).toLowerCase()
  const path = slash < 0 ? '' : bareKey.slice(slash + 1)
  const host = ['index.docker.io', 'registry-1.docker.io'].includes(written) ? 'docker.io' : written
  return { host, path: /^v[12]$/.test(path) ? '' : path }
}

function longest(entries: readonly Entry[], registry: string, repository: string): Entry | undefined {
  return entries
    .filter((entry) => entry.host === registry)
    .filter(({ path }) => path === '' || repository === path || repository.startsWith(`${path}/`))
    .reduce<Entry | undefined>(
      (best, entry) => (best === undefined || entry.path.length > best.path.length ? entry : best),
      undefined,
    )
}

function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind !== 'password') return [credential.token]
  return [credential.password, basic(credential.user, credential.password).slice('Basic '.length)]
}

function objectEntries(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value) : []
}
