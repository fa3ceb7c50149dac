import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createDownload, type Download } from '../../../src/adapters/download.ts'
import { createRenewal, renewTrustedRoot } from '../../../src/adapters/trust/renew.ts'
import { builtInRepositories, type TufRepository } from '../../../src/adapters/trust/repositories.ts'
import { found } from '../../../src/model/answer.ts'
import { MAX_TUF_FILE_BYTES } from '../../../src/model/limits.ts'
import type { FakeRegistry } from '../../fakes/registry.ts'
import { createHastyClock, createKeptLog } from '../../fakes/registry-client.ts'
import type { Reaction } from '../../fakes/registry-reaction.ts'
import { newTufKey, type Publication, publishTuf, type TufFiles, tufRoot } from '../../fakes/tuf-repository.ts'
import { closeAll, openRegistry } from '../registry/world.ts'

const offline = [newTufKey(), newTufKey(), newTufKey()]
const online = newTufKey()
const strangers = [newTufKey(), newTufKey()]
const ROOT = '{"mediaType":"new"}'
const PAST = '2020-01-01T00:00:00Z'
const first = tufRoot({ version: 1, offline, online, threshold: 2 })

const downloads: Download[] = []
afterEach(async () => {
  for (const download of downloads.splice(0)) download.close()
  await closeAll()
})

function published(plan: Partial<Publication> = {}): TufFiles {
  return publishTuf({ trustedRoot: ROOT, online, offline, ...plan })
}

/** What this release would make of a repository with these files, over HTTP. */
async function renew(files: TufFiles, instead: Readonly<Record<string, Reaction>> = {}) {
  const server = await openRegistry({
    intercept: ({ path }) => instead[path] ?? (files.has(path) ? { body: files.get(path) ?? '' } : { status: 404 }),
  })
  const answer = await renewTrustedRoot(repositoryAt(server), open())
  return { answer, server }
}

function repositoryAt(server: FakeRegistry, root: Uint8Array = first): TufRepository {
  return { url: server.origin, root, trustedRoot: '{}', asOf: '2026-01-01' }
}

function open(): Download {
  const always = { budget: { left: () => Number.POSITIVE_INFINITY }, clock: createHastyClock(), log: createKeptLog() }
  const download = createDownload({ environment: {}, ...always, loopback: true })
  downloads.push(download)
  return download
}

const refused = (detail: string) => ({ kind: 'unknown', problem: { kind: 'malformed', detail: expect.stringContaining(detail) } })

describe('a trust root renewed over TUF', () => {
  test('is what the repository hands out, with five requests that carry no credential (T50)', async () => {
    const { answer, server } = await renew(published())
    expect(answer).toEqual(found(ROOT))
    expect(server.seen.map(({ path }) => path.replace(/[0-9a-f]{64}/, 'HASH'))).toEqual([
      '/2.root.json',
      '/timestamp.json',
      '/1.snapshot.json',
      '/1.targets.json',
      '/targets/HASH.trusted_root.json',
    ])
    const names = new Set(server.seen.flatMap(({ headers }) => Object.keys(headers)))
    expect([...names].sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
  })

  test('follows root metadata from version to version, to keys that the first one never named', async () => {
    const files = published({ offline: strangers, online })
    files.set('/2.root.json', tufRoot({ version: 2, offline: strangers, online, signedBy: [...offline, ...strangers] }))
    files.set('/3.root.json', tufRoot({ version: 3, offline: strangers, online }))
    expect((await renew(files)).answer).toEqual(found(ROOT))
  })

  test('begins at root metadata that has expired, as a release of last year must', async () => {
    const server = await openRegistry({
      intercept: ({ path }) => ({ body: published().get(path) ?? '', status: published().has(path) ? 200 : 404 }),
    })
    const old = tufRoot({ version: 1, offline, online, threshold: 2, expires: PAST })
    const files = published()
    files.set('/2.root.json', tufRoot({ version: 2, offline, online, threshold: 2 }))
    const again = await openRegistry({
      intercept: ({ path }) => (files.has(path) ? { body: files.get(path) ?? '' } : { status: 404 }),
    })
    expect(await renewTrustedRoot(repositoryAt(again, old), open())).toEqual(found(ROOT))
    expect(await renewTrustedRoot(repositoryAt(server, old), open())).toMatchObject(refused('expired'))
  })

  test('leaves nothing on the disk', async () => {
    await renew(published())
    await renew(published({ timestampExpires: PAST }))
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('preadmit-tuf-'))).toEqual([])
  })

  test('is not said to be unbelievable where this machine has no room for its files', async () => {
    const full = async (): Promise<never> => {
      throw Object.assign(new Error('no space left on device'), { syscall: 'write', code: 'ENOSPC' })
    }
    const download = Object.assign(full, { requests: () => [], close: () => undefined })
    expect(await renewTrustedRoot({ ...repositoryAt(await openRegistry({})), root: first }, download)).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'unreachable', detail: 'this machine keeps no files for it (write: ENOSPC)' },
    })
  })
})

describe('what a TUF repository hands out is not believed', () => {
  const rootBy = (version: number, signedBy: readonly ReturnType<typeof newTufKey>[], plan: object = {}) =>
    tufRoot({ version, offline: strangers, online, signedBy, ...plan })

  test.each<[string, Partial<Publication>, string]>([
    ['with an expired timestamp', { timestampExpires: PAST }, 'expired'],
    ['with an expired snapshot', { snapshotExpires: PAST }, 'expired'],
    ['with expired targets', { targetsExpires: PAST }, 'expired'],
    ['when the online key is another one', { online: newTufKey() }, 'signed'],
    ['when others signed the targets', { targetsSignedBy: strangers }, 'signed'],
    ['when too few signed the targets', { targetsSignedBy: offline.slice(0, 1) }, 'signed'],
    [
      'when one key signed the targets twice',
      { targetsSignedBy: [offline[0] ?? online, offline[0] ?? online] },
      'multiple signatures',
    ],
  ])('%s', async (_, plan, why) => {
    expect((await renew(published(plan))).answer).toMatchObject(refused(why))
  })

  test.each<[string, Uint8Array, string]>([
    ['that nobody whom we know signed', rootBy(2, strangers), 'signed'],
    ['that too few of those whom we know signed', rootBy(2, [...offline.slice(0, 1), ...strangers]), 'signed'],
    ['that its own keys did not sign', rootBy(2, offline), 'signed'],
    ['of another version than its name', rootBy(3, [...offline, ...strangers]), 'version'],
    ['with a threshold of none', rootBy(2, [...offline, ...strangers], { threshold: 0 }), ''],
    ['that is no JSON', Buffer.from('{'), ''],
    ['that is something else', Buffer.from('{"signatures":[],"signed":{"_type":"targets"}}'), ''],
    ['that is null', Buffer.from('null'), ''],
    ['with a very long name', Buffer.from(`{"signatures":[],"signed":{"_type":"${'x'.repeat(200_000)}"}}`), 'xxx'],
  ])('a next root %s', async (_, root, why) => {
    const files = published()
    files.set('/2.root.json', root)
    const { answer } = await renew(files)
    expect(answer).toMatchObject(refused(why))
    expect(JSON.stringify(answer).length).toBeLessThan(1_000)
  })

  test('another file than the signed one, of the same length', async () => {
    const files = published()
    const [target = ''] = [...files.keys()].filter((path) => path.startsWith('/targets/'))
    files.set(target, Buffer.from(ROOT.replace('new', 'bad')))
    expect((await renew(files)).answer).toMatchObject(refused(''))
  })

  test('a snapshot that the timestamp does not name', async () => {
    const files = published()
    for (const [path, bytes] of published({ targetsExpires: '2098-01-01T00:00:00Z', version: 1 }))
      if (path.includes('snapshot')) files.set(path, Buffer.concat([bytes, Buffer.from(' ')]))
    expect((await renew(files)).answer).toMatchObject({ kind: 'unknown' })
  })

  test('targets that do not name the file', async () => {
    const { answer } = await renew(published({ targetName: '../trusted_root.json' }))
    expect(answer).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'unresolved', detail: expect.stringContaining('trusted_root.json') },
    })
  })
})

describe('a TUF repository that does not answer', () => {
  test.each<[string, string, Reaction, object]>([
    [
      'the timestamp is not there',
      '/timestamp.json',
      { status: 404 },
      { kind: 'unreachable', detail: expect.stringContaining('404') },
    ],
    [
      'the snapshot is an error',
      '/1.snapshot.json',
      { status: 500 },
      { kind: 'unreachable', detail: expect.stringContaining('500') },
    ],
    ['the next root is an error', '/2.root.json', { status: 503 }, { kind: 'unreachable' }],
    ['too often asked', '/timestamp.json', { status: 429 }, { kind: 'rate-limited' }],
    ['a redirect', '/timestamp.json', { status: 302, headers: { location: 'https://example.com' } }, { kind: 'unreachable' }],
    ['cut short', '/timestamp.json', { body: 'x'.repeat(50), delivery: { kind: 'truncated', after: 5 } }, {}],
  ])('%s', async (_, path, reaction, problem) => {
    const { answer } = await renew(published(), { [path]: reaction })
    expect(answer).toMatchObject({ kind: 'unknown', problem })
  })

  test('a next root that is forbidden is a root that is not there, as for other TUF clients', async () => {
    const { answer } = await renew(published(), { '/2.root.json': { status: 403 } })
    expect(answer).toEqual(found(ROOT))
  })

  test('a file may be as large as MAX_TUF_FILE_BYTES; one byte more is too large', async () => {
    const full = `{"mediaType":"${'x'.repeat(MAX_TUF_FILE_BYTES - 16)}"}`
    expect(full).toHaveLength(MAX_TUF_FILE_BYTES)
    expect((await renew(published({ trustedRoot: full }))).answer).toEqual(found(full))
    const { answer } = await renew(published({ trustedRoot: `${full} ` }))
    expect(answer).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'too-large', detail: expect.stringContaining(String(MAX_TUF_FILE_BYTES)) },
    })
  })

  test('the repositories that are built in are only ever reached over HTTPS by their own names', async () => {
    for (const { url } of builtInRepositories.values()) expect(url).toMatch(/^https:\/\/[a-z-]+(\.[a-z]+)+$/)
    const renewal = createRenewal({
      environment: {},
      budget: { signal: AbortSignal.abort(), left: () => 0 },
      clock: createHastyClock(),
      log: createKeptLog(),
    })
    for (const repository of builtInRepositories.values())
      expect(await renewal(repository)).toMatchObject({ kind: 'unknown', problem: { kind: 'timeout' } })
    expect(renewal.requests().map(({ host }) => host)).toEqual(['tuf-repo-cdn.sigstore.dev', 'tuf-repo.github.com'])
  })
})
