import { describe, expect, test } from '@jest/globals'
import type { Problem } from '../../src/model/answer.ts'
import type { Trust } from '../../src/ports/trust.ts'
import { verify } from '../../src/verify/verify.ts'
import { newKeys } from '../fakes/signing/certificates.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { ask, bundled, foreign, github, identity, keyed, keyless, keys, referred, sig, tagged, world } from './asking.ts'
import { DIGEST, REPOSITORY, shelf, trustOf } from './shelf.ts'

const stale: Problem = { kind: 'unreachable', about: 'trust root "acme"', detail: 'it could not be renewed (ENOTFOUND)' }
const NOW = new Date('2026-06-02T00:00:00Z')

/** The root of the tests' Sigstore in which one list is that of another Sigstore. */
function knowingOthers(list: 'tlogs' | 'ctlogs' | 'certificateAuthorities' | 'timestampAuthorities'): string {
  return JSON.stringify({ ...JSON.parse(trustedRoot(world)), [list]: JSON.parse(trustedRoot(foreign))[list] })
}

describe('a trust root that could not be renewed', () => {
  test('proves what it can prove', async () => {
    expect(await ask([sig(tagged())], { stale })).toMatchObject({ status: 'proved' })
    expect(await ask([referred(bundled())], { stale })).toMatchObject({ status: 'proved' })
  })

  test.each([
    ['tlogs', 'log-unknown'],
    ['ctlogs', 'sct-missing'],
    ['certificateAuthorities', 'certificate-authority-unknown'],
    ['timestampAuthorities', 'timestamp-authority-unknown'],
  ] as const)('leaves the answer open where its %s do not know who vouches; a renewed one refuses', async (list, reason) => {
    const roots = { acme: knowingOthers(list) }
    const signed = tagged({ identity }, { stamped: true })
    expect(await ask([sig(signed)], { roots, stale })).toMatchObject({ status: 'unknown', problem: stale })
    expect(await ask([sig(signed)], { roots })).toMatchObject({ status: 'refuted', reason: expect.stringContaining(reason) })
  })

  test('still refuses what no root can make good: another identity, another digest, a broken signature, no log entry', async () => {
    const stranger = { ...identity, uri: `${identity.uri}x` }
    expect(await ask([sig(tagged({ identity: stranger }))], { stale })).toMatchObject({ status: 'refuted', because: 'untrusted' })
    expect(await ask([sig(tagged({ identity }, {}, `sha256:${'1'.repeat(64)}`))], { stale })).toMatchObject({ status: 'refuted' })
    const broken = tagged()
    const signature = Buffer.from(broken.signature)
    signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
    expect(await ask([sig({ ...broken, signature })], { stale })).toMatchObject({ status: 'refuted', because: 'invalid' })
    const unlogged = tagged({ identity }, { log: 'none' })
    expect(await ask([sig(unlogged)], { stale })).toMatchObject({ status: 'refuted', because: 'invalid' })
  })

  test('is no excuse for what another key signed, for keys and for certificates', async () => {
    const theirs = { keys: newKeys() }
    const refused = { status: 'refuted', because: 'untrusted', reason: expect.stringContaining('key-mismatch') }
    for (const authority of [keyed, keyless])
      expect(await ask([sig(tagged(theirs))], { stale, authority })).toMatchObject(refused)
    expect(await ask([sig(tagged())], { stale, authority: keyed })).toMatchObject(refused)
    const missing = { ...keyed, trustRoots: ['acme', 'gone'] }
    expect(await ask([sig(tagged(theirs))], { authority: missing })).toMatchObject(refused)
    expect(await ask([sig(tagged({ keys }))], { authority: missing })).toMatchObject({ status: 'proved' })
  })

  test('says nothing where nothing was found', async () => {
    expect(await ask([], { stale })).toMatchObject({ status: 'absent' })
    expect(await ask([], { stale, authority: github })).toMatchObject({ status: 'absent' })
  })
})

test('no built-in trust root is asked for in order to list a manifest that has nothing', async () => {
  const asked: string[] = []
  const { root } = trustOf({})
  const trust: Trust = {
    requests: () => [],
    root(name) {
      asked.push(name)
      return root(name)
    },
  }
  const inventory = [{ repository: REPOSITORY, digest: DIGEST }]
  await verify({ claims: [], inventory, now: NOW }, { registry: shelf([]), trust })
  expect(asked).toEqual([])
  await verify({ claims: [], inventory, now: NOW }, { registry: shelf([sig(tagged())]), trust })
  expect(asked).toEqual(['public-good', 'github'])
  asked.length = 0
  const authority = { ...keyless, trustRoots: ['acme'] }
  const claims = [{ repository: REPOSITORY, digest: DIGEST, authority, verifier: 'signature' }] as const
  await verify({ claims, inventory: [], now: NOW }, { registry: shelf([]), trust })
  expect(asked).toEqual(['acme'])
})
