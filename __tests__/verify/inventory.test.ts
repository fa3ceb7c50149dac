import { describe, expect, test } from '@jest/globals'
import { absent, found } from '../../src/model/answer.ts'
import { MAX_CANDIDATES } from '../../src/model/limits.ts'
import type { Authority } from '../../src/model/policy.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { verify } from '../../src/verify/verify.ts'
import { attachReferrer, attachTag, digestOf } from '../fakes/signing/attach.ts'
import { attachNotation, signJws } from '../fakes/signing/notation.ts'
import { signMessage } from '../fakes/signing/sign.ts'
import {
  ask,
  att,
  attested,
  bundled,
  foreign,
  identity,
  keyed,
  keyless,
  keys,
  NOW,
  PROVENANCE,
  referred,
  sig,
  tagged,
  trust,
} from './asking.ts'
import { authority, signing } from './notation/notary.ts'
import { asDigest, DIGEST, REPOSITORY, shelf } from './shelf.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'

const platform = `sha256:${'7'.repeat(64)}`

/** An index with that many inline statements, and an attached SBOM. */
function withStatements(count: number): Registry {
  const holder = {
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: platform, size: 2 },
    layers: Array.from({ length: count }, () => ({
      mediaType: 'application/vnd.in-toto+json',
      digest: platform,
      size: 9,
      annotations: { 'in-toto.io/predicate-type': PROVENANCE },
    })),
  }
  const holderBytes = Buffer.from(JSON.stringify(holder))
  const child = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf(holderBytes),
    size: holderBytes.length,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': platform },
  }
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [child] }))
  const base = shelf([attachTag(DIGEST, 'sbom', [{ mediaType: 'text/spdx', bytes: Buffer.from('SPDX') }])])
  return {
    ...base,
    manifest: async (repository, selector) => {
      if ('tag' in selector) return base.manifest(repository, selector)
      if (selector.digest === DIGEST)
        return found({ digest: DIGEST, mediaType: 'application/vnd.oci.image.index.v1+json', bytes: index })
      if (selector.digest === child.digest)
        return found({ digest: asDigest(child.digest), mediaType: child.mediaType, bytes: holderBytes })
      return absent
    },
  }
}

async function list(registry: Registry, authorities: readonly Authority[] = [keyless]) {
  const subject = { repository: REPOSITORY, digest: DIGEST }
  const claims = authorities.map((authority) => ({ verifier: 'signature', ...subject, authority }) as const)
  const { inventories } = await verify({ claims, inventory: [subject], now: NOW }, { registry, trust })
  return inventories[0] ?? { observations: [], problems: [] }
}

describe('the inventory of a manifest', () => {
  test('lists everything with its format and what it proves, whoever made it', async () => {
    const theirs = signMessage(foreign, { identity }, tagged().payload)
    const damaged = { ...tagged(), signature: Buffer.from('x') }
    const { observations } = await list(
      shelf([sig(tagged(), theirs, damaged, tagged({ keys })), referred(bundled()), att(attested())]),
    )
    expect(observations.map(({ format, kind, status }) => [format, kind, status])).toEqual([
      ['cosign-simple-signing', 'signature', 'valid'],
      ['cosign-simple-signing', 'signature', 'unchecked'],
      ['cosign-simple-signing', 'signature', 'invalid'],
      ['cosign-simple-signing', 'signature', 'unchecked'],
      ['dsse', 'attestation', 'valid'],
      ['sigstore-bundle', 'signature', 'valid'],
    ])
    expect(observations[4]?.facts).toMatchObject({
      predicateType: PROVENANCE,
      claims: expect.arrayContaining([['builder', 'https://github.com/actions/runner/github-hosted']]),
    })
  })
  test('checks keyed signatures with the keys of the claims about the same manifest', async () => {
    const { observations } = await list(shelf([sig(tagged({ keys }))]), [keyed])
    expect(observations).toMatchObject([{ status: 'valid', facts: { signer: expect.stringMatching(/^sha256:/) } }])
  })
  test('names Notary Project signatures and unknown formats as unsupported', async () => {
    const layers = ['application/jose+json', 'application/x-unknown'].map((mediaType) => ({
      mediaType,
      bytes: Buffer.from('{}'),
    }))
    const { observations } = await list(shelf([attachTag(DIGEST, 'sig', layers)]))
    expect(observations.map(({ format, status }) => [format, status])).toEqual([
      ['notation', 'unsupported'],
      ['application/x-unknown', 'unsupported'],
    ])
  })
  test('names documents that refer to the image as unsigned, and fetches none of them', async () => {
    const types = [
      'application/spdx+json',
      'application/vnd.cyclonedx+json',
      'application/sarif+json',
      'application/vnd.openvex+json',
    ]
    const documents = types.map((type) => attachReferrer(DIGEST, type, [{ mediaType: type, bytes: Buffer.from('{}') }]))
    const { observations, problems } = await list(shelf(documents, ['blob']))
    expect(observations.map(({ format, status }) => [format, status])).toEqual(types.map((type) => [type, 'unsigned']))
    expect(problems).toEqual([])
    expect(await ask(documents, { attestation: { type: 'sbom', where: {} }, trouble: ['blob'] })).toMatchObject({
      status: 'absent',
      nearest: { got: expect.stringContaining('that nobody signed') },
    })
  })
  test('names an index that refers to the image, in which nothing can be signed', async () => {
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: INDEX,
        manifests: [],
        subject: { mediaType: INDEX, digest: DIGEST, size: 1 },
      }),
    )
    const attachment = { manifest, mediaType: INDEX, digest: digestOf(manifest), blobs: [], subject: DIGEST }
    expect(await list(shelf([attachment]))).toMatchObject({
      observations: [{ format: INDEX, status: 'unsupported' }],
      problems: [],
    })
    expect(await ask([attachment])).toMatchObject({ status: 'absent' })
    expect(await ask([attachment, sig(tagged())])).toMatchObject({ status: 'proved' })
  })
  test('says of a Notary Project signature who says to have made it, and why that is no proof yet', async () => {
    const envelope = signJws(signing())
    const made =
      'made by CN=release,O=acme,ST=WA,C=US (issuer CN=signing,O=acme,ST=WA,C=US), by its own word at 2026-03-01T12:00:00.000Z'
    const seen = async (envelopes: readonly object[], authorities: Parameters<typeof list>[1] = []) =>
      (await list(shelf(envelopes.map((one) => attachNotation(DIGEST, one))), authorities)).observations
    expect(await seen([envelope])).toMatchObject([
      {
        digest: DIGEST,
        kind: 'signature',
        format: 'notation',
        status: 'unchecked',
        reason: `${made}; the policy has no notation authority for it`,
        where: expect.stringMatching(/^referrer sha256:/),
      },
    ])
    expect(await seen([envelope], [authority])).toMatchObject([
      { status: 'valid', facts: { signer: 'CN=release,O=acme,ST=WA,C=US' } },
    ])
    const other = { ...authority, identities: ['C=US, ST=WA, O=other'] }
    expect(await seen([envelope], [other, keyless])).toMatchObject([
      { status: 'unchecked', reason: expect.stringMatching(/^made by .*none of the identities/) },
    ])
    expect(await seen([{ ...envelope, signature: 'AAAA' }])).toMatchObject([
      { kind: 'signature', status: 'invalid', reason: expect.stringContaining('does not verify') },
    ])
    expect(await seen([{}])).toMatchObject([{ kind: 'signature', status: 'invalid' }])
  })
  test('asks for no trust root of Sigstore where only Notary Project signatures are found', async () => {
    const asked = async (attachments: Parameters<typeof shelf>[0]) => {
      const names: string[] = []
      const root = async (name: string) => {
        names.push(name)
        return absent
      }
      const subject = { repository: REPOSITORY, digest: DIGEST }
      await verify(
        { claims: [], inventory: [subject], now: NOW },
        { registry: shelf(attachments), trust: { root, requests: () => [] } },
      )
      return names
    }
    const envelope = attachNotation(DIGEST, signJws(signing()))
    expect(await asked([envelope])).toEqual([])
    expect(await asked([envelope, sig(tagged())])).toEqual(['public-good', 'github'])
  })
  test('says where each thing was found, who a stranger says to be, and what stands where something else should', async () => {
    const theirs = signMessage(foreign, { identity }, tagged().payload)
    const other = tagged({ identity }, {}, `sha256:${'1'.repeat(64)}`)
    const { observations } = await list(shelf([sig(theirs, other), referred(bundled())]))
    const tag = `tag ${DIGEST.replace(':', '-')}.sig`
    expect(observations).toMatchObject([
      {
        status: 'unchecked',
        where: tag,
        reason: expect.stringMatching(
          /^made by https:\/\/github\.com\/acme\/web\/\S+ \(issuer \S+\), by its own word; .*: log [0-9a-f]{64}$/,
        ),
      },
      { status: 'invalid', where: tag, reason: `it is about another image: sha256:${'1'.repeat(64)}` },
      { status: 'valid', where: expect.stringMatching(/^referrer sha256:/) },
    ])
  })
  test('keeps what could not be looked at', async () => {
    expect(await list(shelf([], ['referrers']))).toMatchObject({ observations: [], problems: [{ kind: 'unreachable' }] })
  })
  test("shows BuildKit's inline statements and attached SBOMs as unsigned", async () => {
    const { observations } = await list(withStatements(1))
    expect(observations).toMatchObject([
      { digest: platform, format: 'buildkit', status: 'unsigned', reason: expect.stringContaining(PROVENANCE) },
      { digest: DIGEST, format: 'cosign-sbom', status: 'unsigned' },
    ])
  })
  test('lists MAX_CANDIDATES inline statements, and says that there are more', async () => {
    const full = await list(withStatements(MAX_CANDIDATES))
    expect([full.observations.length, full.problems]).toEqual([MAX_CANDIDATES + 1, []])
    const more = await list(withStatements(MAX_CANDIDATES + 1))
    expect(more.observations).toHaveLength(MAX_CANDIDATES + 1)
    expect(more.problems).toMatchObject([{ kind: 'too-many', detail: expect.stringContaining('than the 100 that') }])
  })
})
