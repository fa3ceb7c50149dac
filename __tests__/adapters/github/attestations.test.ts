import { afterEach, describe, expect, test } from '@jest/globals'
import { createDownload, type Download } from '../../../src/adapters/download.ts'
import { readBundles } from '../../../src/adapters/github/attestation-bundles.ts'
import { createAttestationStore } from '../../../src/adapters/github/attestations.ts'
import type { Json } from '../../../src/adapters/github/json.ts'
import type { Answer } from '../../../src/model/answer.ts'
import { absent, found } from '../../../src/model/answer.ts'
import { never } from '../../../src/model/deadline.ts'
import { BUNDLES_AT_ONCE, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_BYTES, MAX_CANDIDATES } from '../../../src/model/limits.ts'
import type { AttestationStore } from '../../../src/ports/trust.ts'
import { openAttestations } from '../../../src/wiring.ts'
import type { FakeRegistry } from '../../fakes/registry.ts'
import { createHastyClock, createKeptLog } from '../../fakes/registry-client.ts'
import type { Reaction } from '../../fakes/registry-reaction.ts'
import { bundleOf } from '../../fakes/signing/attach.ts'
import { blockOf, packSnappy } from '../../fakes/snappy.ts'
import { ask, bundled } from '../../verify/asking.ts'
import { DIGEST as IMAGE } from '../../verify/shelf.ts'
import { closeAll, openRegistry } from '../registry/world.ts'
import { startWorld, valueIn, type World } from './world.ts'

const downloads: Download[] = []
afterEach(async () => {
  for (const download of downloads.splice(0)) download.close()
  await closeAll()
})

function openDownload(loopback = true): Download {
  const budget = { left: () => Number.POSITIVE_INFINITY }
  const download = createDownload({ environment: {}, budget, clock: createHastyClock(), log: createKeptLog(), loopback })
  downloads.push(download)
  return download
}

function storeOf(world: World, api = world.api(), download = openDownload()): AttestationStore {
  return createAttestationStore(api, download)
}

const DIGEST = `sha256:${'a'.repeat(64)}`
const BUNDLE = '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}'
const JSON_TYPE = { 'content-type': 'application/json' }
const SNAPPY_TYPE = { 'content-type': 'application/x-snappy' }

/** GitHub lists these as stored elsewhere: on a host that reacts to each path so. */
async function storedElsewhere(world: World, reactions: Readonly<Record<string, Reaction>>): Promise<FakeRegistry> {
  const storage = await openRegistry({ intercept: ({ path }) => reactions[path.slice(1)] ?? { status: 404 } })
  const items = Object.keys(reactions).map((name) => ({ bundle_url: `${storage.origin}/${name}?sig=key-to-it` }))
  world.repository.attestations.set(DIGEST, items)
  return storage
}

/** Each item as its text or the kind of its problem. */
function told(answer: Answer<readonly Answer<string>[]>): readonly string[] {
  return valueIn(answer).map(toldOf)
}

function toldOf(one: Answer<unknown>): string {
  return one.kind === 'found' ? String(one.value) : one.kind === 'unknown' ? one.problem.kind : one.kind
}

describe('stored attestations', () => {
  test('are found, absent, or unknown where the repository cannot be seen', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    world.repository.attestations.set(DIGEST, [JSON.parse(BUNDLE)])
    const store = storeOf(world)
    expect(told(await store.bundles('acme/shop', DIGEST))).toEqual([BUNDLE])
    expect(toldOf(await store.bundles('acme/shop', DIGEST.replace('a', 'b')))).toBe('absent')
    expect(toldOf(await store.bundles('acme/other', DIGEST))).toBe('denied')
    expect(toldOf(await store.bundles('../evil', DIGEST))).toBe('malformed')
    const blind = storeOf(world, world.api({ contents: 'read' }))
    expect(toldOf(await blind.bundles('acme/shop', DIGEST))).toBe('denied')
    expect(store.requests()).toEqual([])
    expect(world.github.violations).toEqual([])
  })

  test('of an owner are those of the organisation, else of the user', async () => {
    const asked: string[] = []
    const send = async ({ path }: { readonly path: string }) => {
      asked.push(path)
      const bytes = Buffer.from(JSON.stringify({ attestations: [{ bundle: { a: 1 } }] }))
      return path.startsWith('/orgs/') ? absent : found({ status: 200, headers: {}, bytes })
    }
    const store = createAttestationStore({ send } as never, openDownload())
    expect(told(await store.bundles('acme', DIGEST))).toEqual(['{"a":1}'])
    expect(asked.map((path) => path.split('/attestations/')[0])).toEqual(['/orgs/acme', '/users/acme'])
  })

  test('are read up to as many as are looked at; of one more it is said, and the others are read', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const store = storeOf(world)
    const all = Array.from({ length: MAX_CANDIDATES }, (_, index) => ({ index }))
    world.repository.attestations.set(DIGEST, all)
    expect(valueIn(await store.bundles('acme/shop', DIGEST)).map(({ kind }) => kind)).toEqual(all.map(() => 'found'))
    world.repository.attestations.set(DIGEST, [...all, {}])
    const answer = valueIn(await store.bundles('acme/shop', DIGEST))
    expect(answer.filter(({ kind }) => kind === 'found')).toHaveLength(MAX_CANDIDATES)
    expect(answer.at(-1)).toMatchObject({ problem: { kind: 'too-many', detail: expect.stringContaining(`${MAX_CANDIDATES}`) } })
  })

  test('that have no bundle and no place are unknown, never none', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    world.repository.attestations.set(DIGEST, [null, { a: 1 }, { bundle_url: '' }])
    const answer = await storeOf(world).bundles('acme/shop', DIGEST)
    expect(told(answer)[1]).toBe('{"a":1}')
    expect(told(answer)[2]).toBe('unsupported')
  })
})

describe('bundles that GitHub stores elsewhere', () => {
  test('are fetched, unpacked and read in the order of the list, whatever the storage calls them', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const texts = ['one', 'two', 'three', 'four'].map((word) => JSON.stringify({ word, again: word.repeat(300) }))
    const [one = '', two = '', three = '', four = ''] = texts
    await storedElsewhere(world, {
      a: { headers: SNAPPY_TYPE, body: packSnappy(one) },
      b: { headers: JSON_TYPE, body: packSnappy(two) },
      c: { headers: JSON_TYPE, body: three },
      d: { headers: SNAPPY_TYPE, body: ` \n${four}` },
    })
    expect(told(await storeOf(world).bundles('acme/shop', DIGEST))).toEqual([one, two, three, ` \n${four}`])
  })

  test('no credential and nothing else of ours goes to the storage', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const storage = await storedElsewhere(world, { a: { body: BUNDLE } })
    const store = storeOf(world)
    expect(told(await store.bundles('acme/shop', DIGEST))).toEqual([BUNDLE])
    const [seen] = storage.seen
    expect(Object.keys(seen?.headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
    expect(JSON.stringify(storage.seen)).not.toMatch(/ghs_|bearer/i)
    expect([seen?.method, String(seen?.query), seen?.body]).toEqual(['GET', 'sig=key-to-it', ''])
    expect(store.requests()).toEqual([{ host: storage.host, count: 1 }])
  })

  test.each<[string, Reaction, string]>([
    ['404', { status: 404 }, 'malformed'],
    ['403', { status: 403 }, 'denied'],
    ['429', { status: 429 }, 'rate-limited'],
    ['500', { status: 500 }, 'unreachable'],
    ['a redirect', { status: 302, headers: { location: '/good' } }, 'malformed'],
    ['a cut connection', { delivery: { kind: 'reset' } }, 'unreachable'],
    ['a body cut short', { body: BUNDLE, delivery: { kind: 'truncated', after: 10 } }, 'unreachable'],
    ['an encoded body', { headers: { 'content-encoding': 'gzip' }, body: BUNDLE }, 'malformed'],
    ['an empty body', { body: '' }, 'malformed'],
    ['a web page', { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }, 'malformed'],
    ['JSON that is no object', { body: '[]' }, 'malformed'],
    ['JSON cut short', { body: BUNDLE.slice(0, -1) }, 'malformed'],
    ['two documents', { body: `${BUNDLE}\n${BUNDLE}` }, 'malformed'],
    ['text that is not UTF-8', { body: Buffer.from('7b2261223a22ff227d', 'hex') }, 'malformed'],
    ['a snappy block of no object', { body: packSnappy('[1]') }, 'malformed'],
    ['a snappy block of nothing', { body: packSnappy('') }, 'malformed'],
    ['a snappy block cut short', { body: packSnappy(BUNDLE).subarray(0, -1) }, 'malformed'],
    ['a snappy block within another', { body: packSnappy(packSnappy(BUNDLE)) }, 'malformed'],
    ['the framed format', { body: Buffer.from('ff060000734e61507059', 'hex') }, 'malformed'],
    ['a block that states four gigabytes', { body: Buffer.from('ffffffff0f00', 'hex') }, 'too-large'],
  ])('one that meets %s is unknown and does not hide the readable one', async (_, reaction, kind) => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const storage = await storedElsewhere(world, { bad: reaction, good: { body: packSnappy(BUNDLE) } })
    const answer = await storeOf(world).bundles('acme/shop', DIGEST)
    expect(told(answer)).toEqual([kind, BUNDLE])
    expect(JSON.stringify(answer)).not.toContain('key-to-it')
    expect(storage.seen.filter(({ path }) => path === '/good')).toHaveLength(1)
  })

  test.each([
    'http://example.com/bundle',
    'https://127.0.0.1/bundle',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:127.0.0.1]/bundle',
    'https://user:password@example.com/bundle',
    'file:///etc/passwd',
    'bundle',
  ])('at %s are not fetched', async (url) => {
    const answers = await readBundles([{ bundle_url: url }, { bundle: { a: 1 } }], openDownload(false), 'here')
    expect(answers.map(toldOf)).toEqual(['host-not-allowed', '{"a":1}'])
  })

  test('on this machine are fetched only where GitHub is on this machine', async () => {
    const storage = await openRegistry({ intercept: () => ({ body: BUNDLE }) })
    const items = [{ bundle_url: `${storage.origin}/a` }]
    expect((await readBundles(items, openDownload(false), 'here')).map(toldOf)).toEqual(['host-not-allowed'])
    expect(storage.seen).toHaveLength(0)
    expect((await readBundles(items, openDownload(true), 'here')).map(toldOf)).toEqual([BUNDLE])
  })
})

test('the whole way: GitHub lists it, its storage has it packed, and the verifier finds it proved or tampered with', async () => {
  await using world = await startWorld({ 'a.yaml': '1\n' })
  const repository = world.github.repository('acme/web', { isPrivate: true })
  const text = JSON.stringify(bundleOf(bundled()))
  const reactions = new Map([['/good', { body: packSnappy(text) }]])
  const storage = await openRegistry({ intercept: ({ path }) => reactions.get(path) ?? { status: 503 } })
  const asked = async (...names: readonly string[]) => {
    repository.attestations.set(
      IMAGE,
      names.map((name) => ({ bundle_url: `${storage.origin}/${name}` })),
    )
    return ask([], { store: storeOf(world) })
  }
  expect(await asked('good')).toMatchObject({ status: 'proved' })
  expect(await asked('down', 'good')).toMatchObject({ status: 'proved' })
  expect(await asked('down')).toMatchObject({ status: 'unknown', problem: { kind: 'unreachable' } })
  reactions.set('/bad', { body: packSnappy(text.replace(/"sig":"[^"]{8}/, '"sig":"AAAAAAAA')) })
  expect(await asked('bad')).toMatchObject({ status: 'refuted' })
  expect(await asked('bad', 'down')).toMatchObject({ status: 'unknown' })
})

test.each([
  [undefined, 'host-not-allowed'],
  ['https://api.github.com', 'host-not-allowed'],
  ['https://127.0.0.1.example.com', 'host-not-allowed'],
  ['http://127.0.0.1:1', BUNDLE],
  ['http://[::1]:1', BUNDLE],
])('with GITHUB_API_URL=%s a bundle on this machine is %s', async (apiUrl, told) => {
  const storage = await openRegistry({ intercept: () => ({ body: BUNDLE }) })
  const listed = Buffer.from(JSON.stringify({ attestations: [{ bundle_url: `${storage.origin}/a` }] }))
  const api = { send: async () => found({ status: 200, headers: {}, bytes: listed }) } as never
  const budget = { signal: new AbortController().signal, left: () => 60_000, remainingMs: () => 60_000, deadline: never }
  const env = apiUrl === undefined ? {} : { GITHUB_API_URL: apiUrl }
  const store = openAttestations(api, { env, budget, clock: createHastyClock(), log: createKeptLog() })
  expect(valueIn(await store.bundles('acme/shop', DIGEST)).map(toldOf)).toEqual([told])
  expect(storage.seen).toHaveLength(told === BUNDLE ? 1 : 0)
})

describe('limits of stored bundles', () => {
  const items = (count: number): readonly Json[] =>
    Array.from({ length: count }, (_, index) => ({ bundle_url: `https://example.com/${index}` }))
  const always = (bytes: Uint8Array): Download & { readonly asked: number[] } => {
    const asked: number[] = []
    const download = async (_: string, { maxBytes }: { readonly maxBytes: number }) => {
      asked.push(maxBytes)
      return { kind: 'found', bytes } as const
    }
    return Object.assign(download, { asked, requests: () => [], close: () => undefined })
  }
  test('BUNDLES_AT_ONCE of them are under way at a time', async () => {
    let [now, most] = [0, 0]
    const download = async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setImmediate(resolve))
      now--
      return { kind: 'found', bytes: Buffer.from(BUNDLE) } as const
    }
    const answers = await readBundles(
      items(BUNDLES_AT_ONCE * 2 + 1),
      Object.assign(download, { requests: () => [], close: () => undefined }),
      'here',
    )
    expect([answers.length, most]).toEqual([BUNDLES_AT_ONCE * 2 + 1, BUNDLES_AT_ONCE])
  })

  /** A block of a JSON object that is one long run. */
  const packedObject = (length: number): Buffer => {
    const run = length - '{"a":"a"}'.length
    const copies = Array.from({ length: Math.ceil(run / 64) }, (_, index) => Math.min(64, run - index * 64))
    return blockOf(length, [
      { kind: 'literal', text: Buffer.from('{"a":"a'), bytes: 0 },
      ...copies.map((one) => ({ kind: 'copy', offset: 1, length: one, bytes: 2 }) as const),
      { kind: 'literal', text: Buffer.from('"}'), bytes: 0 },
    ])
  }

  test('MAX_ATTACHMENT_BYTES of one, unpacked; one byte more is unknown', async () => {
    const [full] = await readBundles(items(1), always(packedObject(MAX_ATTACHMENT_BYTES)), 'here')
    expect(full?.kind === 'found' && full.value.length).toBe(MAX_ATTACHMENT_BYTES)
    const [over] = await readBundles(items(1), always(packedObject(MAX_ATTACHMENT_BYTES + 1)), 'here')
    expect(over).toMatchObject({ problem: { kind: 'too-large', detail: expect.stringContaining('than 16777216') } })
  })

  test('MAX_ATTACHMENTS_BYTES of all together; what is beyond is unknown and, in the next batch, not even asked for', async () => {
    const download = always(Buffer.from(`{"a":"${' '.repeat(MAX_ATTACHMENT_BYTES - 8)}"}`))
    const fit = MAX_ATTACHMENTS_BYTES / MAX_ATTACHMENT_BYTES
    const answers = await readBundles(items(BUNDLES_AT_ONCE + 1), download, 'here')
    expect(answers.map((one) => (one.kind === 'unknown' ? one.problem.kind : one.kind))).toEqual([
      ...Array.from({ length: fit }, () => 'found'),
      ...Array.from({ length: BUNDLES_AT_ONCE + 1 - fit }, () => 'too-large'),
    ])
    expect(download.asked).toEqual(Array.from({ length: BUNDLES_AT_ONCE }, () => MAX_ATTACHMENT_BYTES))
  })
})
