import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/adapters/clock.ts'
import { runCli } from '../../src/cli/run.ts'
import { recordingLog } from '../fakes/quiet.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { describe as descriptorOf, pushImage, pushIndex } from '../fakes/registry-push.ts'
import { NOWHERE } from '../fakes/runner.ts'
import {
  type Attachment,
  attachBundle,
  attachReferrer,
  attachTag,
  bundleOf,
  signatureLayer,
  simpleSigningPayload,
  statementFor,
} from '../fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { type As, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { type Identity, newSigstore, trustedRoot } from '../fakes/signing/sigstore.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-verify-'))
const world = newSigstore(new Date(Date.now() - 86_400_000))
const at = new Date(Date.now() - 3_600_000)
const keys = newKeys()
const WORKFLOW = 'https://gitlab.com/acme/web//.gitlab-ci.yml@refs/heads/main'
const STRANGER = 'https://gitlab.com/evil/web//.gitlab-ci.yml@refs/heads/main'
const identity: Identity = { uri: WORKFLOW, issuer: 'https://gitlab.com', claims: { 20: 'push' } }
let registry: FakeRegistry

const POLICY = (host: string) => `version: 1
registries:
  - {host: "${host}", allowPrivate: true, mirrorOf: ghcr.io}
trustRoots: {acme: trust/root.json}
authorities:
  release: {keyless: {issuer: "${identity.issuer}", identity: "${WORKFLOW}", trustRoot: acme}}
  platform: {key: {file: keys/a.pub, trustRoot: acme}}
images:
  - {match: [ghcr.io/acme/web, ghcr.io/acme/stranger, ghcr.io/acme/bare, ghcr.io/down/**], signedBy: {anyOf: [release]}}
  - {match: [ghcr.io/acme/keyed], signedBy: {anyOf: [platform]}}
  - {match: [ghcr.io/acme/multi], subject: each-platform, signedBy: {anyOf: [release]}}
  - match: [ghcr.io/acme/scanned]
    attestations: [{type: vulnerability-scan, signedBy: {anyOf: [release]}, where: {severity: below-high}}]
`

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function attach(repository: string, { blobs, manifest, mediaType, tag }: Attachment): void {
  for (const blob of blobs) registry.content.blob(repository, blob)
  registry.content.manifest(repository, manifest, { mediaType, ...(tag === undefined ? {} : { tag }) })
}

/** Pushes an image with these signatures under its `.sig` tag. */
function signed(repository: string, ...by: readonly As[]): string {
  const { digest } = pushImage(registry.content, repository, { tag: '1.0', seed: repository })
  const layers = by.map((as) => signatureLayer(signMessage(world, as, simpleSigningPayload(digest), { at })))
  if (layers.length > 0) attach(repository, attachTag(digest, 'sig', layers))
  return digest
}

const digests: Record<string, string> = {}
let code: number
let sections: readonly string[] = []

beforeAll(async () => {
  registry = await startRegistry({
    intercept: ({ path }) => (/\/down\/.*\/referrers\//.test(path) ? { status: 500, headers: {}, body: 'down' } : undefined),
  })
  write('policy.yml', POLICY(registry.host))
  write('trust/root.json', trustedRoot(world))
  write('config.json', '{}')
  write('keys/a.pub', pem('PUBLIC KEY', spkiOf(keys.publicKey)))
  digests.web = signed('acme/web', { identity })
  digests.keyed = signed('acme/keyed', { keys })
  digests.stranger = signed('acme/stranger', { identity: { ...identity, uri: STRANGER } })
  digests.bare = signed('acme/bare')
  digests.down = signed('down/web', { keys: newKeys() })
  pushScanned()
  pushMulti()
  const images = ['acme/web', 'acme/keyed', 'acme/stranger', 'acme/bare', 'acme/scanned', 'acme/multi', 'down/web']
  const ran = await verified(images.map((name) => `ghcr.io/${name}:1.0`))
  code = ran.code
  sections = ran.text.split(/\n(?=ghcr\.io\/)/)
})

function pushScanned(): void {
  const digest = signed('acme/scanned')
  const predicate = { scanner: { uri: 'pkg:trivy', result: { Results: [{ Vulnerabilities: [{ Severity: 'HIGH' }] }] } } }
  const statement = statementFor(digest, 'https://cosign.sigstore.dev/attestation/vuln/v1', predicate)
  attach('acme/scanned', attachBundle(digest, bundleOf(signStatement(world, { identity }, statement, { at }))))
  const sbom = { mediaType: 'application/spdx+json', bytes: Buffer.from('{}') }
  attach('acme/scanned', attachReferrer(digest, sbom.mediaType, [sbom]))
}

/** An index of two platforms, of which one is signed. */
function pushMulti(): void {
  const children = ['amd64', 'arm64'].map((architecture) => {
    const platform = { os: 'linux', architecture }
    return { ...descriptorOf(pushImage(registry.content, 'acme/multi', { seed: architecture, platform })), platform }
  })
  pushIndex(registry.content, 'acme/multi', { tag: '1.0', children })
  const [amd, arm] = children.map(({ digest }) => digest)
  digests.amd = amd ?? ''
  digests.arm = arm ?? ''
  const layer = signatureLayer(signMessage(world, { identity }, simpleSigningPayload(digests.amd), { at }))
  attach('acme/multi', attachTag(digests.amd, 'sig', [layer]))
}

afterAll(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What `preadmit verify` says of images, without what it asked. */
async function verified(
  images: readonly string[],
  more: readonly string[] = [],
): Promise<{ readonly code: number; readonly text: string }> {
  const parts: string[] = []
  const keep = (part: string): void => {
    parts.push(part)
  }
  const terminal = {
    env: { HOME: folder, HTTPS_PROXY: NOWHERE },
    folder,
    clock: systemClock,
    print: keep,
    complain: keep,
    logFor: () => recordingLog(),
    color: () => false,
  }
  const argv = ['verify', ...images, '--policy', join(folder, 'policy.yml'), '--docker-config', folder, ...more]
  const exit = await runCli(argv, terminal)
  const text = parts.join('\n')
  return { code: exit, text: text.slice(0, text.indexOf('\nAsked (')) }
}

function about(name: string): string {
  return sections.find((section) => section.startsWith(`ghcr.io/${name}:1.0\n`)) ?? `nothing about ${name}`
}

describe('preadmit verify', () => {
  test('is as bad as the worst of its images', () => {
    expect([code, sections.length]).toEqual([1, 7])
  })
  test('says who signed, when, proven by what, and which demand that answers', () => {
    expect(about('acme/web')).toContain(`  Signatures
    valid cosign-simple-signing
      signer            ${WORKFLOW}
      issuer            https://gitlab.com
      time              ${at.toISOString().slice(0, 19)}.000Z (proven by https://rekor.sigstore.test)
      log               https://rekor.sigstore.test
      found in          tag ${digests.web?.replace(':', '-')}.sig
      buildTrigger      push
      docker-reference  registry.test/app
  Attestations: none found
`)
    expect(about('acme/web')).toContain(`: cleared
    proved signature by release
      signer  ${WORKFLOW}
`)
  })
  test('names a key by its fingerprint', () => {
    expect(about('acme/keyed')).toMatch(/proved signature by platform\n {6}signer {2}sha256:[0-9a-f]{64}\n/)
  })
  test('says whose valid signature is not the one that the policy wants', () => {
    expect(about('acme/stranger')).toContain(`: blocked
    refuted signature by release
      because   the signature is valid, and its identity is not the one of "release"
      expected  ${WORKFLOW}
      got       ${STRANGER}
      found in  tag ${digests.stranger?.replace(':', '-')}.sig
`)
  })
  test('says what an attestation lacks, and that a document beside it is the word of nobody', () => {
    expect(about('acme/scanned')).toMatch(
      /unsigned application\/spdx\+json\n {6}found in {2}referrer sha256:\S+\n {6}because {3}a document of type application\/spdx\+json that nobody signed\n/,
    )
    expect(about('acme/scanned')).toMatch(
      /: blocked\n {4}refuted attestation vulnerability-scan by release\n.*\n {6}expected {2}severity below-high\n {6}got {7}high\n/,
    )
  })
  test('says that there is nothing, which is not a pass', () => {
    expect(about('acme/bare')).toContain('Signatures: none found')
    expect(about('acme/bare')).toContain(': blocked\n    absent signature by release\n')
  })
  test('says what could not be read, and what is there besides', () => {
    expect(about('down/web')).toMatch(/could not look at referrers of ghcr\.io\/down\/web@sha256:\S+: the registry answered 500/)
    expect(about('down/web')).toMatch(
      /: unverified\n {4}unknown signature by release\n {6}because {3}the registry answered 500\n(?: {6}expected.*\n)? {6}there is {2}a public key\n/,
    )
  })
  test('lists each platform that the policy asks about', () => {
    expect(about('acme/multi')).toContain(`  linux/amd64  ${digests.amd}\n    Signatures\n      valid cosign-simple-signing\n`)
    expect(about('acme/multi')).toContain(`  linux/arm64  ${digests.arm}\n    Signatures: none found\n`)
    expect(about('acme/multi')).toContain(`    proved signature by release\n      about   ${digests.amd}\n`)
    expect(about('acme/multi')).toContain(`    absent signature by release\n      about  ${digests.arm}\n`)
  })

  test.each<[string, readonly string[], number, string]>([
    ['the key that signed', ['--key', 'keys/a.pub', '--trust-root', 'acme'], 0, 'proved signature by --key keys/a.pub'],
    ['another key', ['--key', 'keys/b.pub', '--trust-root', 'acme'], 1, 'refuted signature by --key keys/b.pub'],
    ['a repository', ['--github', 'acme/keyed', '--trust-root', 'acme'], 3, 'signature by --github acme/keyed'],
    [
      'two at once',
      ['--key', 'keys/a.pub', '--github', 'acme/keyed', '--trust-root', 'acme'],
      3,
      'proved signature by --key keys/a.pub',
    ],
  ])('asks for a signer of the command line besides: %s', async (_, more, expected, says) => {
    write('keys/b.pub', pem('PUBLIC KEY', spkiOf(newKeys().publicKey)))
    const { code: exit, text } = await verified(['ghcr.io/acme/keyed:1.0'], more)
    expect([exit, text]).toEqual([expected, expect.stringContaining(says)])
  })
  test.each([
    [['--key', 'keys/nope.pub'], '--key keys/nope.pub cannot be read'],
    [['--github', 'acme/*'], 'is a pattern'],
    [['--github', 'acme/web', '--trust-root', 'nope'], 'no trust root is named "nope"'],
    [['--trust-root', 'acme'], 'says where a signer is known'],
  ])('is misconfigured for %j', async (more, said) => {
    const { code: exit, text } = await verified(['ghcr.io/acme/keyed:1.0'], more)
    expect([exit, text]).toEqual([2, expect.stringContaining(said)])
  })
})
