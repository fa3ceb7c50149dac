import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { unknown } from '../../src/model/answer.ts'
import type { Inventory, Observation, VouchFacts } from '../../src/model/evidence.ts'
import { type ImageName, parseImageName } from '../../src/model/image-name.ts'
import { draftPolicy, type Observed } from '../../src/policy/init.ts'
import { digestOf, facts, rulingsIn, use } from '../judge/facts.ts'
import { mistakesIn, policyOf, TODAY } from './policy-text.ts'

const GITHUB = 'https://token.actions.githubusercontent.com'
const SIGNED = `ghcr.io/acme/web:1@${digestOf('web')}`
const PLAIN = `docker.io/library/nginx:1@${digestOf('nginx')}`

function inventory(text: string, observations: readonly Observation[]): Inventory {
  const parsed = parseImageName(text)
  const name: ImageName = parsed.ok ? parsed.name : { registry: '', repository: '' }
  return {
    repository: { registry: name.registry, repository: name.repository },
    digest: name.digest ?? digestOf(text),
    observations,
    problems: [],
  }
}

const seen = (kind: Observation['kind'], facts: VouchFacts): Observation => ({
  digest: digestOf('web'),
  kind,
  format: 'bundle',
  status: 'valid',
  facts,
})
const release = (more: Partial<VouchFacts> = {}): VouchFacts => ({
  signer: 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.2.3',
  issuer: GITHUB,
  time: '2026-11-20T08:00:00.000Z',
  store: 'referrers',
  claims: [
    ['sourceRepositoryURI', 'https://github.com/acme/web'],
    ['sourceRepositoryId', '77'],
    ['sourceRepositoryOwnerId', '12'],
  ],
  ...more,
})

function observed(inventories: readonly Inventory[], ...texts: readonly string[]): Observed {
  const { references, resolutions } = facts(texts.map((text) => use(text)))
  return { references, resolutions, inventories, now: TODAY }
}

describe('a drafted policy', () => {
  test('names every signer once, also where a name looks like another one with a number', () => {
    const signers = ['release@acme.2', 'release@acme', 'release@acme.', 'release@acme.2.'].map((signer) =>
      seen('signature', release({ signer, issuer: 'https://accounts.google.com', claims: [] })),
    )
    for (const some of [signers, signers.toReversed()]) {
      const { authorities } = policyOf(draftPolicy(observed([inventory(SIGNED, some)], SIGNED)))
      expect(new Set(authorities.map(({ name }) => name)).size).toBe(signers.length)
    }
  })
  test('names who was observed to sign what, asks for confirmation, and lists who signs nothing', () => {
    const provenance = seen('attestation', release({ predicateType: 'https://slsa.dev/provenance/v1' }))
    const text = draftPolicy(
      observed([inventory(SIGNED, [seen('signature', release()), provenance]), inventory(PLAIN, [])], SIGNED, PLAIN),
    )
    expect(
      text,
    ).toBe(`# yaml-language-server: $schema=https://raw.githubusercontent.com/preadmit/preadmit/main/schema/preadmit.schema.json
# Drafted by \`preadmit init\` on 2026-11-21 from 2 images of this repository.
# What stands here was observed, which does not make it right: confirm every line before you merge it.
version: 1
mode: enforce                   # write warn to report only, for a start

authorities:
  acme-web-release:                       # observed on ${SIGNED}, signed 2026-11-20T08:00:00.000Z: confirm
    github: {repository: acme/web, workflow: .github/workflows/release.yml, ref: refs/tags/*, claims: {sourceRepositoryId: "77", sourceRepositoryOwnerId: "12"}}

images:                         # every entry that matches applies
  - match: ["ghcr.io/acme/web"]
    signedBy: {anyOf: [acme-web-release]}
    attestations:
      - {type: slsa-provenance, signedBy: {anyOf: [acme-web-release]}}

# Nobody could be named for these images. Nothing is demanded of them yet:
#   ${PLAIN}: not signed

rules:
  image/unpinned: warning       # error, once every image is pinned: \`preadmit pin --write\`
`)
    expect(mistakesIn(text)).toEqual([])
  })

  test('trusts nobody whose signature was not verified', () => {
    for (const status of ['invalid', 'unsupported', 'unsigned', 'unchecked'] as const) {
      const text = draftPolicy(observed([inventory(SIGNED, [{ ...seen('signature', release()), status }])], SIGNED))
      expect(policyOf(text)).toMatchObject({ authorities: [], images: [] })
    }
  })

  test('names a reusable workflow of another repository with the repository that called it', () => {
    const reusable = release({ signer: 'https://github.com/acme/shared/.github/workflows/build.yml@refs/heads/main' })
    expect(policyOf(draftPolicy(observed([inventory(SIGNED, [seen('signature', reusable)])], SIGNED))).authorities).toMatchObject(
      [{ kind: 'github', repository: 'acme/web', workflow: 'acme/shared/.github/workflows/build.yml' }],
    )
  })

  test('names other identities with their issuer, exactly', () => {
    const person = release({ signer: 'release@acme.example', issuer: 'https://accounts.google.com', claims: [] })
    expect(policyOf(draftPolicy(observed([inventory(SIGNED, [seen('signature', person)])], SIGNED))).authorities).toMatchObject([
      { kind: 'keyless', issuer: 'https://accounts.google.com', identity: 'release@acme.example' },
    ])
  })

  test('lists hosts that a run may not contact yet', () => {
    const text = 'registry.acme.internal:5000/web:1'
    const { references, resolutions } = facts([use(text)], {
      answers: { [text]: unknown('host-not-allowed', text, 'not listed') },
    })
    const policy = policyOf(draftPolicy({ references, resolutions, inventories: [], now: TODAY }))
    expect(policy.registries).toEqual([{ host: 'registry.acme.internal:5000', allowPrivate: false }])
  })

  test('demands only what was observed: judged by it, the same images are not blocked for want of a rule to meet', () => {
    const policy = policyOf(draftPolicy(observed([inventory(PLAIN, [])], PLAIN)))
    expect(rulingsIn(policy, facts([use(PLAIN)]))).toEqual(['cleared'])
  })

  test('is always a policy without mistakes, whatever a certificate says', () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'a@b.example',
        'https://github.com/acme/web/x',
        '\n  evil: true',
        '"}, key: {',
        '#',
        'null',
        'https://*/x',
        '${{ x }}',
        '*@b',
      ),
      fc.string().map((text) => `https://github.com/acme/web/.github/workflows/${text}@refs/heads/${text}`),
      fc.stringMatching(/^[a-z./:@-]{1,30}$/),
    )
    const claims = fc.array(fc.tuple(fc.constantFrom('sourceRepositoryURI', 'sourceRepositoryId'), nasty), { maxLength: 2 })
    const anyFacts = fc.record({
      signer: nasty,
      issuer: fc.oneof(nasty, fc.constant(GITHUB)),
      time: nasty,
      claims,
      predicateType: nasty,
    })
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 3 }), fc.constantFrom('signature', 'attestation'), (all, kind) => {
        const observations = all.map((one) =>
          seen(kind, { ...one, store: 'tag', ...(kind === 'attestation' ? { predicateType: 'https://spdx.dev/Document' } : {}) }),
        )
        const text = draftPolicy(observed([inventory(SIGNED, observations)], SIGNED, 'GHCR.io:443/acme/x', 'my_host.com/x'))
        expect([text, mistakesIn(text)]).toEqual([text, []])
      }),
    )
  })
})
