import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../src/model/report.ts'
import { pullRequestEvent } from '../fakes/github/events.ts'
import type { Fault } from '../fakes/github/faults.ts'
import { evaluateProtection } from '../fakes/github/protection.ts'
import { startGithub } from '../fakes/github/server.ts'
import type { Permissions } from '../fakes/github/tokens.ts'
import { type FakeRegistry, type RegistrySwitches, startRegistry } from '../fakes/registry.ts'
import { pushImage } from '../fakes/registry-push.ts'
import type { Reaction, SeenRequest } from '../fakes/registry-reaction.ts'
import { type ActionResult, runAction } from '../fakes/runner.ts'
import { type Attachment, attachBundle, bundleOf, signStatementFor } from '../fakes/signing/attach.ts'
import { type SigningOptions, signStatement } from '../fakes/signing/sign.ts'
import { newSigstore, trustedRoot } from '../fakes/signing/sigstore.ts'

const MAIN = new URL('../../dist/index.js', import.meta.url).pathname
const ISSUER = 'https://token.actions.githubusercontent.com'
const JOB = 'preadmit'
export const IDENTITY = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main'

/** One pull request with one image, signed by its release workflow. Each field is one way in which the world differs from a good one. */
export interface Twist {
  readonly registry?: RegistrySwitches
  readonly registryDown?: boolean
  /** What the signature is made for, instead of the image. */
  readonly signedDigest?: string
  readonly identity?: string
  readonly signing?: SigningOptions
  readonly unsigned?: boolean
  /** GitHub lists the signature instead of the registry, and another host has the bundle: how it answers, given the bundle. */
  readonly storage?: (bundle: string) => Reaction
  readonly tagOnly?: boolean
  /** More changes of the pull request: its policy, another file. */
  readonly changes?: Readonly<Record<string, string>>
  readonly faults?: readonly Fault[]
  readonly permissions?: Permissions
  readonly onStart?: (kill: () => void) => void
  readonly timeout?: string
}

/** What came of it. `mergeable`: whether branch protection that requires the job would let the change in. */
export interface Outcome {
  readonly result: ActionResult
  readonly report: Report | undefined
  readonly mergeable: boolean
  readonly rulings: readonly string[]
  readonly rules: readonly string[]
  readonly registry: FakeRegistry
  /** What the host that stores bundles was asked, if there is one. */
  readonly stored: readonly SeenRequest[]
}

/** Plays one pull request through the committed bundle. */
export async function play(twist: Twist = {}): Promise<Outcome> {
  const registry = await startRegistry(twist.registry)
  const github = await startGithub()
  const hosts: FakeRegistry[] = []
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-e2e-'))
  try {
    const sigstore = newSigstore(new Date(Date.now() - 86_400_000))
    const image = pushImage(registry.content, 'acme/web', { tag: '1.0', seed: 'web' })
    const subject = twist.signedDigest ?? image.digest
    const identity = { uri: twist.identity ?? IDENTITY, issuer: ISSUER, claims: { 8: ISSUER } }
    const signed = signStatement(sigstore, { identity }, signStatementFor(subject), {
      at: new Date(Date.now() - 3_600_000),
      ...twist.signing,
    })
    const text = JSON.stringify(bundleOf(signed))
    const { storage: react } = twist
    const storage = react === undefined ? undefined : await startRegistry({ intercept: () => react(text) })
    if (storage !== undefined) hosts.push(storage)
    else if (twist.unsigned !== true) attach(registry, attachBundle(image.digest, bundleOf(signed)))
    const base = { '.github/preadmit.yml': policy(registry.host), 'trust/root.json': trustedRoot(sigstore) }
    const reference = `ghcr.io/acme/web:1.0${twist.tagOnly === true ? '' : `@${image.digest}`}`
    const repository = github.repository('acme/shop')
    repository.commit('main', base, 'base')
    if (storage !== undefined) repository.attestations.set(image.digest, [{ bundle_url: `${storage.origin}/bundle?sig=key` }])
    const pull = repository.open({ changes: { 'deploy/pod.yaml': pod(reference), ...twist.changes } })
    if (twist.registryDown === true) await registry.close()
    github.plan(twist.faults ?? [])
    const reportFile = join(folder, 'report.json')
    const result = await runAction({
      node: process.execPath,
      main: MAIN,
      with: {
        'github-token': github.token(twist.permissions ?? { contents: 'read', 'pull-requests': 'write', checks: 'write' }),
        'check-run': 'preadmit-details',
        'report-file': reportFile,
        timeout: twist.timeout ?? '20s',
      },
      event: pullRequestEvent(github.url, repository, pull),
      repository: repository.fullName,
      apiUrl: github.url,
      graphqlUrl: github.graphqlUrl,
      ...(twist.onStart === undefined ? {} : { onStart: twist.onStart }),
    })
    repository.jobFinished(pull.head, JOB, result.conclusion)
    const report = reportIn(reportFile)
    return {
      result,
      report,
      mergeable: evaluateProtection(repository, pull, [JOB]).mergeable,
      rulings: (report?.rulings ?? []).map(({ ruling }) => ruling),
      rules: [...new Set((report?.findings ?? []).map(({ rule }) => rule))].filter((rule) =>
        /^(?:image|signature|attestation|policy|file)\//.test(rule),
      ),
      registry,
      stored: storage?.seen ?? [],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await Promise.all([github, ...hosts].map((host) => host.close()))
    if (twist.registryDown !== true) await registry.close()
  }
}

function attach(registry: FakeRegistry, attachment: Attachment): void {
  for (const blob of attachment.blobs) registry.content.blob('acme/web', blob)
  const tag = attachment.tag === undefined ? {} : { tag: attachment.tag }
  registry.content.manifest('acme/web', attachment.manifest, { mediaType: attachment.mediaType, ...tag })
}

/** The policy of the good world; `demands` replaces what it asks of images. */
export function policy(host: string, demands = 'signedBy: {anyOf: [release]}'): string {
  return `version: 1
registries:
  - {host: "${host}", allowPrivate: true, mirrorOf: ghcr.io}
trustRoots: {acme: trust/root.json}
authorities:
  release:
    keyless: {issuer: "${ISSUER}", identity: "${IDENTITY}", trustRoot: acme}
images:
  - match: [ghcr.io/acme/**]
    ${demands}
`
}

function pod(image: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: ${image}\n`
}

function reportIn(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}
