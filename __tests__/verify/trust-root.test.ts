import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { spkiOf } from '../fakes/signing/certificates.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { ask, bundled, foreign, identity, referred, sig, tagged, world } from './asking.ts'

type Window = { start?: string; end?: string }
type Log = { baseUrl: string; publicKey: { rawBytes: string; validFor?: Window }; logId: { keyId: string } }
type Authority = { certChain: { certificates: { rawBytes: string }[] }; validFor?: Window }
type Root = {
  mediaType: string
  tlogs: Log[]
  ctlogs: Log[]
  certificateAuthorities: Authority[]
  timestampAuthorities: Authority[]
}

/** The answer about a good signature when the trust root was changed. */
function under(change: (root: Root) => void, signed = sig(tagged())) {
  const root = JSON.parse(trustedRoot(world)) as Root
  change(root)
  return ask([signed], { roots: { acme: JSON.stringify(root) } })
}

const refusedWhole = { status: 'unknown', problem: { kind: 'malformed', about: 'trust root "acme"' } }
const windows: readonly (readonly [string, (root: Root) => { validFor?: Window } | undefined])[] = [
  ['a log', (root) => root.tlogs[0]?.publicKey],
  ['a log of certificates', (root) => root.ctlogs[0]?.publicKey],
  ['a certificate authority', (root) => root.certificateAuthorities[0]],
  ['a timestamp authority', (root) => root.timestampAuthorities[0]],
]

describe('a trust root', () => {
  test('as it was made vouches', async () => {
    expect(await under(() => undefined)).toMatchObject({ status: 'proved' })
  })
  test.each(windows)('in which %s has no beginning, or ends before it begins, is refused whole', async (_, holderIn) => {
    const changed = (validFor: Window | undefined) =>
      under((root) => {
        const holder = holderIn(root)
        if (validFor === undefined) delete holder?.validFor
        else if (holder !== undefined) holder.validFor = validFor
      })
    expect(await changed(undefined)).toMatchObject(refusedWhole)
    expect(await changed({})).toMatchObject(refusedWhole)
    expect(await changed({ end: '2030-01-01T00:00:00Z' })).toMatchObject(refusedWhole)
    expect(await changed({ start: '2026-01-01' })).toMatchObject(refusedWhole)
    expect(await changed({ start: '2026-01-01T00:00:00Z', end: '2025-01-01T00:00:00Z' })).toMatchObject(refusedWhole)
    expect(await changed({ start: '2026-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z' })).toMatchObject({ status: 'proved' })
  })
  test('of another type, or with a certificate or a key that is none, is refused whole', async () => {
    const mistakes: readonly ((root: Root) => void)[] = [
      (root) => {
        root.mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json'
      },
      (root) => root.certificateAuthorities[0]?.certChain.certificates.push({ rawBytes: 'AAAA' }),
      (root) => root.certificateAuthorities[0]?.certChain.certificates.splice(0),
      (root) => Object.assign(root.tlogs[0]?.publicKey ?? {}, { rawBytes: 'AAAA' }),
    ]
    for (const mistake of mistakes) expect(await under(mistake)).toMatchObject(refusedWhole)
  })
  test('is read without a log whose kind of key is not known: that one vouches for nothing', async () => {
    const strange = spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey).toString('base64')
    const withStrange = (root: Root) => {
      const [log] = root.tlogs
      if (log === undefined) throw new Error('the fakes are broken')
      root.tlogs.push({
        ...log,
        logId: { keyId: foreign.rekor.id.toString('base64') },
        publicKey: { ...log.publicKey, rawBytes: strange },
      })
    }
    expect(await under(withStrange)).toMatchObject({ status: 'proved' })
    expect(await under(withStrange, sig({ ...tagged(), entries: [] }))).toMatchObject({ status: 'refuted' })
  })
  test('may know a log by another address than the name under which it signs', async () => {
    const moved = (root: Root) =>
      root.tlogs.forEach((log, at) => {
        log.baseUrl = `https://logs.acme.test/${at}`
      })
    expect(await under(moved, referred(bundled()))).toMatchObject({
      status: 'proved',
      facts: { log: 'https://logs.acme.test/0' },
    })
    expect(await under(moved, referred(bundled({ identity }, { log: 'rekor2' })))).toMatchObject({ status: 'proved' })
  })
})
