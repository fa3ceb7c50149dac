import { MAX_BYTES_IN_FLIGHT } from '../../model/limits.ts'
import type { RegistryEntry } from '../../model/policy.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Registry } from '../../ports/registry.ts'
import { type Credential, type Credentials, noCredentials, readDockerConfig } from './docker-config.ts'
import { createHosts } from './hosts.ts'
import type { Resolver } from './lookup.ts'
import type { ProxyEnvironment } from './proxies.ts'
import { createQuestions } from './questions.ts'
import { createSession } from './session.ts'
import { createSlots } from './slots.ts'
import { createTokens } from './tokens.ts'
import { type Budget, type Concurrency, createTraffic } from './traffic.ts'
import { createTransport, type Timeouts } from './transport.ts'

/** What a registry client is made of. `environment` is read for HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS only. */
export interface RegistryOptions {
  readonly registries: readonly RegistryEntry[]
  readonly dockerConfig?: { readonly file: string; readonly text: string }
  /** Sent to ghcr.io only, and only when it refuses an anonymous request. */
  readonly githubToken?: string
  readonly clock: Clock
  readonly log: Log
  readonly budget?: Budget
  readonly environment?: ProxyEnvironment
  readonly concurrency?: Concurrency
  readonly timeouts?: Timeouts
  readonly resolver?: Resolver
}

/** A registry client that holds connections: close it when the run ends. */
export interface RegistryClient extends Registry {
  close(): void
}

/** A pull client for OCI registries by the contract's section 6. Throws `UsageError` when the docker configuration is none. */
export function createRegistry(options: RegistryOptions): RegistryClient {
  const { clock, log, dockerConfig } = options
  const credentials = dockerConfig === undefined ? noCredentials : readDockerConfig(dockerConfig.text, dockerConfig.file)
  const hosts = createHosts(options.registries, credentials.hosts)
  const transport = createTransport(
    { environment: options.environment ?? {}, ...pick(options, 'resolver'), ...pick(options, 'timeouts') },
    createSlots(MAX_BYTES_IN_FLIGHT),
  )
  announce(options, credentials, transport.proxies)
  const budget = options.budget ?? { left: () => Number.POSITIVE_INFINITY }
  const traffic = createTraffic({ transport, clock, budget, ...pick(options, 'concurrency') })
  const tokens = createTokens({ traffic, hosts, clock, log })
  const candidates = candidatesOf(credentials, options.githubToken)
  const session = createSession({ traffic, hosts, tokens, candidates })
  return { ...createQuestions({ session, hosts, credentials }), ...traffic, close: transport.close }
}

/** Explicit credentials first and only; for ghcr.io without them, anonymous and then the workflow's token. */
function candidatesOf(credentials: Credentials, githubToken: string | undefined) {
  return (registry: string, repository: string): readonly (Credential | undefined)[] => {
    const configured = credentials.find(registry, repository)
    if (configured !== undefined) return [configured]
    if (registry !== 'ghcr.io' || githubToken === undefined || githubToken === '') return [undefined]
    return [undefined, { kind: 'password', user: 'x-access-token', password: githubToken }]
  }
}

function announce(
  { log, githubToken, environment }: RegistryOptions,
  credentials: Credentials,
  proxies: { shown?: string; secret?: string },
): void {
  for (const secret of credentials.secrets) log.secret(secret)
  if (githubToken !== undefined && githubToken !== '') {
    log.secret(githubToken)
    log.secret(Buffer.from(`x-access-token:${githubToken}`).toString('base64'))
  }
  if (proxies.secret !== undefined) log.secret(proxies.secret)
  if (proxies.shown !== undefined)
    log.info(`Requests to registries go through the proxy ${proxies.shown}, which resolves their names`)
  const extra = environment?.NODE_EXTRA_CA_CERTS
  if (extra !== undefined && extra !== '') log.info(`Certificates from NODE_EXTRA_CA_CERTS (${extra}) are trusted for TLS`)
}

function pick<T extends object, K extends keyof T>(options: T, key: K): { [P in K]?: NonNullable<T[P]> } {
  const value = options[key]
  const picked: { [P in K]?: NonNullable<T[P]> } = {}
  if (value !== undefined && value !== null) picked[key] = value
  return picked
}
