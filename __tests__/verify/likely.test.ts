import { describe, expect, test } from '@jest/globals'
import type { Claim } from '../../src/model/evidence.ts'
import type { Authority } from '../../src/model/policy.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { verify } from '../../src/verify/verify.ts'
import {
  type Attachment,
  attachBundle,
  attachReferrer,
  attachTag,
  bundleOf,
  digestOf,
  signatureLayer,
  signStatementFor,
  simpleSigningPayload,
} from '../fakes/signing/attach.ts'
import { newKeys } from '../fakes/signing/certificates.ts'
import { type As, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { foreign, identity, keyed, keyless, keys, NOW, trust, world } from './asking.ts'
import { asDigest, REPOSITORY, shelf, type Trouble } from './shelf.ts'

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const strangers = newKeys()

/** An image of its own, and its manifest on the shelf. */
function image(name: string): Attachment {
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, layers: [], annotations: { name } }))
  return { digest: digestOf(manifest), manifest, mediaType: MANIFEST, blobs: [] }
}

type Sign = (digest: string) => readonly Attachment[]
const payloadFor = (digest: string): Buffer => simpleSigningPayload(digest)
const underTag =
  (as: As, in_ = world): Sign =>
  (digest) => [attachTag(digest, 'sig', [signatureLayer(signMessage(in_, as, payloadFor(digest)))])]
const asReferrer =
  (as: As): Sign =>
  (digest) => [
    attachReferrer(digest, 'application/vnd.dev.cosign.artifact.sig.v1+json', [
      signatureLayer(signMessage(world, as, payloadFor(digest))),
    ]),
  ]
const asBundle =
  (as: As, in_ = world): Sign =>
  (digest) => [attachBundle(digest, bundleOf(signStatement(in_, as, signStatementFor(digest))))]
const both =
  (...ways: readonly Sign[]): Sign =>
  (digest) =>
    ways.flatMap((way) => way(digest))

/** Every way in which an image of these worlds is signed, or not. */
const WAYS: Readonly<Record<string, Sign>> = {
  'keyless under a tag': underTag({ identity }),
  'keyless as a referrer': asReferrer({ identity }),
  'keyless as a bundle': asBundle({ identity }),
  'keyed under a tag': underTag({ keys }),
  'keyed as a bundle': asBundle({ keys }),
  'both, in two places': both(underTag({ keys }), asBundle({ identity })),
  'both, in one place': both(asReferrer({ keys }), asBundle({ identity })),
  'a stranger before, a friend elsewhere': both(underTag({ keys: strangers }), asBundle({ identity }), asReferrer({ keys })),
  'another Sigstore': asBundle({ identity }, foreign),
  strangers: both(underTag({ keys: strangers }), asBundle({ keys: strangers })),
  nobody: () => [],
  'for another image': (digest) => [
    attachTag(digest, 'sig', [signatureLayer(signMessage(world, { keys }, payloadFor(`sha256:${'0'.repeat(64)}`)))]),
  ],
}
const NAMES = Object.keys(WAYS)
const TROUBLES: readonly (readonly Trouble[])[] = [[], ['sig'], ['att'], ['referrers'], ['blob']]
const AUTHORITIES: readonly (readonly Authority[])[] = [[keyed], [keyless, keyed]]
/** Those that lead the others to each place, and to none. */
const LEADERS = [
  'keyless under a tag',
  'keyless as a bundle',
  'keyed under a tag',
  'both, in two places',
  'both, in one place',
  'nobody',
]
const made = new Map<string, readonly Attachment[]>()

interface World {
  readonly claims: readonly Claim[]
  readonly registry: Registry
  asked(): number
}

function worldOf(ways: readonly string[], authorities: readonly Authority[], trouble: readonly Trouble[]): World {
  const images = ways.map((way, at) => ({ way, at, ...image(`${at} ${way}`) }))
  const attachments = images.flatMap(({ way, at, ...one }) => {
    const known = made.get(one.digest) ?? [one, ...(WAYS[way]?.(one.digest) ?? [])]
    made.set(one.digest, known)
    return known
  })
  const inner = shelf(attachments, trouble)
  let asked = 0
  const counted =
    <T extends readonly unknown[], R>(ask: (...given: T) => R) =>
    (...given: T): R => {
      asked++
      return ask(...given)
    }
  const registry = { ...inner, manifest: counted(inner.manifest), blob: counted(inner.blob), referrers: counted(inner.referrers) }
  const claims = images.flatMap(({ digest }) =>
    authorities.map(
      (authority): Claim => ({ repository: REPOSITORY, digest: asDigest(digest), verifier: 'signature', authority }),
    ),
  )
  return { claims, registry, asked: () => asked }
}

async function statuses(world_: World, thorough: boolean): Promise<readonly string[]> {
  const { evidence } = await verify(
    { claims: world_.claims, inventory: [], thorough, now: NOW },
    { registry: world_.registry, trust },
  )
  return evidence.map((one) => `${one.status}${one.status === 'refuted' ? ` ${one.because}` : ''}`)
}

describe('looking first where claims were proved before', () => {
  const worlds = LEADERS.flatMap((leader) =>
    AUTHORITIES.flatMap((authorities) => TROUBLES.map((trouble) => ({ leader, authorities, trouble }))),
  )

  test('answers as looking everywhere does, whoever leads and whatever does not answer', async () => {
    expect(worlds.length).toBe(60)
    const seen = new Set<string>()
    for (const { leader, authorities, trouble } of worlds) {
      const ways = [leader, ...NAMES]
      const [short, whole] = await Promise.all([
        statuses(worldOf(ways, authorities, trouble), false),
        statuses(worldOf(ways, authorities, trouble), true),
      ])
      expect({ leader, trouble, short }).toEqual({ leader, trouble, short: whole })
      for (const one of whole) seen.add(one)
    }
    expect([...seen].toSorted()).toEqual(['absent', 'proved', 'refuted invalid', 'refuted untrusted', 'unknown'])
  }, 120_000)

  test.each([
    ['keyless as a bundle', keyless, 3],
    ['keyed under a tag', keyed, 2],
  ] as const)('asks less of images that are signed alike: %s', async (way, authority, each) => {
    const count = 20
    const [short, whole] = [false, true].map((thorough) => ({
      thorough,
      world_: worldOf(Array(count).fill(way), [authority], []),
    }))
    for (const one of [short, whole]) await statuses(one?.world_ as World, one?.thorough === true)
    const [less, all] = [short?.world_.asked() ?? 0, whole?.world_.asked() ?? 0]
    expect(all % count).toBe(0)
    // The first of them looks everywhere.
    expect(less).toBe(all / count + (count - 1) * each)
    expect(less).toBeLessThan(all)
  })

  test('ends although the first of them could not be looked at at all', async () => {
    const { claims, registry } = worldOf(['nobody', 'keyed under a tag'], [keyed], [])
    const broken: Registry = {
      ...registry,
      referrers: (repository, digest) => {
        if (digest === claims[0]?.digest) throw new Error('a bug')
        return registry.referrers(repository, digest)
      },
    }
    await expect(verify({ claims, inventory: [], now: NOW }, { registry: broken, trust })).rejects.toThrow('a bug')
  })
})
