import { MAX_BYTES_IN_FLIGHT } from '../../model/limits.ts'
import type { RegistryEntry } from '../../model/policy.ts'
import type { BlobStreams } from '../../ports/blob-streams.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { CredentialsFor, Registry } from '../../ports/registry.ts'
import { basic, type Credential, type Credentials, noCredentials, readDockerConfig } from './docker-config.ts'
import { createHosts } from './hosts.ts'
import type { Resolver } from './lookup.ts'
import type { ProxyEnvironment } from './proxies.ts'
import { createQuestions } from './questions.ts'
import { createSecrets } from './secrets.ts'
import { type Candidates, createSession } from './session.ts'
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
  /** For which repositories credentials may be used; for all where it is left out. The others are asked anonymously. */
  readonly credentialsFor?: CredentialsFor
  readonly clock: Clock
  readonly log: Log
  readonly budget?: Budget
  readonly environment?: ProxyEnvironment
  readonly concurrency?: Concurrency
  readonly timeouts?: Timeouts
  readonly resolver?: Resolver
}

/** A registry client that holds connections: close it when the run ends. */
export interface RegistryClient extends Registry, BlobStreams {
  close(): void
}

const GITHUB_USER = 'x-access-token'

/** A pull client for OCI registries by the contract's section 6. Throws `UsageError` when the docker configuration is none. */
export function createRegistry(options: RegistryOptions): RegistryClient {
  const { clock, log, dockerConfig } = options
  const credentials = dockerConfig === undefined ? noCredentials : readDockerConfig(dockerConfig.text, dockerConfig.file)
  const hosts = createHosts(options.registries, credentials.hosts)
  const transport = createTransport(
    { environment: options.environment ?? {}, ...pick(options, 'resolver'), ...pick(options, 'timeouts') },
    createSlots(MAX_BYTES_IN_FLIGHT),
  )
  const secrets = createSecrets(log)
  for (const secret of [...credentials.secrets, ...githubSecrets(options.githubToken), transport.proxies.secret ?? ''])
    if (secret !== '') secrets.add(secret)
  announce(options, transport.proxies.note)
  const budget = options.budget ?? { left: () => Number.POSITIVE_INFINITY }
  const traffic = createTraffic({ transport, clock, budget, secrets, log, ...pick(options, 'concurrency') })
  const tokens = createTokens({ traffic, hosts, clock, secrets })
  const candidates = withheld(candidatesOf(credentials, options.githubToken), options.credentialsFor)
  const session = createSession({ traffic, hosts, tokens, candidates })
  const questions = createQuestions({ session, hosts, credentials, secrets, ...pick(options, 'credentialsFor') })
  return { ...questions, requests: traffic.requests, exchanges: traffic.exchanges, close: transport.close }
}

/** Explicit credentials first and only; for ghcr.io without them, anonymous and then the workflow's token. */
export function candidatesOf(credentials: Credentials, githubToken: string | undefined) {
  return (registry: string, repository: string): readonly (Credential | undefined)[] => {
    const configured = credentials.find(registry, repository)
    if (configured !== undefined) return [configured]
    if (registry !== 'ghcr.io' || githubToken === undefined || githubToken === '') return [undefined]
    return [undefined, { kind: 'password', user: GITHUB_USER, password: githubToken }]
  }
}

/** Whoever may not know what is in a repository must not learn it from what our credentials were answered. */
function withheld(candidates: Candidates, credentialsFor: CredentialsFor | undefined): Candidates {
  return (host, repository, image) =>
    credentialsFor?.({ registry: image, repository }) === false ? [undefined] : candidates(host, repository, image)
}

function githubSecrets(token = ''): readonly string[] {
  return token === '' ? [] : [token, basic(GITHUB_USER, token).slice('Basic '.length)]
}

/** What changes where requests go or whom they trust is said in the log. */
function announce({ log, environment }: RegistryOptions, note: string | undefined): void {
  if (note !== undefined) log.info(note)
  const extra = environment?.NODE_EXTRA_CA_CERTS ?? ''
  if (extra !== '') log.info(`Certificates from NODE_EXTRA_CA_CERTS (${extra}) are trusted for TLS`)
}

function pick<T extends object, K extends keyof T>(options: T, key: K): { [P in K]?: NonNullable<T[P]> } {
  const value = options[key]
  const picked: { [P in K]?: NonNullable<T[P]> } = {}
  if (value !== undefined && value !== null) picked[key] = value
  return picked
}
