import { afterEach, describe, expect, test } from '@jest/globals'
import { gate } from '../../src/gate.ts'
import { judge } from '../../src/judge/judge.ts'
import { readFacts } from '../../src/judge/recorded.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Report } from '../../src/model/report.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import { reportBody } from '../../src/report/body.ts'
import { describe as reportOf } from '../../src/report/report.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'
import { type FakeRegistry, type RegistrySwitches, startRegistry } from '../fakes/registry.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { describe as descriptorOf, type NewImage, pushImage, pushIndex } from '../fakes/registry-push.ts'

const POLICY = '.github/preadmit.yml'
const FILE = 'compose.yaml'
const BODY = 'qW3eR5tY7uI9oP1aS3dF5gH7jK9lZ1xC3vB5'
const TOKEN = ['gh', 'p_', BODY].join('')
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function openRegistry(switches: RegistrySwitches = {}): Promise<FakeRegistry> {
  const registry = await startRegistry(switches)
  open.push(registry)
  return registry
}

function changeOf(texts: Readonly<Record<'policy' | 'base' | 'head', string>>): Change {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const tree = (id: 'base' | 'head'): readonly TreeEntry[] => [
    { path: POLICY, id: 'policy', mode: 'file', size: texts.policy.length },
    { path: FILE, id, mode: 'file', size: texts[id].length },
  ]
  return {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: tree('base'), head: tree('head') }),
    contents: async (entries) => new Map(entries.map((one) => [one, found(bytes(texts[one.id as 'base' | 'head'] ?? ''))])),
    trusted: async (path) => (path === POLICY ? found({ bytes: bytes(texts.policy), commit: 'c' }) : absent),
    trustedPaths: async () => found([POLICY]),
    superseded: async () => found(false),
  }
}

interface Ran {
  readonly report: Report
  readonly facts: string
  readonly rules: readonly string[]
  /** What was asked of the registry while it ran, without the look for signatures: `manifest` or `blob`, and of what. */
  readonly asked: readonly string[]
}

/** A compose file in which the images before become the images after, one service each. */
async function run(registry: FakeRegistry, before: readonly string[], after: readonly string[], rules = ''): Promise<Ran> {
  const compose = (images: readonly string[]): string =>
    `services:\n${images.map((image, at) => `  web${at}:\n    image: ${registry.host}/${image}\n`).join('')}`
  const texts = { policy: `version: 1\n${rules}`, base: compose(before), head: compose(after) }
  const client = clientOf([registry.host])
  open.push(client)
  const ports = {
    change: changeOf(texts),
    clock: patientClock(),
    log: recordingLog(),
    openRegistry: () => client,
    openTrust: () => ({ root: async () => absent, requests: () => [] }),
  }
  const start = registry.seen.length
  const { policy, facts, judgement } = await gate({ policyPath: POLICY, paths: [] }, ports)
  const recorded = JSON.stringify(facts)
  expect(judge(policy, readFacts(recorded, 'facts.json'))).toEqual(JSON.parse(JSON.stringify(judgement)))
  const report = reportOf({ judgement, facts, policy, run: { version: '1', startedAt: new Date(0), durationMs: 1 } })
  const paths = registry.seen.slice(start).flatMap(({ method, path }) => (method === 'GET' ? [path] : []))
  return {
    report,
    facts: recorded,
    rules: report.findings
      .filter(({ rule }) => rule.startsWith('image-change/'))
      .map(({ level, rule }) => `${level} ${rule.slice('image-change/'.length)}`),
    asked: paths.flatMap((path) => /\/(manifests|blobs)\/(?!sha256-)/.exec(path)?.[1] ?? []),
  }
}

/** An index of amd64 and arm64 images that differ as told. */
function pushBoth(
  registry: FakeRegistry,
  tag: string,
  image: NewImage = {},
  platforms: readonly string[] = ['amd64', 'arm64'],
): string {
  const children = platforms.map((architecture) => {
    const platform = { os: 'linux', architecture }
    return {
      ...descriptorOf(pushImage(registry.content, 'web', { ...image, seed: `${tag} ${architecture}`, platform })),
      platform,
    }
  })
  return `web:${tag}@${pushIndex(registry.content, 'web', { children, tag }).digest}`
}

function pushOne(registry: FakeRegistry, tag: string, image: NewImage = {}): string {
  return `web:${tag}@${pushImage(registry.content, 'web', { seed: tag, tag, ...image }).digest}`
}

const QUIET: NewImage = {
  config: {
    Entrypoint: ['/app/web'],
    ExposedPorts: { '8080/tcp': {} },
    Labels: { 'org.opencontainers.image.base.name': 'debian:12' },
  },
  layerSize: 60_000_000,
}
const LOUD: NewImage = {
  config: {
    Entrypoint: ['/bin/sh', '-c', 'exec /app/web'],
    ExposedPorts: { '8080/tcp': {}, '22/tcp': {} },
    Env: ['LD_PRELOAD=/opt/x.so', 'HARMLESS=quite'],
  },
  annotations: { 'org.opencontainers.image.base.name': 'alpine:3.20' },
  layerSize: 400_000_000,
}
const SECRETIVE: NewImage = {
  config: {
    Entrypoint: ['/bin/sh', '-c', `exec /app/web --token=${TOKEN} --password hunter2hunter2`],
    Cmd: ['--api-key', 'hunter2hunter2'],
    Env: ['https_proxy=http://robin:hunter2hunter2@proxy.example:3128'],
  },
  annotations: { 'org.opencontainers.image.base.name': `docker.io/${TOKEN}` },
}

describe('an image that replaces another one', () => {
  test('is told for all that is different, and blocks nothing', async () => {
    const registry = await openRegistry()
    const ran = await run(registry, [pushBoth(registry, '1.5.0', QUIET)], [pushBoth(registry, '1.4.9', LOUD)])
    expect(ran.rules).toEqual([
      'notice base-changed',
      'warning downgrade',
      'notice entrypoint-changed',
      'warning env-risky',
      'warning ports-added',
      'notice size-jump',
    ])
    expect(ran.report.verdict).toBe('passed')
    expect(ran.facts).not.toContain('HARMLESS')
    const body = reportBody(ran.report, 64_000)
    for (const part of ['400.0 MB', '60.0 MB', 'alpine:3.20', 'debian:12']) expect(body).toContain(part)
    expect(body).not.toContain('was not compared')
  })

  test('is told without the credentials that it holds', async () => {
    const registry = await openRegistry()
    const ran = await run(registry, [pushOne(registry, '1', QUIET)], [pushOne(registry, '2', SECRETIVE)])
    expect(ran.rules).toEqual([
      'notice base-changed',
      'notice entrypoint-changed',
      'warning env-risky',
      'error secret-in-config',
      'notice size-jump',
    ])
    expect(ran.facts + JSON.stringify(ran.report)).not.toMatch(new RegExp(`${BODY}|hunter2`))
    expect(ran.facts).toContain('http://(hidden)@proxy.example:3128')
  })

  test('by one that is alike says nothing', async () => {
    const registry = await openRegistry()
    const ran = await run(registry, [pushBoth(registry, '1.4.1', QUIET)], [pushBoth(registry, '1.4.2', QUIET)])
    expect(ran.rules).toEqual([])
  })

  test('in many places is told once in the list of notices', async () => {
    const registry = await openRegistry()
    const [old, now] = [pushOne(registry, '1', QUIET), pushOne(registry, '2', { ...QUIET, layerSize: 400_000_000 })]
    const ran = await run(registry, [old, old, old], [now, now, now])
    expect(ran.rules).toEqual(['notice size-jump', 'notice size-jump', 'notice size-jump'])
    const body = reportBody(ran.report, 64_000)
    expect(body.match(/is much larger than/g)).toHaveLength(1)
    expect(body).toContain('Also at 2 other places.')
  })
})

describe('the platform that is compared', () => {
  const only = (architecture: string, config: NewImage['config'] = QUIET.config): NewImage => ({
    ...QUIET,
    platform: { os: 'linux', architecture },
    ...(config === undefined ? {} : { config }),
  })
  const evidenceOf = ({ report }: Ran): readonly string[] => report.findings.flatMap(({ evidence }) => evidence)

  test.each<[string, (registry: FakeRegistry) => readonly [string, string], string, string]>([
    ['is amd64', (r) => [pushBoth(r, '1', QUIET), pushBoth(r, '2', LOUD)], '', 'linux/amd64'],
    [
      'is the first that the policy demands',
      (r) => [pushBoth(r, '1', QUIET), pushBoth(r, '2', LOUD)],
      'images:\n  - match: ["**"]\n    platforms: [linux/arm64/v8, linux/amd64]\n',
      'linux/arm64',
    ],
    ['is one that both have', (r) => [pushBoth(r, '1', QUIET, ['arm64']), pushBoth(r, '2', LOUD)], '', 'linux/arm64'],
    ['is that of a single image before', (r) => [pushOne(r, '1', only('arm64')), pushBoth(r, '2', LOUD)], '', 'linux/arm64'],
    ['is that of a single image now', (r) => [pushBoth(r, '1', LOUD), pushOne(r, '2', only('arm64'))], '', 'linux/arm64'],
  ])('%s', async (_, push, policy, platform) => {
    const registry = await openRegistry()
    const [before, after] = push(registry)
    expect(evidenceOf(await run(registry, [before], [after], policy))).toContain(`compared for: ${platform}`)
  })

  test('is none where they have none in common, and the report says so', async () => {
    const registry = await openRegistry()
    const ran = await run(registry, [pushBoth(registry, '1', QUIET, ['arm64'])], [pushBoth(registry, '2', LOUD, ['amd64'])])
    expect(ran.rules).toEqual(['warning platform-removed'])
    expect(reportBody(ran.report, 64_000)).toContain('was not compared: they have no platform in common')
  })
})

describe('a config that cannot be read', () => {
  const broken = (tag: string): RegistrySwitches => ({
    intercept: ({ path }) => (path.includes(`/${tag}/blobs/`) ? { status: 404 } : undefined),
  })
  const pushed = (registry: FakeRegistry): readonly [string, string] => [
    `old/web:1@${pushImage(registry.content, 'old/web', { ...QUIET, seed: 'old' }).digest}`,
    `new/web:2@${pushImage(registry.content, 'new/web', { ...LOUD, seed: 'new' }).digest}`,
  ]

  test('of the image before is said, and the image is judged', async () => {
    const registry = await openRegistry(broken('old/web'))
    const [before, after] = pushed(registry)
    const ran = await run(registry, [before], [after])
    expect([ran.report.verdict, ran.rules]).toEqual(['passed', []])
    expect(ran.report.rulings[0]?.replaces?.notCompared).toContain('a manifest or config that it names is not on the registry')
    expect(reportBody(ran.report, 64_000)).toContain('❓ What is in the two images was not compared')
  })

  test('of the new image is unverified', async () => {
    const registry = await openRegistry(broken('new/web'))
    const [before, after] = pushed(registry)
    const ran = await run(registry, [before], [after])
    expect(ran.report.verdict).toBe('unverified')
    expect(ran.report.rulings.map(({ ruling }) => ruling)).toEqual(['unverified'])
  })
})

describe('what a comparison asks of the registry', () => {
  const count = ({ asked }: Ran): string =>
    `${asked.filter((one) => one === 'manifests').length} manifests, ${asked.filter((one) => one === 'blobs').length} configs`

  test.each<[string, (registry: FakeRegistry) => readonly [readonly string[], readonly string[]], string, string]>([
    ['a new image', (r) => [[], [pushOne(r, '1')]], '', '1 manifests, 0 configs'],
    ['two single images', (r) => [[pushOne(r, '1')], [pushOne(r, '2')]], '', '2 manifests, 2 configs'],
    ['two indexes', (r) => [[pushBoth(r, '1')], [pushBoth(r, '2')]], '', '4 manifests, 2 configs'],
    [
      'the same in three places',
      (r) => [Array(3).fill(pushOne(r, '1')), Array(3).fill(pushOne(r, '2'))],
      '',
      '2 manifests, 2 configs',
    ],
    ['the same bytes, pinned', (r) => [['web:1'], [pushBoth(r, '1')]], '', '1 manifests, 0 configs'],
    ['all rules off', (r) => [[pushBoth(r, '1')], [pushBoth(r, '2')]], 'rules:\n  image-change: off\n', '2 manifests, 0 configs'],
    ['an image that is gone', (r) => [['web:0'], [pushOne(r, '1')]], '', '2 manifests, 1 configs'],
  ])('%s', async (_, push, policy, expected) => {
    const registry = await openRegistry()
    const [before, after] = push(registry)
    expect(count(await run(registry, before, after, policy))).toBe(expected)
  })
})
