import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { loadPolicy, readProposed } from '../../src/gate/policy.ts'
import { type Answer, absent, found, unknown } from '../../src/model/answer.ts'
import { MAX_EXTENDED_POLICIES } from '../../src/model/limits.ts'
import type { ReadPinned } from '../../src/ports/pinned.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const COMMIT = 'a'.repeat(40)
const PLACE = `acme/policies/base.yml@${COMMIT}`
const OWN = `version: 1\nextends: [${PLACE}]\nimages: [{match: ["**"], signedBy: {anyOf: [release]}}]\n`
const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const BASE = 'version: 1\nauthorities: {release: {key: {file: keys/a.pub}}}\nimages: [{match: [ghcr.io/**], pinned: true}]\n'

type Files = Readonly<Record<string, string | 'down' | 'denied'>>

function pinned(files: Files): ReadPinned {
  return async ({ repository, path, commit }): Promise<Answer<Uint8Array>> => {
    const text = files[`${repository}/${path}@${commit}`]
    if (text === 'down') return unknown('unreachable', path, 'connection refused')
    if (text === 'denied') return unknown('unresolved', path, 'this token may not read it')
    return text === undefined ? absent : found(new TextEncoder().encode(text))
  }
}

function load(files: Files | undefined, own = OWN): ReturnType<typeof loadPolicy> {
  const trusted = async (path: string) =>
    path === 'p.yml' ? found({ bytes: new TextEncoder().encode(own), commit: 'c' }) : absent
  const origin = { path: 'p.yml', repository: 'acme/web', remote: false, now: NOW }
  return loadPolicy({ trusted }, files === undefined ? origin : { ...origin, pinned: pinned(files) })
}

const WHOLE: Files = { [PLACE]: BASE, [`acme/policies/keys/a.pub@${COMMIT}`]: KEY }

describe('a policy that extends another one', () => {
  test('is read together with it, and with the files that it names at its commit', async () => {
    const loaded = await load(WHOLE)
    const policy = loaded.kind === 'found' ? loaded.value.policy : undefined
    expect(policy?.images.map(({ match }) => match)).toEqual([['ghcr.io/**'], ['**']])
    expect(policy?.authorities).toEqual([expect.objectContaining({ name: 'release', pem: KEY })])
  })

  test.each<[string, Files | undefined, string]>([
    ['that is not there', {}, 'acme/policies has no file base.yml at aaaa'],
    ['that the token may not read', { [PLACE]: 'denied' }, 'this token may not read it'],
    ['that nothing here can read', undefined, 'nothing here reads other repositories'],
    ['that has a mistake', { [PLACE]: 'version: 1\nmod: warn\n' }, 'unknown key "mod"'],
    ['whose key is not there', { [PLACE]: BASE }, 'there is no file "keys/a.pub"'],
    ['that extends a third', { [PLACE]: OWN }, '"extends" cannot stand in a policy that others extend'],
    ['that is no text', { [PLACE]: '\u0000: [' }, ''],
  ])('is misconfigured for one %s', async (_, files, said) => {
    await expect(load(files)).rejects.toThrow(said)
  })

  test('names the file of a mistake in it', async () => {
    await expect(load({ [PLACE]: 'version: 1\nmod: warn\n' })).rejects.toMatchObject({
      position: { file: `acme/policies/base.yml@${COMMIT.slice(0, 12)}`, line: 2 },
    })
  })

  test.each<[string, Files]>([
    ['it', { [PLACE]: 'down' }],
    ['a file that it names', { ...WHOLE, [`acme/policies/keys/a.pub@${COMMIT}`]: 'down' }],
  ])('is unknown where %s cannot be asked for: the run is unverified', async (_, files) => {
    expect((await load(files)).kind).toBe('unknown')
  })

  test('extends no more than a few', async () => {
    const many = (count: number): string =>
      `version: 1\nextends:\n${Array.from({ length: count }, (_, at) => `  - acme/p${at}/base.yml@${COMMIT}\n`).join('')}`
    const files = Object.fromEntries(
      Array.from({ length: MAX_EXTENDED_POLICIES + 1 }, (_, at) => [`acme/p${at}/base.yml@${COMMIT}`, 'version: 1\n']),
    )
    expect((await load(files, many(MAX_EXTENDED_POLICIES))).kind).toBe('found')
    await expect(load(files, many(MAX_EXTENDED_POLICIES + 1))).rejects.toThrow(`at most ${MAX_EXTENDED_POLICIES} others`)
  })
})

describe('a change that proposes what a policy extends', () => {
  const asked: string[] = []
  const watched: ReadPinned = (place) => {
    asked.push(`${place.repository}/${place.path}`)
    return pinned({ ...WHOLE, [`acme/policies/base.yml@${'b'.repeat(40)}`]: 'version: 1\nmode: warn\n' })(place)
  }
  const present = {
    kind: 'file' as const,
    digest: '',
    extends: [{ repository: 'acme/policies', path: 'base.yml', commit: COMMIT, digest: '' }],
  }
  const propose = (text: string) =>
    readProposed('p.yml', new TextEncoder().encode(text), { read: async () => undefined, now: NOW, present, pinned: watched })

  test('is read at another commit of the same file', async () => {
    const proposed = await propose(`version: 1\nextends: [acme/policies/base.yml@${'b'.repeat(40)}]\n`)
    expect('policy' in proposed ? proposed.policy.mode : proposed).toBe('warn')
  })

  test('has no other file read with the token for policies', async () => {
    asked.length = 0
    expect(await propose(`version: 1\nextends: [acme/secrets/base.yml@${COMMIT}]\n`)).toEqual({
      unread: [`acme/secrets/base.yml@${COMMIT.slice(0, 12)}`],
    })
    expect(asked).toEqual([])
  })
})
