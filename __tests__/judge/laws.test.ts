import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { claimsFor, judge, needsConfig } from '../../src/judge/judge.ts'
import { unknown } from '../../src/model/answer.ts'
import type { Claim } from '../../src/model/evidence.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { RulingKind } from '../../src/model/judgement.ts'
import type { Policy } from '../../src/model/policy.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { rules } from '../../src/rules/table.ts'
import { mistakesIn, policyOf } from '../policy/policy-text.ts'
import {
  ABSENT,
  answered,
  digestOf,
  facts,
  INVALID,
  PROVED,
  rulingsIn,
  type Said,
  template,
  UNREACHABLE,
  UNTRUSTED,
  use,
} from './facts.ts'

const POLICY = policyOf(`version: 1
authorities:
  a: {key: {file: keys/platform.pub}}
  b: {github: {repository: acme/web}}
images:
  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [a, b]}}
  - {match: [ghcr.io/acme/web], pinned: true, signedBy: {allOf: [a, b]}}
  - {match: ["**"], except: [ghcr.io/acme/**], attestations: [{type: sbom, signedBy: {anyOf: [a]}}]}
  - {match: [docker.io/**], allowed: false}
rules:
  image: notice
  image/unpinned: error
  signature: warning
exceptions:
  - {rule: image/registry-not-allowed, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-31}
  - {rule: attestation/missing, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-01}
  - {rule: attestation/missing, paths: [dev/**], reason: r, owner: o, expires: 2027-01-31}
  - {rule: image/unpinned, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-01}
`)
const TEXTS = [
  'nginx',
  'redis:7',
  `redis@${digestOf('r')}`,
  'ghcr.io/acme/web:1',
  `ghcr.io/acme/web@${digestOf('w')}`,
  `ghcr.io/acme/api@${digestOf('a')}`,
  'quay.io/x/y:1',
  'GHCR.io/Bad',
]

const said = fc.constantFrom<Said | undefined>(PROVED, PROVED, PROVED, ABSENT, UNTRUSTED, INVALID, UNREACHABLE, undefined)
const change = fc
  .array(
    fc.record({
      text: fc.constantFrom(...TEXTS),
      file: fc.constantFrom('a.yaml', 'dev/b.yaml'),
      touched: fc.boolean(),
      down: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .chain((uses) => fc.array(said, { minLength: 40, maxLength: 40 }).map((answers) => factsFrom(uses, answers)))

function factsFrom(
  uses: readonly { text: string; file: string; touched: boolean; down: boolean }[],
  answers: readonly (Said | undefined)[],
): Facts {
  const down = uses.filter((one) => one.down).map(({ text }) => [text, unknown('timeout', text, 'no answer')] as const)
  const given = facts(
    uses.map(({ text, file, touched }, at) => ({ ...use(text, file, at * 100), touched })),
    { answers: Object.fromEntries(down) },
  )
  const claims = claimsFor(POLICY, given.references, given.resolutions)
  const position = new Map<Claim, number>(claims.map((claim, at) => [claim, at]))
  let next = 0
  return answered(POLICY, given, (claim) => answers[(position.get(claim) ?? next++) % answers.length])
}

/** The same entries, in an order drawn from `seeds`. */
function shuffled<T>(items: readonly T[], seeds: readonly number[]): readonly T[] {
  return items
    .map((item, at) => ({ item, seed: seeds[at % seeds.length] ?? 0 }))
    .toSorted((a, b) => a.seed - b.seed)
    .map(({ item }) => item)
}

const WORSE: readonly RulingKind[] = ['cleared', 'exempt', 'unverified', 'blocked']
const passes = (ruling: RulingKind): boolean => ruling === 'cleared' || ruling === 'exempt' || ruling === 'untouched'

describe('whatever the facts', () => {
  test('there is exactly one ruling per reference, and only what was touched is judged', () => {
    fc.assert(
      fc.property(change, (given) => {
        const { rulings } = judge(POLICY, given)
        expect(rulings.map(({ fact }) => fact)).toEqual(given.references)
        expect(rulings.map(({ ruling }) => ruling === 'untouched')).toEqual(given.references.map(({ touched }) => !touched))
      }),
    )
  })

  test('the order of entries, rules, exceptions and authorities changes nothing', () => {
    fc.assert(
      fc.property(change, fc.array(fc.integer(), { minLength: 8, maxLength: 8 }), (given, seeds) => {
        const policy: Policy = {
          ...POLICY,
          images: shuffled(POLICY.images, seeds),
          rules: shuffled(POLICY.rules, seeds),
          exceptions: shuffled(POLICY.exceptions, seeds),
          authorities: shuffled(POLICY.authorities, seeds),
        }
        expect(judge(policy, given)).toEqual(judge(POLICY, given))
      }),
    )
  })

  test('the order of the facts changes no ruling', () => {
    fc.assert(
      fc.property(change, (given) => {
        const turned = { ...given, evidence: given.evidence.toReversed(), resolutions: given.resolutions.toReversed() }
        expect(rulingsIn(POLICY, turned)).toEqual(rulingsIn(POLICY, given))
      }),
    )
  })

  test('what was recorded as JSON is judged the same', () => {
    fc.assert(
      fc.property(change, (given) => {
        const again: Facts = JSON.parse(JSON.stringify(given))
        const policy: Policy = JSON.parse(JSON.stringify(POLICY))
        expect(JSON.stringify(judge(policy, again))).toBe(JSON.stringify(judge(POLICY, given)))
      }),
    )
  })

  test('silence never helps: with all rules off nothing passes that is not proved, nothing unproved is cleared', () => {
    const silent: Policy = { ...POLICY, rules: rules.map(({ id }) => ({ rule: id, level: 'off', options: {} })) }
    const demands: Policy = { ...POLICY, rules: [] }
    fc.assert(fc.property(change, (given) => expect(rulingsIn(silent, given)).toEqual(rulingsIn(demands, given))))
  })

  test('less evidence never helps', () => {
    fc.assert(
      fc.property(change, fc.nat(40), (given, at) => {
        const less = { ...given, evidence: given.evidence.filter((_, index) => index !== at) }
        const before = rulingsIn(POLICY, given)
        rulingsIn(POLICY, less).forEach((ruling, index) => {
          if (passes(ruling)) expect(passes(before[index] ?? 'blocked')).toBe(true)
        })
      }),
    )
  })

  test('another demand never helps', () => {
    fc.assert(
      fc.property(change, fc.nat(POLICY.images.length - 1), (given, at) => {
        const fewer: Policy = { ...POLICY, images: POLICY.images.filter((_, index) => index !== at) }
        const before = rulingsIn(fewer, given)
        rulingsIn(POLICY, given).forEach((ruling, index) => {
          if (ruling === 'untouched') return
          expect(WORSE.indexOf(ruling)).toBeGreaterThanOrEqual(
            Math.min(WORSE.indexOf(before[index] ?? 'blocked'), WORSE.indexOf('exempt')),
          )
          if (ruling === 'cleared') expect(before[index]).toBe('cleared')
        })
      }),
    )
  })
})

describe('what is under the control of the change', () => {
  test('nothing that an object says about itself exempts it', () => {
    const span = { start: 0, end: 1 }
    const scalar = (text: string) => ({ kind: 'scalar', span, text, plain: true }) as const
    const annotations = { kind: 'map', span, entries: [{ key: scalar('preadmit.dev/ignore'), value: scalar('true') }] } as const
    const metadata = {
      kind: 'map',
      span,
      entries: [
        { key: scalar('deletionTimestamp'), value: scalar('2020-01-01T00:00:00Z') },
        { key: scalar('annotations'), value: annotations },
      ],
    } as const
    const origin = { file: 'k8s/app.yaml', span, related: [], format: 'kubernetes', path: [] }
    const head = {
      origin,
      apiVersion: 'v1',
      kind: 'Pod',
      tree: { kind: 'map', span, entries: [{ key: scalar('metadata'), value: metadata }] },
    } as const
    const given = answered(POLICY, facts([use('ghcr.io/acme/web:1')], { objects: [{ head }] }), () => ABSENT)
    expect(rulingsIn(POLICY, given)).toEqual(['blocked'])
  })

  test('a change of the policy, of the trust roots or of CODEOWNERS changes no ruling', () => {
    const gateFiles = (['policy', 'trust', 'codeowners', 'workflow'] as const).map((what) => ({
      file: `.github/${what}`,
      what,
      status: 'modified' as const,
    }))
    const given = answered(POLICY, facts([use('ghcr.io/acme/web:1')]), () => ABSENT)
    expect(rulingsIn(POLICY, { ...given, gateFiles })).toEqual(rulingsIn(POLICY, given))
  })

  test('an image is asked about in its own repository, whatever the change says', () => {
    const { references, resolutions } = facts([use(`ghcr.io/acme/web@${digestOf('w')}`)])
    const repositories = claimsFor(POLICY, references, resolutions).map(({ repository }) => repository)
    expect(new Set(repositories.map(({ registry, repository }) => `${registry}/${repository}`))).toEqual(
      new Set(['ghcr.io/acme/web']),
    )
  })

  test('a policy fetches nothing by address: trust roots, keys and other policies are files of a commit', () => {
    const url = 'https://169.254.169.254/x'
    expect(mistakesIn(`version: 1\ntrustRoots: {x: "${url}"}\n`)).toEqual([expect.stringContaining(`"${url}" is a URL`)])
    expect(mistakesIn(`version: 1\nauthorities: {x: {key: {file: "${url}"}}}\n`)).toEqual([
      expect.stringContaining(`"${url}" is a URL`),
    ])
    for (const place of ['https://policies.example/strict.yml', `https://policies.example/a/strict.yml@${'a'.repeat(40)}`])
      expect(mistakesIn(`version: 1\nextends: ["${place}"]\n`)).toEqual([expect.stringContaining('names no file at a commit')])
  })

  test('a template in a file of the change is unverified, not skipped', () => {
    expect(rulingsIn(builtInPolicy, facts([template('{{ .Values.image }}')]))).toEqual(['unverified'])
  })
})

describe('claims', () => {
  test('are made once per distinct question, and only for what was touched and found', () => {
    const web = `ghcr.io/acme/web@${digestOf('w')}`
    const twice = facts(
      [use(web, 'a.yaml'), use(web, 'b.yaml'), { ...use('ghcr.io/acme/old:1'), touched: false }, use('ghcr.io/acme/gone:1')],
      {
        answers: { 'ghcr.io/acme/gone:1': { kind: 'absent' } },
      },
    )
    const claims = claimsFor(POLICY, twice.references, twice.resolutions)
    expect(claims.map(({ verifier, repository, authority }) => `${verifier} ${repository.repository} ${authority.name}`)).toEqual(
      ['signature acme/web a', 'signature acme/web b'],
    )
  })
})

test('the config of an image is asked for only where an entry about it needs one', () => {
  const policy = policyOf(
    'version: 1\nimages: [{match: [ghcr.io/**], minAge: {of: 3d, by: created}}, {match: [gcr.io/**], maxAge: 3d}, {match: [quay.io/**], platforms: [linux/amd64]}, {match: ["**"], pinned: true}]',
  )
  const asked = ['ghcr.io', 'gcr.io', 'quay.io', 'docker.io'].map((registry) =>
    needsConfig(policy, { registry, repository: 'a/b' }),
  )
  expect(asked).toEqual([true, false, true, false])
})
