import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { RegistryClient } from '../../../src/adapters/registry/registry.ts'
import type { Digest, Repository } from '../../../src/model/image-name.ts'

/** What a registry under test holds. */
export interface Seeded {
  readonly connect: () => RegistryClient
  readonly repository: Repository
  readonly tag: string
  readonly digest: Digest
  readonly close: () => Promise<void>
}

/** What every registry must give to this client, whoever wrote it. */
export function registryContract(start: () => Promise<Seeded>): void {
  let seeded: Seeded
  let client: RegistryClient
  beforeAll(async () => {
    seeded = await start()
  })
  beforeEach(() => {
    client = seeded.connect()
  })
  afterEach(() => client.close())
  afterAll(() => seeded.close())

  test('a tag and its digest give the same manifest, whose bytes hash to the digest', async () => {
    const { repository, tag, digest } = seeded
    const byTag = await client.manifest(repository, { tag })
    const byDigest = await client.manifest(repository, { digest })
    expect(byTag).toMatchObject({ kind: 'found', value: { digest } })
    expect(byDigest).toEqual(byTag)
    const bytes = byTag.kind === 'found' ? byTag.value.bytes : new Uint8Array()
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest)
  })

  test('the digest of a tag is found', async () => {
    expect(await client.tagDigest(seeded.repository, seeded.tag)).toEqual({ kind: 'found', value: seeded.digest })
  })

  test('the config blob is found and hashes to its descriptor', async () => {
    const { repository, digest } = seeded
    const raw = await client.manifest(repository, { digest })
    const config = JSON.parse(new TextDecoder().decode(raw.kind === 'found' ? raw.value.bytes : undefined)).config
    const blob = await client.blob(repository, config.digest, 100_000)
    expect(blob.kind === 'found' && blob.value.length).toBe(config.size)
  })

  test('a tag, a digest and a repository that are not there are absent', async () => {
    const { repository } = seeded
    const other = `sha256:${'12'.repeat(32)}` as Digest
    expect(await client.manifest(repository, { tag: 'no-such-tag' })).toEqual({ kind: 'absent' })
    expect(await client.tagDigest(repository, 'no-such-tag')).toEqual({ kind: 'absent' })
    expect(await client.manifest(repository, { digest: other })).toEqual({ kind: 'absent' })
    expect(await client.blob(repository, other, 1000)).toEqual({ kind: 'absent' })
  })

  test('an image that nothing refers to has no referrers', async () => {
    expect(await client.referrers(seeded.repository, seeded.digest)).toEqual({ kind: 'absent' })
  })
}
