import type { RegistryEntry } from '../../model/policy.ts'
import { type Admittance, bare, isLoopbackHost } from './addresses.ts'

/** Where the images of a registry are fetched, and what may be dialled there. `host` is `host[:port]`. */
export interface Endpoint {
  readonly registry: string
  readonly host: string
  readonly base: URL
  readonly admittance: Admittance
}

/** Which hosts this run may contact. */
export interface Hosts {
  /** Where to ask for images of this registry; undefined when no host may be contacted for it. */
  endpoint(registry: string): Endpoint | undefined
  /** What may be dialled at a host that an allowed registry sent us to. */
  admittance(url: URL): Admittance
  /**
   * Whether credentials for this endpoint may be sent to a token service at this URL: the registry itself, one that is known for it, or
   * the one that the policy names for it. That a host is listed for itself says nothing about whose credentials it may see.
   */
  realmAllowed(endpoint: Endpoint, realm: URL): boolean
}

/** Registries that anyone may contact without listing them. */
export const PUBLIC_REGISTRIES: readonly string[] = [
  'docker.io',
  'ghcr.io',
  'quay.io',
  'gcr.io',
  'us.gcr.io',
  'eu.gcr.io',
  'asia.gcr.io',
  'mirror.gcr.io',
  'k8s.gcr.io',
  'registry.k8s.io',
  'public.ecr.aws',
  'mcr.microsoft.com',
  'registry.gitlab.com',
  'registry.access.redhat.com',
  'registry.redhat.io',
  'registry.fedoraproject.org',
  'registry.opensuse.org',
  'registry.suse.com',
  'docker.elastic.co',
  'nvcr.io',
  'cgr.dev',
  'dhi.io',
  'lscr.io',
  'codeberg.org',
]
/** Google Artifact Registry: one service with a host per region. */
const ARTIFACT_REGISTRY = /^[a-z]+(?:-[a-z]+\d+)?-docker\.pkg\.dev$/

/** Hosts that serve a registry under another name than images are written with. */
const SERVED_BY: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' }

/** Token services that are known for a registry host other than their own. */
export const KNOWN_REALMS: Readonly<Record<string, readonly string[]>> = {
  'registry-1.docker.io': ['auth.docker.io'],
  'registry.gitlab.com': ['gitlab.com'],
  'lscr.io': ['ghcr.io'],
  'registry.redhat.io': ['sso.redhat.com'],
  'registry.suse.com': ['scc.suse.com'],
  'docker.elastic.co': ['docker-auth.elastic.co'],
}

/** The allow-list: built-in public registries, the policy's entries, and hosts that credentials were given for. */
export function createHosts(entries: readonly RegistryEntry[], withCredentials: readonly string[]): Hosts {
  const listed = new Map(entries.map((entry) => [withoutPort(entry.host), entry]))
  const mirrors = new Map(entries.flatMap((entry) => (entry.mirrorOf === undefined ? [] : [[entry.mirrorOf, entry.host]])))
  const services = new Map(
    entries.flatMap(({ host, allowPrivate, tokenService }) =>
      tokenService === undefined ? [] : [[withoutPort(host), { host: withoutPort(tokenService), allowPrivate }] as const],
    ),
  )
  const besides = new Set([...services.values()].flatMap(({ host, allowPrivate }) => (allowPrivate ? [host] : [])))
  const allowed = new Set([...PUBLIC_REGISTRIES, ...entries.map((entry) => entry.host), ...withCredentials])

  function admittanceOf(host: string, hostname: string): Admittance {
    if (listed.get(host)?.allowPrivate !== true && !besides.has(host)) return 'public'
    return isLoopbackHost(hostname) ? 'loopback' : 'private'
  }

  function endpoint(registry: string): Endpoint | undefined {
    const mirror = mirrors.get(registry)
    if (mirror === undefined && !allowed.has(registry) && !ARTIFACT_REGISTRY.test(registry)) return undefined
    const host = mirror ?? SERVED_BY[registry] ?? registry
    const base = baseOf(host)
    return base === undefined ? undefined : { registry, host, base, admittance: admittanceOf(base.host, base.hostname) }
  }

  return {
    endpoint,
    admittance: (url) => admittanceOf(hostOf(url), url.hostname),
    realmAllowed: (from, realm) =>
      realm.host === from.base.host ||
      (KNOWN_REALMS[from.host] ?? []).includes(realm.host) ||
      services.get(from.base.host)?.host === realm.host,
  }
}

/** `host[:port]` of a URL, as policies write it. */
export function hostOf(url: URL): string {
  return url.host
}

/** Whether requests may go to a URL at all: HTTPS, or HTTP to this machine, and nothing in it but a place. */
export function isSafeUrl(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}

/** A host as URLs show it: without the port that its scheme implies. */
function withoutPort(host: string): string {
  const hostname = host.replace(/:\d+$/, '')
  const implied = isLoopbackHost(hostname) ? ':80' : ':443'
  return host === `${hostname}${implied}` ? hostname : host
}

/** Undefined for a host that a URL parser reads as another host than the one that is written. */
function baseOf(host: string): URL | undefined {
  const hostname = host.replace(/:\d+$/, '')
  const scheme = isLoopbackHost(bare(hostname)) ? 'http' : 'https'
  const base = URL.parse(`${scheme}://${host}/`)
  return base !== null && base.host === withoutPort(host) && base.pathname === '/' ? base : undefined
}
