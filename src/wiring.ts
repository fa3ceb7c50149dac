import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createAdvisories } from './adapters/advisories/advisories.ts'
import { createChartServer } from './adapters/charts.ts'
import { createDownload } from './adapters/download.ts'
import { createGithubApi, type GithubApi } from './adapters/github/api.ts'
import { createAttestationStore } from './adapters/github/attestations.ts'
import { createTransport } from './adapters/github/http.ts'
import { isLoopbackHost } from './adapters/registry/addresses.ts'
import { createRegistry } from './adapters/registry/registry.ts'
import { createRenewal } from './adapters/trust/renew.ts'
import { createTrust } from './adapters/trust/trust.ts'
import type { GatePorts } from './gate/doors.ts'
import { unknown } from './model/answer.ts'
import { type Deadline, deadlineOf } from './model/deadline.ts'
import { parseDuration } from './model/duration.ts'
import type { Policy } from './model/policy.ts'
import { UsageError } from './model/usage-error.ts'
import type { VulnerabilityPolicy } from './model/vulnerability-policy.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { CredentialsFor, Registry } from './ports/registry.ts'
import type { AttestationStore } from './ports/trust.ts'

declare const PREADMIT_VERSION: string | undefined

/** The version of this build; `source` when it runs unbundled. */
export const version: string = typeof PREADMIT_VERSION === 'string' ? PREADMIT_VERSION : 'source'

type Environment = Readonly<Record<string, string | undefined>>

/** How much time a run has: when it is over, every open question is answered `unknown`. */
export interface RunBudget {
  readonly signal: AbortSignal
  remainingMs(): number
  /** The same as `remainingMs`, as the registry calls it. */
  left(): number
  /** The same for work that nobody can interrupt. */
  readonly deadline: Deadline
}

/** A budget from a text such as `10m`. Throws `UsageError` for anything else. */
export function openBudget(text: string, clock: Clock): RunBudget {
  const seconds = parseDuration(text)
  if (seconds === undefined) throw new UsageError(`the timeout "${text}" is no duration`, '10m')
  const end = clock.elapsedMs() + seconds * 1000
  const left = (): number => Math.max(0, end - clock.elapsedMs())
  return { signal: AbortSignal.timeout(seconds * 1000), remainingMs: left, left, deadline: deadlineOf(left) }
}

/** The docker configuration, with the file that it was read from. */
export interface DockerConfig {
  readonly file: string
  readonly text: string
}

/** Reads `config.json` as `docker login` leaves it; undefined where there is none. Other trouble is the user's to know. */
export async function readDockerConfig(folder: string, env: Environment): Promise<DockerConfig | undefined> {
  const given = folder !== '' || env.DOCKER_CONFIG !== undefined
  const file = join(folder !== '' ? folder : (env.DOCKER_CONFIG ?? join(homedir(), '.docker')), 'config.json')
  try {
    return { file, text: await readFile(file, 'utf8') }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT' && (!given || folder === '')) return undefined
    throw new UsageError(
      `the docker config ${file} cannot be read: ${String(error.code)}`,
      'name the folder that holds config.json',
    )
  }
}

/** Environment that would make the run's answers somebody else's: refused. */
export function refuseTamperedEnvironment(env: Environment): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    throw new UsageError(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the verification of every server off',
      'remove it; NODE_EXTRA_CA_CERTS adds an authority',
    )
  if (/(?:^|\s)(?:--require|-r|--import|--loader|--experimental-loader)(?:\s|=)/.test(env.NODE_OPTIONS ?? ''))
    throw new UsageError(
      'NODE_OPTIONS loads other code into this process',
      'remove it, or run Preadmit as the first step of its own job',
    )
}

/** What the registry adapter needs of a run. */
export interface RegistryInput {
  readonly dockerConfig: DockerConfig | undefined
  readonly githubToken: string | undefined
  readonly env: Environment
  readonly budget: RunBudget
  readonly clock: Clock
  readonly log: Log
}

/** The doors that open only once the policy is known. */
export function policyDoors(
  input: RegistryInput,
): Required<Pick<GatePorts, 'openRegistry' | 'openTrust' | 'openAdvisories' | 'openCharts'>> {
  const { env, budget, clock, log } = input
  return {
    openRegistry: (policy: Policy, credentialsFor?: CredentialsFor): Registry =>
      createRegistry({
        registries: policy.registries,
        environment: env,
        budget,
        clock,
        log,
        ...optional('dockerConfig', input.dockerConfig),
        ...optional('githubToken', input.githubToken),
        ...optional('credentialsFor', credentialsFor),
      }),
    openTrust: (policy: Policy) =>
      createTrust(policy.trustRoots, { renew: createRenewal({ environment: env, budget, clock, log }), clock, log }),
    openCharts: (repositories) => {
      const loopback = repositories.flatMap((one) => {
        const url = URL.parse(one)
        return url !== null && isLoopbackHost(url.hostname) ? [url.host] : []
      })
      return createChartServer(repositories, createDownload({ environment: env, budget, clock, log, loopback }))
    },
    openAdvisories: (asked, folder) =>
      createAdvisories(asked, {
        download: createDownload({ environment: env, budget, clock, log, privateHosts: privateHostsOf(asked) }),
        folder,
      }),
  }
}

/** Hosts of copies that the policy lets resolve to private addresses. */
function privateHostsOf({ advisories, exploited }: VulnerabilityPolicy): readonly string[] {
  return [advisories, exploited].flatMap((one) => (one.kind === 'mirror' && one.allowPrivate ? [new URL(one.url).host] : []))
}

/** What GitHub's API needs of a run. */
export interface GithubInput {
  readonly env: Environment
  readonly token: string
  readonly budget: RunBudget
  readonly clock: Clock
  readonly log: Log
}

const GITHUB_API = 'https://api.github.com'

/** Opens the API of the environment's GitHub. Throws `UsageError` for an address that is not allowed. */
export function openGithubApi({ env, token, budget, clock, log }: GithubInput): GithubApi {
  return createGithubApi({
    apiUrl: env.GITHUB_API_URL ?? GITHUB_API,
    ...optional('graphqlUrl', env.GITHUB_GRAPHQL_URL),
    token,
    userAgent: `preadmit/${version}`,
    clock,
    log,
    transport: createTransport(),
    budget,
  })
}

/** GitHub's attestations. Only a GitHub that is on this machine itself may send us to this machine for their bundles. */
export function openAttestations(api: GithubApi, { env, budget, clock, log }: Omit<GithubInput, 'token'>): AttestationStore {
  const loopback = isLoopbackHost(new URL(env.GITHUB_API_URL ?? GITHUB_API).hostname)
  return createAttestationStore(api, createDownload({ environment: env, budget, clock, log, loopback }))
}

/** GitHub's attestations for the command line. Without a token nobody can look, which is not the same as that there are none. */
export function githubAttestations(input: Omit<GithubInput, 'token'>): AttestationStore {
  const token = input.env.GITHUB_TOKEN ?? input.env.GH_TOKEN ?? ''
  const why = "GitHub's attestations are read with a token only: set GITHUB_TOKEN"
  if (token === '')
    return { bundles: async (owner) => unknown('denied', `GitHub attestations of ${owner}`, why), requests: () => [] }
  const api = openGithubApi({ ...input, token })
  const store = openAttestations(api, input)
  return { ...store, requests: () => [...api.requests(), ...store.requests()] }
}

/** Reads `2/10` into the shard to look at; undefined for an empty text. Throws `UsageError` for anything else. */
export function readShard(text: string): { readonly index: number; readonly of: number } | undefined {
  if (text === '') return undefined
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text)
  const [index, of] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || index > of) throw new UsageError(`the shard "${text}" is not I/N with I at most N`, '2/10')
  return { index, of }
}

/** A property that is left out when it has no value, as `exactOptionalPropertyTypes` wants it. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V })
}
