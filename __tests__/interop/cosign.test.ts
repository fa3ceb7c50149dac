import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { AttestationDemand, Authority } from '../../src/model/policy.ts'
import { verify } from '../../src/verify/verify.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { bundleOf, signStatementFor } from '../fakes/signing/attach.ts'
import { signStatement } from '../fakes/signing/sign.ts'
import { newSigstore, trustedRoot } from '../fakes/signing/sigstore.ts'
import { asDigest, trustOf } from '../verify/shelf.ts'
import { type SigstoreServer, serveSigstore } from './private-sigstore.ts'

const cosigns = (process.env.PREADMIT_COSIGN ?? '').split(':').filter((path) => path !== '')
const crane = process.env.PREADMIT_CRANE ?? ''
const oras = process.env.PREADMIT_ORAS
const suite = cosigns.length > 0 && crane !== '' ? describe : describe.skip
const skipped =
  cosigns.length === 0 || crane === ''
    ? ' (skipped: set PREADMIT_COSIGN to one or more cosign binaries and PREADMIT_CRANE to crane)'
    : ''

const identity = {
  uri: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
}
const keyless: Authority = {
  kind: 'keyless',
  name: 'release',
  issuer: identity.issuer,
  identity: identity.uri,
  claims: {},
  trustRoots: ['private'],
}
const stranger: Authority = { ...keyless, identity: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/mai' }
const provenance: AttestationDemand = { type: 'slsa-provenance', where: { builder: 'https://builder.test' } }

const run = promisify(execFile)
const world = newSigstore()
const folder = mkdtempSync(join(tmpdir(), 'preadmit-cosign-'))
let sigstore: SigstoreServer
let host = ''
let stop = () => {}

beforeAll(async () => {
  if (cosigns.length === 0 || crane === '') return
  sigstore = await serveSigstore(world, identity)
  const port = await freePort()
  host = `127.0.0.1:${port}`
  const registry = spawn(crane, ['registry', 'serve', '--address', host], { stdio: 'ignore' })
  stop = () => registry.kill()
  writeFiles()
  await untilServing()
})

afterAll(async () => {
  stop()
  await sigstore?.close()
  rmSync(folder, { recursive: true, force: true })
})

suite(`what real cosign signs is judged as cosign judges it${skipped}`, () => {
  const orasTest = oras === undefined ? test.skip : test
  orasTest(`oras: a bundle that it attached${oras === undefined ? ' (skipped: set PREADMIT_ORAS)' : ''}`, async () => {
    const image = newImage()
    const digest = image.split('@')[1] ?? ''
    const bundle = bundleOf(signStatement(world, { identity }, signStatementFor(digest)))
    writeFileSync(join(folder, 'bundle.json'), JSON.stringify(bundle))
    const type = 'application/vnd.dev.sigstore.bundle.v0.3+json'
    await run(oras ?? '', ['attach', '--plain-http', '--artifact-type', type, image, `bundle.json:${type}`], {
      cwd: folder,
      timeout: 20_000,
    })
    expect(await ask(image, keyless)).toMatchObject({ status: 'proved' })
    expect(await ask(newImage(), keyless)).toMatchObject({ status: 'absent' })
  })

  for (const cosign of cosigns.length > 0 ? cosigns : ['none']) {
    const newest = cosigns.length > 0 && versionOf(cosign) >= 3
    const forms = newest
      ? ['keyless rekor 1', 'keyless rekor 2', 'key rekor 1', 'key rekor 2', 'key unlogged']
      : ['keyless tag', 'key tag', 'key unlogged', 'key referrer']
    test.each(forms)(
      `${cosign.split('/').slice(-2).join('/')}: a signature, %s`,
      async (form) => {
        const image = newImage()
        await cosignRun(cosign, ['sign', ...signingFlags(cosign, form), image])
        const authority = form.startsWith('key ') ? keyed(form) : keyless
        expect(await ask(image, authority)).toMatchObject({ status: 'proved' })
        expect(await cosignAccepts(cosign, ['verify', ...verifyingFlags(cosign, form, identity.uri), image])).toBe(true)
        const wrong = form.startsWith('key ')
          ? { ...keyed(form), pem: readFileSync(join(folder, 'other.pub'), 'utf8') }
          : stranger
        expect(await ask(image, wrong as Authority)).toMatchObject({ status: 'refuted', because: 'untrusted' })
        const twin = await moveTo(image, newImage())
        expect(await ask(twin, authority)).not.toMatchObject({ status: 'proved' })
        expect(await cosignAccepts(cosign, ['verify', ...verifyingFlags(cosign, form, identity.uri), twin])).toBe(false)
      },
      30_000,
    )

    test.each(newest ? ['keyless rekor 1', 'keyless rekor 2', 'key unlogged'] : ['keyless tag', 'key unlogged'])(
      `${cosign.split('/').slice(-2).join('/')}: an attestation, %s`,
      async (form) => {
        const image = newImage()
        await cosignRun(cosign, [
          'attest',
          ...signingFlags(cosign, form),
          '--type',
          'slsaprovenance1',
          '--predicate',
          join(folder, 'predicate.json'),
          image,
        ])
        const authority = form.startsWith('key ') ? keyed(form) : keyless
        expect(await ask(image, authority, provenance)).toMatchObject({ status: 'proved' })
        expect(await ask(image, authority, { ...provenance, where: { builder: 'https://other.test' } })).toMatchObject({
          status: 'refuted',
          because: 'predicate-mismatch',
        })
        expect(await ask(image, authority)).toMatchObject({ status: 'absent' })
      },
      30_000,
    )
  }
})

function versionOf(cosign: string): number {
  const text = execFileSync(cosign, ['version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  return Number(/GitVersion:\s+v(\d+)/.exec(text)?.[1] ?? 0)
}

function keyed(form: string): Authority & { readonly kind: 'key' } {
  const pem = readFileSync(join(folder, 'cosign.pub'), 'utf8')
  return {
    kind: 'key',
    name: 'key',
    pem,
    transparencyLog: form.endsWith('unlogged') || form.endsWith('referrer') ? 'ignored' : 'required',
    trustRoots: ['private'],
  }
}

function signingFlags(cosign: string, form: string): readonly string[] {
  const common = [
    '--allow-http-registry',
    '-y',
    ...(form.startsWith('key ') ? ['--key', join(folder, 'cosign.key')] : ['--identity-token', join(folder, 'token')]),
  ]
  if (form.endsWith('unlogged') || form.endsWith('referrer')) {
    const mode = form.endsWith('referrer') ? ['--registry-referrers-mode=oci-1-1'] : []
    return [...common, '--tlog-upload=false', ...mode, ...(versionOf(cosign) >= 3 ? ['--use-signing-config=false'] : [])]
  }
  if (form.includes('rekor'))
    return [
      ...common,
      '--signing-config',
      join(folder, `signing-${form.at(-1)}.json`),
      '--trusted-root',
      join(folder, 'root.json'),
    ]
  return [...common, '--fulcio-url', sigstore.url, '--rekor-url', sigstore.url, '--trusted-root', join(folder, 'root.json')]
}

function verifyingFlags(_: string, form: string, name: string): readonly string[] {
  const unlogged = form.endsWith('unlogged') || form.endsWith('referrer')
  const log = unlogged ? ['--insecure-ignore-tlog'] : ['--trusted-root', join(folder, 'root.json')]
  const mode = form.endsWith('referrer') ? ['--experimental-oci11'] : []
  const who = form.startsWith('key ')
    ? ['--key', join(folder, 'cosign.pub')]
    : ['--certificate-identity', name, '--certificate-oidc-issuer', identity.issuer]
  return ['--allow-http-registry', ...log, ...mode, ...who]
}

/** Never blocks this process: the Sigstore that cosign talks to runs in it. */
async function cosignRun(cosign: string, args: readonly string[]): Promise<void> {
  await run(cosign, [...args], { env: environment(), timeout: 20_000 })
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, COSIGN_PASSWORD: '', COSIGN_EXPERIMENTAL: '1', HOME: folder }
}

function cosignAccepts(cosign: string, args: readonly string[]): Promise<boolean> {
  return cosignRun(cosign, args).then(
    () => true,
    () => false,
  )
}

let images = 0

/** Pushes an image of its own; `host/name@digest`. */
function newImage(): string {
  const name = `${host}/app${++images}`
  const layer = join(folder, `layer${images}`)
  writeFileSync(layer, `image ${images}`)
  execFileSync('tar', ['cf', `${layer}.tar`, '-C', folder, `layer${images}`])
  execFileSync(crane, ['append', '--insecure', '-f', `${layer}.tar`, '-t', `${name}:v1`], { stdio: 'pipe' })
  return `${name}@${execFileSync(crane, ['digest', '--insecure', `${name}:v1`], { encoding: 'utf8' }).trim()}`
}

/** Copies everything that was attached to one image to another one, as an attacker with push rights would: tags and manifests are rewritten. */
async function moveTo(from: string, to: string): Promise<string> {
  const [source = '', sourceDigest = ''] = from.replace(`${host}/`, '').split('@')
  const [target = '', targetDigest = ''] = to.replace(`${host}/`, '').split('@')
  const { tags } = (await (await fetch(`http://${host}/v2/${source}/tags/list`)).json()) as { tags: string[] }
  for (const tag of tags.filter((one) => one.startsWith('sha256-'))) {
    execFileSync(
      crane,
      [
        'copy',
        '--insecure',
        `${host}/${source}:${tag}`,
        `${host}/${target}:${tag.replace(sourceDigest.slice(7), targetDigest.slice(7))}`,
      ],
      { stdio: 'pipe' },
    )
  }
  return to
}

async function ask(image: string, authority: Authority, attestation?: AttestationDemand) {
  const [name = '', digest = ''] = image.replace(`${host}/`, '').split('@')
  const about = { repository: { registry: host, repository: name }, digest: asDigest(digest), authority }
  const claim =
    attestation === undefined
      ? ({ ...about, verifier: 'signature' } as const)
      : ({ ...about, verifier: 'attestation', attestation } as const)
  const registry = clientOf([host])
  const { evidence } = await verify(
    { claims: [claim], inventory: [], now: new Date() },
    { registry, trust: trustOf({ private: trustedRoot(world) }) },
  )
  registry.close()
  return evidence[0]
}

function writeFiles(): void {
  const [cosign = ''] = cosigns
  execFileSync(cosign, ['generate-key-pair', '--output-key-prefix', join(folder, 'other')], { env: environment(), stdio: 'pipe' })
  execFileSync(cosign, ['generate-key-pair', '--output-key-prefix', join(folder, 'cosign')], {
    env: environment(),
    stdio: 'pipe',
  })
  writeFileSync(join(folder, 'root.json'), trustedRoot(world))
  const service = (url: string, majorApiVersion = 1) => [
    { url, majorApiVersion, validFor: { start: '2026-01-01T00:00:00Z' }, operator: 'test' },
  ]
  for (const version of [1, 2]) {
    const config = {
      mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
      caUrls: service(sigstore.url),
      rekorTlogUrls: service(sigstore.url, version),
      tsaUrls: service(`${sigstore.url}/api/v1/timestamp`),
      rekorTlogConfig: { selector: 'ANY' },
      tsaConfig: { selector: 'ANY' },
    }
    writeFileSync(join(folder, `signing-${version}.json`), JSON.stringify(config))
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: identity.issuer, sub: 'repo:acme/web', aud: 'sigstore', exp: 4_000_000_000, iat: 1_700_000_000 }
  writeFileSync(join(folder, 'token'), `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`)
  const buildDefinition = { buildType: 'https://build.test', externalParameters: {}, resolvedDependencies: [] }
  writeFileSync(
    join(folder, 'predicate.json'),
    JSON.stringify({ buildDefinition, runDetails: { builder: { id: 'https://builder.test' } } }),
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function untilServing(): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const up = await fetch(`http://${host}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (up) return
    await delay(100)
  }
  throw new Error('the registry does not serve')
}
