import { describe, expect, test } from '@jest/globals'
import type { Evidence } from '../../src/model/evidence.ts'
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_BYTES, MAX_CANDIDATES } from '../../src/model/limits.ts'
import type { AttestationDemand, Authority } from '../../src/model/policy.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { verify } from '../../src/verify/verify.ts'
import {
  type Attachment,
  attachTag,
  digestOf,
  signatureLayer,
  simpleSigningPayload,
  statementFor,
} from '../fakes/signing/attach.ts'
import { type SigningOptions, signMessage } from '../fakes/signing/sign.ts'
import { identity, keyless, NOW, PROVENANCE, provenance, trust, world } from './asking.ts'
import { asDigest, REPOSITORY, shelf, type Trouble } from './shelf.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const IN_TOTO = 'application/vnd.in-toto+json'
const AMD64 = `sha256:${'a'.repeat(64)}`
const ARM64 = `sha256:${'b'.repeat(64)}`
const demand: AttestationDemand = { type: 'slsa-provenance', where: { source: 'https://github.com/acme/web' }, inline: true }

type Child = Record<string, unknown> & { readonly digest: string }

/** A manifest with BuildKit's statement about an image, and how the index lists it. */
function holderOf(about: string, statement: unknown = statementFor(about, PROVENANCE, provenance), type: string = PROVENANCE) {
  const bytes = Buffer.from(typeof statement === 'string' ? statement : JSON.stringify(statement))
  const layer = {
    mediaType: IN_TOTO,
    digest: digestOf(bytes),
    size: bytes.length,
    annotations: { 'in-toto.io/predicate-type': type },
  }
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(Buffer.from('{}')), size: 2 }
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer] }))
  const attachment: Attachment = { digest: digestOf(manifest), manifest, mediaType: MANIFEST, blobs: [bytes] }
  const child: Child = {
    ...{ mediaType: MANIFEST, digest: attachment.digest, size: manifest.length },
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': about },
  }
  return { attachment, child }
}

/** A manifest with as many different statements about an image; `size` is what it states of each. */
function holderWith(about: string, count: number, size?: number) {
  const blobs = Array.from({ length: count }, (_, n) =>
    Buffer.from(JSON.stringify(statementFor(about, PROVENANCE, { ...provenance, n }))),
  )
  const { attachment, child } = holderOf(about)
  const layers = blobs.map((bytes) => ({ mediaType: IN_TOTO, digest: digestOf(bytes), size: size ?? bytes.length }))
  const manifest = Buffer.from(JSON.stringify({ ...JSON.parse(attachment.manifest.toString()), layers }))
  const digest = digestOf(manifest)
  return { attachment: { ...attachment, digest, manifest, blobs }, child: { ...child, digest, size: manifest.length } }
}

function imageChild(digest: string, architecture: string): Child {
  return { mediaType: MANIFEST, digest, size: 1, platform: { os: 'linux', architecture } }
}

const both = [imageChild(AMD64, 'amd64'), imageChild(ARM64, 'arm64')]

/** An index with these children. */
function indexOf(children: readonly Child[]): Attachment {
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: children }))
  return { digest: digestOf(manifest), manifest, mediaType: INDEX, blobs: [] }
}

interface Plan {
  readonly holders?: readonly ReturnType<typeof holderOf>[]
  readonly images?: readonly Child[]
  readonly sign?: 'ours' | 'stranger' | 'none'
  readonly options?: SigningOptions
  readonly asked?: AttestationDemand
  readonly trouble?: readonly Trouble[]
  readonly registry?: (shelf: Registry) => Registry
  readonly authority?: Authority
}

/** The answer to a demand for provenance on an index. */
async function ask(plan: Plan = {}): Promise<Evidence> {
  const { holders = [holderOf(AMD64), holderOf(ARM64)], images = both, sign = 'ours', asked = demand } = plan
  const index = indexOf([...images, ...holders.map(({ child }) => child)])
  const who = sign === 'stranger' ? { ...identity, uri: `${identity.uri}x` } : identity
  const signed = signMessage(world, { identity: who }, simpleSigningPayload(index.digest), plan.options)
  const signatures = sign === 'none' ? [] : [attachTag(index.digest, 'sig', [signatureLayer(signed)])]
  const base = shelf([index, ...holders.map(({ attachment }) => attachment), ...signatures], plan.trouble)
  const claim = {
    ...({ verifier: 'attestation', repository: REPOSITORY, digest: asDigest(index.digest) } as const),
    ...{ authority: plan.authority ?? keyless, attestation: asked },
  }
  const registry = plan.registry === undefined ? base : plan.registry(base)
  const { evidence } = await verify({ claims: [claim], inventory: [], now: NOW }, { registry, trust })
  const [answer] = evidence
  if (answer === undefined) throw new Error('one claim has one answer')
  return answer
}

const missed = { status: 'refuted', because: 'predicate-mismatch' }

describe('statements that BuildKit put into an index', () => {
  test('are proof where the authority signed that index and every image in it has one', async () => {
    expect(await ask()).toMatchObject({
      status: 'proved',
      signers: [expect.stringMatching(/^certificate [0-9a-f]{64}$/)],
      facts: {
        signer: identity.uri,
        predicateType: PROVENANCE,
        store: expect.stringMatching(/^the index itself, signed in tag sha256-/),
        claims: expect.arrayContaining([['source', 'https://github.com/acme/web']]),
      },
    })
  })

  test.each<[string, Plan, object]>([
    ['nobody signed the index', { sign: 'none' }, { status: 'absent' }],
    ['somebody else signed the index', { sign: 'stranger' }, { status: 'absent' }],
    ['the policy does not let them', { asked: { type: demand.type, where: demand.where } }, { status: 'absent' }],
    ['one image has none', { holders: [holderOf(AMD64)] }, { status: 'absent' }],
    ['there are none', { holders: [] }, { status: 'absent' }],
    ['the index has no image', { images: [] }, { status: 'absent' }],
    [
      'one of them is of another type',
      { holders: [holderOf(AMD64), holderOf(ARM64, statementFor(ARM64, 'https://spdx.dev/Document', {}))] },
      { status: 'absent' },
    ],
    [
      'one of them says that it is of another type',
      { holders: [holderOf(AMD64), holderOf(ARM64, undefined, 'https://spdx.dev/Document')] },
      { status: 'absent' },
    ],
    [
      'one of them is about another image',
      { holders: [holderOf(AMD64), holderOf(ARM64, statementFor(AMD64, PROVENANCE, provenance))] },
      missed,
    ],
    ['one of them is no statement', { holders: [holderOf(AMD64), holderOf(ARM64, '{}')] }, missed],
    [
      'one of them states another source',
      { holders: [holderOf(AMD64), holderOf(ARM64, statementFor(ARM64, PROVENANCE, {}))] },
      missed,
    ],
    ['another source is demanded', { asked: { ...demand, where: { source: 'https://github.com/acme/other' } } }, missed],
    ['they are older than demanded', { asked: { ...demand, maxAgeSeconds: 3600 } }, missed],
  ])('are none where %s', async (_, plan, answer) => {
    expect(await ask(plan)).toMatchObject(answer)
  })

  test('must be there for what calls itself a statement and can run', async () => {
    const fake = {
      ...imageChild(`sha256:${'c'.repeat(64)}`, 's390x'),
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    }
    expect(await ask({ images: [...both, fake] })).toMatchObject({ status: 'absent' })
    const unplaced = { ...fake, platform: undefined }
    expect(await ask({ images: [...both, unplaced] })).toMatchObject({ status: 'absent' })
    const named = { ...unplaced, annotations: { ...fake.annotations, 'vnd.docker.reference.digest': AMD64 } }
    expect(await ask({ images: [...both, named] })).toMatchObject({ status: 'absent' })
  })

  test('are shown as the one that meets the demand says, not as another of its type beside it', async () => {
    const other = { ...provenance, runDetails: { builder: { id: 'https://elsewhere.example' } }, buildDefinition: {} }
    const holders = [holderOf(AMD64, statementFor(AMD64, PROVENANCE, other)), holderOf(AMD64), holderOf(ARM64)]
    const answer = await ask({ holders })
    const claims = answer.status === 'proved' ? answer.facts.claims : []
    expect(claims).toContainEqual(['source', 'https://github.com/acme/web'])
    expect(claims).not.toContainEqual(['builder', 'https://elsewhere.example'])
  })

  test('tell what was left open about the signatures that cover them', async () => {
    expect(await ask({ trouble: ['referrers'] })).toMatchObject({ status: 'proved', open: { kind: 'unreachable' } })
  })

  test('are MAX_CANDIDATES at most in one manifest, too, and no larger than it states', async () => {
    const crowded = (count: number) => holderWith(AMD64, count)
    expect(await ask({ holders: [crowded(MAX_CANDIDATES - 1), holderOf(ARM64)] })).toMatchObject({ status: 'proved' })
    expect(await ask({ holders: [crowded(MAX_CANDIDATES), holderOf(ARM64)] })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-many', detail: expect.stringContaining('than 100') },
    })
    const asked: number[] = []
    const registry = (base: Registry): Registry => ({
      ...base,
      blob: (repository, digest, maxBytes) => {
        asked.push(maxBytes)
        return base.blob(repository, digest, maxBytes)
      },
    })
    const answer = await ask({ holders: [holderWith(AMD64, 1, 7), holderOf(ARM64)], registry })
    expect(answer).toMatchObject({ status: 'unknown', problem: { kind: 'malformed' } })
    expect(asked).toContain(7)
  })

  test('leave the answer open where the signature, the index, a manifest or a statement cannot be read', async () => {
    for (const trouble of ['sig', 'manifest', 'blob'] as const)
      expect(await ask({ trouble: [trouble] })).toMatchObject({ status: 'unknown', problem: { kind: 'unreachable' } })
    const lost = holderOf(ARM64)
    const gone = { ...lost, attachment: { ...lost.attachment, blobs: [] } }
    expect(await ask({ holders: [holderOf(AMD64), gone] })).toMatchObject({ status: 'unknown', problem: { kind: 'malformed' } })
    const nameless = { ...lost, child: { ...lost.child, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } } }
    expect(await ask({ holders: [holderOf(AMD64), nameless] })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'malformed' },
    })
  })

  test('may be MAX_CANDIDATES, and as large as MAX_ATTACHMENT_BYTES and MAX_ATTACHMENTS_BYTES; more are not looked at', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        holderOf(n === 0 ? AMD64 : ARM64, statementFor(n === 0 ? AMD64 : ARM64, PROVENANCE, { ...provenance, n })),
      )
    expect(await ask({ holders: many(MAX_CANDIDATES) })).toMatchObject({ status: 'proved' })
    expect(await ask({ holders: many(MAX_CANDIDATES + 1) })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-many', detail: expect.stringContaining('than 100') },
    })
    const stating = (size: number, count = 1) => {
      const padded = (about: string, extra: number) =>
        JSON.stringify(statementFor(about, PROVENANCE, provenance)) + ' '.repeat(extra)
      const bare = padded(AMD64, 0).length
      return [holderOf(ARM64), ...Array.from({ length: count }, () => holderOf(AMD64, padded(AMD64, size - bare)))]
    }
    expect(await ask({ holders: stating(MAX_ATTACHMENT_BYTES) })).toMatchObject({ status: 'proved' })
    expect(await ask({ holders: stating(MAX_ATTACHMENT_BYTES + 1) })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-large', detail: expect.stringContaining('than 16777216') },
    })
    const enough = Math.floor(MAX_ATTACHMENTS_BYTES / MAX_ATTACHMENT_BYTES)
    expect(await ask({ holders: stating(MAX_ATTACHMENT_BYTES, enough) })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-large' },
    })
  })

  test('count their age from the signature on the index, too', async () => {
    const recent = { ...demand, maxAgeSeconds: Math.ceil((NOW.getTime() - Date.parse('2026-02-20T00:00:00Z')) / 1000) }
    expect(await ask({ asked: recent })).toMatchObject({ status: 'proved' })
    expect(await ask({ asked: recent, options: { at: new Date('2026-02-10T00:00:00Z') } })).toMatchObject(missed)
  })
})
