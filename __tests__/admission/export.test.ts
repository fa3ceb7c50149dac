import { describe, expect, test } from '@jest/globals'
import { EXPORTERS } from '../../src/admission/export.ts'
import { globExpression } from '../../src/admission/export-patterns.ts'
import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import { readClusterPolicies } from '../../src/admission/read.ts'
import { claimsFor, judge } from '../../src/judge/judge.ts'
import { compileExpression, findsExpression } from '../../src/languages/regular/expression.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import type { Claim, Evidence } from '../../src/model/evidence.ts'
import type { Facts } from '../../src/model/facts.ts'
import { matchesGlob } from '../../src/model/glob.ts'
import type { Policy } from '../../src/model/policy.ts'
import { readPolicy } from '../../src/policy/read.ts'
import { DIGEST, factsOf, OTHER_PEM, objectsIn, PEM, podOf } from './cluster.ts'

const AUTHORITIES = `authorities:
  release-key: {key: {file: keys/release.pub}, transparencyLog: required}
  offline-key: {key: {file: keys/offline.pub}, transparencyLog: ignored}
  ci:
    keyless: {issuer: https://token.actions.githubusercontent.com, identity: https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*}
  person:
    keyless: {issuer: https://accounts.google.com, identity: me@acme.example}
`

const GITHUB = 'issuer: https://token.actions.githubusercontent.com'
const OVERLAPPING = `  release-key-again: {key: {file: keys/release.pub}}
  app-ci: {keyless: {${GITHUB}, identity: https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1}}
  tags: {keyless: {${GITHUB}, identity: https://github.com/acme/**}}
  umbrella: {keyless: {${GITHUB}, identity: https://github.com/umbrella/**}}
  person-again: {keyless: {issuer: https://accounts.google.com, identity: me@acme.example}}
  other-person: {keyless: {issuer: https://accounts.google.com, identity: you@acme.example}}
`

function policyOf(images: string, more = ''): Policy {
  const text = `version: 1\n${AUTHORITIES}${more}images:\n${images}`
  return readPolicy({
    file: 'p.yml',
    text,
    documents: parseYaml(text).documents,
    files: new Map([
      ['keys/release.pub', PEM],
      ['keys/offline.pub', OTHER_PEM],
    ]),
    source: { kind: 'file', path: 'p.yml', digest: '' },
    now: new Date('2026-11-21T12:00:00Z'),
  })
}

const POLICIES: readonly (readonly [string, string])[] = [
  ['any of two signers', '  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [release-key, ci]}}\n'],
  ['all of two signers', '  - {match: [ghcr.io/acme/**], signedBy: {allOf: [release-key, ci]}}\n'],
  ['two of three signers', '  - {match: [ghcr.io/acme/**], signedBy: {atLeast: {count: 2, of: [release-key, ci, person]}}}\n'],
  [
    'an attestation of a family',
    '  - {match: [ghcr.io/acme/**], attestations: [{type: slsa-provenance, signedBy: {anyOf: [ci]}}]}\n',
  ],
  [
    'an attestation by two of three',
    '  - {match: [ghcr.io/acme/**], attestations: [{type: slsa-provenance, signedBy: {atLeast: {count: 2, of: [release-key, ci, person]}}}]}\n',
  ],
  [
    'a signature and an attestation',
    '  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [offline-key]}, attestations: [{type: "https://example.com/tests/v1", signedBy: {anyOf: [ci]}}]}\n',
  ],
  [
    'two entries',
    '  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [ci]}}\n  - {match: [ghcr.io/acme/app], signedBy: {anyOf: [release-key]}}\n',
  ],
  ['an image that is not allowed', '  - {match: [quay.io/**], allowed: false}\n'],
]
const IMAGES = [
  'ghcr.io/acme/app:v1',
  `ghcr.io/acme/app@${DIGEST}`,
  'ghcr.io/acme/team/app:v2',
  'ghcr.io/acme-evil/app:v1',
  'quay.io/x/y:v1',
]
const SIGNERS = ['release-key', 'offline-key', 'ci', 'person'] as const
const TYPES = ['https://slsa.dev/provenance/v1', 'https://slsa.dev/provenance/v0.2', 'https://example.com/tests/v1']

/** Which of the signers vouched, for the image and for which statements. */
interface World {
  readonly signed: readonly string[]
  readonly attested: readonly (readonly [signer: string, type: string])[]
}

/** Every subset of signers, with nothing stated and with statements of every type. */
const WORLDS: readonly World[] = Array.from({ length: 2 ** SIGNERS.length }, (_, bits) => {
  const signed = SIGNERS.filter((_, index) => (bits >> index) % 2 === 1)
  const attested = signed.map((one, index) => [one, TYPES[(index + bits) % TYPES.length] ?? ''] as const)
  return [
    { signed, attested: [] },
    { signed, attested },
  ]
}).flat()

/** Who an authority is, whatever the project calls it: by key or by what its identity matches. */
function signerIn({ authority }: Claim): string {
  if (authority.kind === 'key') return authority.pem.trim() === PEM.trim() ? 'release-key' : 'offline-key'
  const text = authority.kind === 'keyless' ? `${authority.identity}${authority.identityExpression ?? ''}` : ''
  return text.includes('me@acme') ? 'person' : 'ci'
}

function answer(claim: Claim, world: World): Evidence['status'] {
  const signer = signerIn(claim)
  if (claim.attestation === undefined) return world.signed.includes(signer) ? 'proved' : 'absent'
  const asked = claim.attestation.type
  const types = asked === 'slsa-provenance' ? TYPES.slice(0, 2) : [asked]
  return world.attested.some(([one, type]) => one === signer && types.includes(type)) ? 'proved' : 'absent'
}

function evidenceFor(claims: readonly Claim[], world: World, store: string): readonly Evidence[] {
  return claims.map((claim): Evidence => {
    const proved = answer(claim, world) === 'proved'
    return proved
      ? { claim, status: 'proved', facts: { signer: signerIn(claim), store, claims: [] } }
      : { claim, status: 'absent' }
  })
}

/** In which worlds our own policy clears the image. */
function clearing(policy: Policy, plain: Facts): readonly boolean[] {
  const claims = claimsFor(policy, plain.references, plain.resolutions)
  return WORLDS.map((world) => {
    const { rulings } = judge(policy, { ...plain, evidence: evidenceFor(claims, world, 'tag x.sig') })
    return rulings.every(({ ruling }) => ruling === 'cleared')
  })
}

/** In which worlds the policies of the cluster admit it. */
function admitting(policies: readonly ClusterPolicy[], plain: Facts, store: string): readonly boolean[] {
  const claims = clusterClaims(policies, plain)
  return WORLDS.map((world) => {
    const results = judgeClusterPolicies(policies, { ...plain, evidence: evidenceFor(claims, world, store) })
    return results.every(({ outcome }) => outcome === 'would-admit' || outcome === 'does-not-apply')
  })
}

describe.each(['policy-controller', 'kyverno'] as const)('policy export --to %s', (target) => {
  test.each(POLICIES)('%s: exported, read again, equal results in every world', (_title, images) => {
    const policy = policyOf(images)
    const { text, unexpressed } = EXPORTERS[target](policy)
    const imported = readClusterPolicies(objectsIn(text))
    expect(imported.flatMap(({ problems }) => problems)).toEqual([])
    expect(unexpressed).toEqual([])
    const store = target === 'kyverno' ? 'referrer sha256:aa' : 'tag sha256-aa.sig'
    for (const image of IMAGES) {
      const plain = factsOf(podOf(image), [], () => 'absent')
      expect({ image, worlds: admitting(imported, plain, store) }).toEqual({ image, worlds: clearing(policy, plain) })
    }
  })

  test('every demand that cannot be expressed is in the list and in a comment', () => {
    const policy = policyOf(`  - match: [ghcr.io/acme/**]
    except: [ghcr.io/acme/sandbox/**]
    pinned: true
    subject: each-platform
    platforms: [linux/amd64]
    minAge: 3d
    attestations:
      - {type: slsa-provenance, signedBy: {anyOf: [ci]}, where: {source: "https://github.com/acme/*"}, maxAge: 7d}
      - {type: spdx, signedBy: {anyOf: [ci]}}
  - match: [ghcr.io/acme/**]
    attestations: [{type: sbom, signedBy: {anyOf: [ci]}, inline: true}]
`)
    const { text, unexpressed } = EXPORTERS[target](policy)
    for (const word of ['except', 'subject each-platform', 'platforms', 'minAge', 'where source', 'maxAge', 'inline', 'spdx'])
      expect(unexpressed.join('\n')).toContain(word)
    for (const one of unexpressed) expect(text).toContain(`#   ${one}`)
    expect(unexpressed.join('\n').includes('pinned')).toBe(target === 'policy-controller')
  })

  test('a GitHub authority names what it loses: who started the workflow', () => {
    const github = {
      ...policyOf('  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [ci]}}\n'),
      authorities: [
        {
          kind: 'github' as const,
          name: 'ci',
          repository: 'acme/web',
          workflow: '.github/workflows/release.yml',
          ref: 'refs/heads/main',
          claims: { runnerEnvironment: 'github-hosted' },
          trustRoots: ['public-good', 'github'],
        },
      ],
    }
    const { text, unexpressed } = EXPORTERS[target](github)
    expect(text).toContain('https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main')
    expect(unexpressed.join('\n')).toMatch(/started by acme\/web/)
    expect(unexpressed.join('\n')).toMatch(/runnerEnvironment/)
    expect(unexpressed.join('\n')).toMatch(/GitHub's own trust root/)
  })

  test.each<[string, string, boolean]>([
    ['at least two, of which one means the other too', 'signedBy: {atLeast: {count: 2, of: [ci, app-ci]}}', true],
    ['all, of which one means the other too', 'signedBy: {allOf: [app-ci, ci]}', true],
    ['two whose patterns begin alike', 'signedBy: {allOf: [ci, tags]}', true],
    ['two names for one key', 'signedBy: {allOf: [release-key, release-key-again]}', true],
    ['two names for one identity', 'signedBy: {allOf: [person, person-again]}', true],
    ['attestations by two', 'attestations: [{type: sbom, signedBy: {allOf: [ci, app-ci]}}]', true],
    ['any of two that mean the same', 'signedBy: {anyOf: [ci, app-ci]}', false],
    ['at least one', 'signedBy: {atLeast: {count: 1, of: [ci, app-ci]}}', false],
    ['two keys', 'signedBy: {allOf: [release-key, offline-key]}', false],
    ['a key and an identity', 'signedBy: {allOf: [release-key, ci]}', false],
    ['identities of two issuers', 'signedBy: {allOf: [ci, person]}', false],
    ['two identities in full', 'signedBy: {allOf: [person, other-person]}', false],
    ['two patterns that cannot meet', 'signedBy: {allOf: [ci, umbrella]}', false],
  ])('different signers: %s', (_, demand, named) => {
    const { text, unexpressed } = EXPORTERS[target](policyOf(`  - {match: [ghcr.io/acme/**], ${demand}}\n`, OVERLAPPING))
    const notes = unexpressed.filter((one) => one.includes('different signers'))
    expect(notes).toHaveLength(named ? 1 : 0)
    for (const one of notes) expect(text).toContain(`#   ${one}`)
  })

  test('the time of a key is named as lost', () => {
    const policy = policyOf('  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [release-key]}}\n')
    const limited = policy.authorities.map((one) =>
      one.kind === 'key' ? { ...one, validFor: { start: '2026-01-01T00:00:00.000Z', end: '2026-12-31T23:59:59.999Z' } } : one,
    )
    expect(EXPORTERS[target](policy).unexpressed.join('\n')).not.toMatch(/signed from/)
    expect(EXPORTERS[target]({ ...policy, authorities: limited }).unexpressed).toContain(
      'authority release-key: that the key signed from 2026-01-01T00:00:00.000Z until 2026-12-31T23:59:59.999Z',
    )
  })

  test('an authority that cannot be expressed is left out, so that less is admitted, never more', () => {
    const base = policyOf('  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [ci]}}\n')
    const notation: Policy = {
      ...base,
      authorities: [{ kind: 'notation', name: 'ci', trustStore: [], identities: [], level: 'strict' }],
    }
    const { text, unexpressed } = EXPORTERS[target](notation)
    expect(unexpressed.join('\n')).toMatch(/Notary/)
    const imported = readClusterPolicies(objectsIn(text))
    const results = judgeClusterPolicies(
      imported,
      factsOf(podOf('ghcr.io/acme/app:v1'), imported, () => 'proved'),
    )
    expect(results.map(({ outcome }) => outcome)).toEqual(['would-deny'])
  })

  test('mode warn stays a warning', () => {
    const warn: Policy = { ...policyOf('  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [ci]}}\n'), mode: 'warn' }
    expect(readClusterPolicies(objectsIn(EXPORTERS[target](warn).text)).map(({ mode }) => mode)).toEqual(['warn'])
  })

  test('a policy without demands is exported as nothing but its heading', () => {
    expect(objectsIn(EXPORTERS[target](policyOf('  - {match: [ghcr.io/acme/**], platforms: [linux/amd64]}\n')).text)).toEqual([])
  })
})

describe('globs as expressions', () => {
  const globs = [
    'https://github.com/acme/*/x@refs/tags/*',
    'https://github.com/acme/**',
    '**',
    '**/x',
    'a/**/b',
    'a.b/*c*',
    'me@acme.example',
  ]
  const texts = [
    'https://github.com/acme/a/x@refs/tags/v1',
    'https://github.com/acme/a/b/x@refs/tags/v1',
    'https://github.com/acme',
    'https://github.com/acme-evil/x',
    'x',
    'a/x',
    'a/b',
    'a/b/b',
    'a.b/c',
    'aXb/c',
    'a.b/xcx',
    'me@acme.example',
    '',
    'meXacme.example',
    'a/x/y/b',
  ]
  test.each(globs)('%s means the same as an expression', (glob) => {
    const compiled = compileExpression(globExpression(glob))
    const meant = texts.map((text) => (compiled.ok ? findsExpression(compiled.expression, text) : 'broken'))
    expect(meant).toEqual(texts.map((text) => matchesGlob(glob, text)))
  })
})
