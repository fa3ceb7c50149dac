import { generateKeyPairSync, sign } from 'node:crypto'
import type { RunnerEvent } from '../fakes/github/events.ts'
import { pullRequestEvent } from '../fakes/github/events.ts'
import type { Fault } from '../fakes/github/faults.ts'
import type { FileSpec, Files } from '../fakes/github/objects.ts'
import type { Mergeable } from '../fakes/github/protection.ts'
import { evaluateProtection } from '../fakes/github/protection.ts'
import type { PullRequest, Repository } from '../fakes/github/repository.ts'
import type { Github, GithubOptions } from '../fakes/github/server.ts'
import { startGithub } from '../fakes/github/server.ts'
import type { Permissions } from '../fakes/github/tokens.ts'
import { githubValidator } from '../fakes/github/validate.ts'
import type { FakeRegistry } from '../fakes/registry.ts'
import { startRegistry } from '../fakes/registry.ts'
import { pushImage, pushSignatures } from '../fakes/registry-push.ts'
import type { ActionResult } from '../fakes/runner.ts'
import { runAction } from '../fakes/runner.ts'

/** What a workflow gives the action according to its documentation. */
export const documented: Permissions = {
  contents: 'read',
  'pull-requests': 'write',
  checks: 'write',
  attestations: 'read',
}

/** How one run differs from the usual one. */
export interface RunOptions {
  readonly pull?: PullRequest
  readonly event?: RunnerEvent
  readonly permissions?: Permissions
  readonly fork?: boolean
  readonly with?: Readonly<Record<string, string>>
  readonly faults?: readonly Fault[]
  /** The signal of a `kill` fault, SIGKILL unless it is said. */
  readonly signal?: 'SIGINT' | 'SIGTERM'
  readonly env?: Readonly<Record<string, string>>
}

/** A repository on GitHub, a registry with a signed and an unsigned image, and the action between them. */
export interface Scenario extends AsyncDisposable {
  readonly github: Github
  readonly repository: Repository
  readonly registry: FakeRegistry
  /** `host/app@sha256:…`: signed by the key that the policy trusts, and not signed at all. */
  readonly signed: string
  readonly unsigned: string
  open(changes: Readonly<Record<string, FileSpec | undefined>>, options?: { readonly fork?: string }): PullRequest
  /** Runs the action as a job named `gate`, whose result GitHub then knows. */
  run(options?: RunOptions): Promise<ActionResult>
  /** Whether branch protection that requires the job lets the pull request in. */
  protection(pull: PullRequest, required?: readonly string[]): Mergeable
}

/** A Deployment of one image, as the tests change it. */
export function deployment(image: string): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: web',
    'spec:',
    '  replicas: 2',
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: web',
    `          image: ${image}`,
    '',
  ].join('\n')
}

/** Starts the scenario; `files` join the policy on the default branch. */
export async function startScenario(
  main: string,
  options: { readonly files?: Files; readonly policy?: string; readonly github?: GithubOptions } = {},
): Promise<Scenario> {
  const [github, registry] = await Promise.all([startGithub({ validate: githubValidator(), ...options.github }), startRegistry()])
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signed = pushImage(registry.content, 'app', { tag: '1', seed: 'signed' })
  const unsigned = pushImage(registry.content, 'app', { tag: '2', seed: 'unsigned' })
  pushSignatures(registry.content, 'app', {
    subject: signed.digest,
    layers: [signatureOf(signed.digest, registry.host, keys.privateKey)],
  })
  const repository = github.repository('acme/shop', { isPrivate: true })
  const pem = String(keys.publicKey.export({ format: 'pem', type: 'spki' }))
  repository.commit('main', { '.github/preadmit.yml': options.policy ?? policyFor(registry.host, pem), ...options.files })
  return {
    github,
    repository,
    registry,
    signed: `${registry.host}/app@${signed.digest}`,
    unsigned: `${registry.host}/app@${unsigned.digest}`,
    open: (changes, from = {}) => repository.open({ changes, ...from }),
    run: (run = {}) => runOnce(main, { github, repository }, run),
    protection: (pull, required = ['gate']) => evaluateProtection(repository, pull, required),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([github.close(), registry.close()])
    },
  }
}

async function runOnce(
  main: string,
  { github, repository }: { readonly github: Github; readonly repository: Repository },
  run: RunOptions,
): Promise<ActionResult> {
  const pull = run.pull ?? [...repository.pulls.values()].at(-1)
  if (pull === undefined) throw new Error('no pull request is open')
  const event = run.event ?? pullRequestEvent(github.url, repository, pull)
  github.plan(run.faults ?? [])
  const result = await runAction({
    node: process.execPath,
    main,
    with: {
      'github-token': github.token(run.permissions ?? documented, { fork: run.fork ?? false }),
      'check-run': 'preadmit',
      timeout: '20s',
      ...run.with,
    },
    event,
    repository: repository.fullName,
    apiUrl: github.url,
    graphqlUrl: github.graphqlUrl,
    ...(run.env === undefined ? {} : { env: run.env }),
    onStart: (kill) => github.onKill(() => kill(run.signal)),
  })
  github.plan([])
  repository.jobFinished(pull.head, 'gate', result.conclusion)
  return result
}

function signatureOf(
  digest: string,
  host: string,
  key: Parameters<typeof sign>[2],
): { bytes: string; annotations: Record<string, string> } {
  const critical = {
    identity: { 'docker-reference': `${host}/app` },
    image: { 'docker-manifest-digest': digest },
    type: 'cosign container image signature',
  }
  const bytes = JSON.stringify({ critical, optional: null })
  const signature = sign('sha256', Buffer.from(bytes), key as Parameters<typeof sign>[2]).toString('base64')
  return { bytes, annotations: { 'dev.cosignproject.cosign/signature': signature } }
}

function policyFor(host: string, pem: string): string {
  const key = pem
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')
  return `version: 1
registries:
  - host: "${host}"
    allowPrivate: true
authorities:
  release:
    key:
      pem: |
${key.replaceAll('      ', '        ')}
    transparencyLog: ignored
images:
  - match: ["${host}/**"]
    pinned: true
    signedBy: {anyOf: [release]}
`
}
