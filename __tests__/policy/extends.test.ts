import { describe, expect, test } from '@jest/globals'
import { levelOf } from '../../src/case/levels.ts'
import { onOccasion } from '../../src/case/occasion.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { ExtendedPolicy } from '../../src/policy/input.ts'
import { mistakes, policyShape, readPolicy } from '../../src/policy/read.ts'
import { rules } from '../../src/rules/table.ts'
import { digestOf, facts, rulingsIn, use } from '../judge/facts.ts'
import { FILES, input } from './policy-text.ts'

const COMMIT = 'a'.repeat(40)
const OTHER = 'b'.repeat(40)
const EXTENDS = `version: 1\nextends: [acme/policies/base.yml@${COMMIT}]\n`

/** Files of the policy's own commit. */
const OWN_FILES = new Map([
  ...FILES,
  ['baseline.yml', 'version: 1\nmade: 2026-11-20\nuntil: 2026-12-20\nentries: [{rule: image/unpinned, file: a}]\n'],
])

const BASE = `version: 1
authorities: {release: {github: {owner: acme, ownerId: "1234"}}}
trustRoots: {acme: trust/trusted_root.json}
registries: [{host: registry.acme.test, allowPrivate: true}]
images: [{match: ["**"], pinned: true}]
rules: {image/unpinned: error, pod-security: {level: restricted}, image/floating-tag: [warning, {level: error, paths: [prod/**]}]}
exceptions: [{rule: image/unpinned, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-01}]
ignore: ["**/testdata/**"]
`

/** The same, and it asks about vulnerabilities. */
const ASKING = `${BASE}vulnerabilities: {advisories: osv, severity: medium, inventory: [{sbom: {signedBy: [release]}}]}
`

function extended(text: string, repository = 'acme/policies', commit = COMMIT): ExtendedPolicy {
  const place = { repository, path: 'base.yml', commit }
  const source = { kind: 'file', path: place.path, repository, commit, digest: 'sha256:1' } as const
  return { place, policy: readPolicy({ ...input(text), file: `${repository}/base.yml`, source, isExtended: true }) }
}

function mistakesOf(own: string, ...bases: readonly string[]): readonly string[] {
  const all = bases.length === 0 ? [BASE] : bases
  return mistakes({ ...input(`${EXTENDS}${own}\n`, OWN_FILES), extended: all.map((base) => extended(base)) }).map(
    ({ message, hint, position }) => `${position?.line} ${message} → ${hint}`,
  )
}

function joint(own: string, base = BASE): Policy {
  return readPolicy({ ...input(`${EXTENDS}${own}\n`), extended: [extended(base)] })
}

const PLACE = `acme/policies/base.yml@${COMMIT.slice(0, 12)}`

/** For every part of the language: a text by which a policy would weaken what it extends, and what is said of it. */
const ATTACKS: Readonly<Record<string, readonly (readonly [own: string, said: string])[]>> = {
  version: [],
  extends: [],
  mode: [['mode: warn', 'reports only']],
  onUnverified: [['onUnverified: warn', 'passes what could not be decided']],
  registries: [
    ['registries: [{host: evil.test}]', 'may contact evil.test'],
    ['registries: [{host: registry.acme.test, mirrorOf: docker.io}]', 'may contact registry.acme.test'],
    ['registries: [{host: registry.acme.test, allowPrivate: true, tokenService: evil.test}]', 'may contact registry.acme.test'],
  ],
  chartRepositories: [['chartRepositories: [https://evil.test]', 'may ask https://evil.test for charts']],
  trustRoots: [
    ['trustRoots: {acme: trust/trusted_root.json}', `"acme" is given in ${PLACE} already`],
    ['trustRoots: {github: trust/trusted_root.json}', 'trusts a root under the name "github"'],
  ],
  authorities: [
    ['authorities: {release: {key: {file: keys/platform.pub}}}', `"release" is given in ${PLACE} already`],
    ['authorities: {release: {github: {owner: acme, ownerId: "1234"}}}', `"release" is given in ${PLACE} already`],
  ],
  images: [],
  clusterPolicies: [],
  clusterKeys: [],
  render: [
    ['render: {ignore: [charts/**]}', 'nobody can weigh'],
    ['render: {kubeVersion: v1.20.0}', 'nobody can weigh'],
    ['render: {charts: [{chart: charts/web, values: [charts/web/quiet.yaml]}]}', 'nobody can weigh'],
  ],
  vulnerabilities: [
    [
      'vulnerabilities: {advisories: {folder: osv}, severity: medium, inventory: [{sbom: {signedBy: [release]}}]}',
      'from elsewhere',
    ],
    ['vulnerabilities: {advisories: osv, inventory: [{sbom: {signedBy: [release]}}]}', 'from high on instead of medium'],
    ['vulnerabilities: {advisories: osv, severity: medium}', 'takes the packages of images from other sources'],
    ['vulnerabilities: {advisories: osv, severity: medium, exploited: off, inventory: [{sbom: inline}]}', 'or not at all'],
    ['vulnerabilities: {advisories: osv, severity: low, vex: {signedBy: [release]}}', 'lets "release" silence vulnerabilities'],
    [
      'vulnerabilities: {advisories: osv, severity: low, images: {match: [ghcr.io/acme/**]}}',
      'no longer looks at the vulnerabilities of **',
    ],
  ],
  baseline: [['baseline: baseline.yml', 'it has another "baseline"']],
  rules: [
    ['rules: {image/unpinned: off}', 'lowers image/unpinned from error to off'],
    [
      'rules: {image-change/user-became-root: warning}',
      'sets image-change/user-became-root to warning also where it is an error by itself',
    ],
    ['rules: {pod-security/run-as-non-root: notice}', 'also where it is an error by itself'],
    ['rules: {image: off}', 'lowers image/malformed from error to off'],
    ['rules: {pod-security/privileged: notice}', 'lowers pod-security/privileged'],
    ['rules: {image/unpinned: [error, {level: off, paths: [k8s/**]}]}', 'sets image/unpinned to off in k8s/**'],
    ['rules: {image/floating-tag: [error, {level: notice, paths: [prod/**]}]}', 'sets image/floating-tag to notice in prod/**'],
    ['rules: {image/unpinned: [error, {level: off, branches: [main]}]}', 'sets image/unpinned to off for the branches main'],
    ['rules: {pod-security: {level: baseline}}', 'other options'],
    ['rules: {image/floating-tag: {tags: "none-of-them"}}', 'other options'],
  ],
  exceptions: [
    [
      'exceptions: [{rule: signature/missing, image: docker.io/**, reason: r, owner: o, expires: 2026-12-02}]',
      'excuses signature/missing for docker.io/**',
    ],
    [
      'exceptions: [{rule: image/unpinned, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-02}]',
      'excuses image/unpinned for docker.io/library/redis until 2026-12-02',
    ],
  ],
  ignore: [['ignore: [k8s/**]', 'no longer looks at k8s/**']],
  allows: [],
  include: [],
}

test.each([
  ['a rule for a branch', 'image/unpinned: [warning, {level: error, branches: [main]}]', 'image/unpinned: warning', undefined],
  [
    'a group for a branch',
    'image: [{level: error, branches: [main]}]',
    'image/unpinned: warning',
    'lowers image/unpinned from error to warning',
  ],
])('%s stays as loud there as it was, or the policy is refused', (_, base, own, said) => {
  const text = `version: 1\nrules: {${base}}\n`
  const found = mistakesOf(`rules: {${own}}`, text)
  if (said !== undefined) {
    expect(found).toEqual([expect.stringContaining(said)])
    return
  }
  expect(found).toEqual([])
  const rule = rules.find(({ id }) => id === 'image/unpinned')
  if (rule === undefined) throw new Error('no rule image/unpinned')
  const on = (branch: string) => levelOf(onOccasion(joint(`rules: {${own}}`, text), { branch }), rule, {})
  expect([on('main'), on('other')]).toEqual(['error', 'warning'])
})

describe('a policy that extends another one', () => {
  test.each(Object.entries(ATTACKS).flatMap(([key, cases]) => cases.map(([own, said]) => [key, own, said] as const)))(
    'cannot weaken it by %s: %s',
    (_, own, said) => {
      expect(mistakesOf(own, ASKING).join('\n')).toContain(said)
    },
  )

  test('and every part of the language is tried here: a new one is added with its attack', () => {
    expect(Object.keys(policyShape.schema.properties ?? {}).toSorted()).toEqual(Object.keys(ATTACKS).toSorted())
  })

  test('says where, what, and how it could be allowed', () => {
    expect(mistakesOf('rules: {image/unpinned: off}')).toEqual([
      `3 this weakens ${PLACE}: lowers image/unpinned from error to off → remove it; or have that policy allow it by name: "allows: [image/unpinned]"`,
    ])
  })

  test('cannot weaken it by a file that it includes', () => {
    const text = `${EXTENDS}include: [team.yml]\n`
    const team = 'version: 1\nignore: [k8s/**]\n'
    const given = { ...input(text, new Map([['team.yml', team]])), included: new Map([['team.yml', parseYaml(team).documents]]) }
    const found = mistakes({ ...given, extended: [extended(BASE)] })
    expect(found.map(({ message, position }) => [position?.file, message])).toEqual([
      ['team.yml', `this weakens ${PLACE}: no longer looks at k8s/**`],
    ])
  })

  test('cannot weaken it by another policy that it extends', () => {
    const strict = 'version: 1\nrules: {image/unpinned: error}\n'
    const loose = 'version: 1\nignore: [k8s/**]\nrules: {image/unpinned: off}\nmode: warn\n'
    expect(mistakesOf('', strict, loose)).toEqual([
      expect.stringContaining(`2 this weakens ${PLACE}: lowers image/unpinned from error to off`),
      expect.stringContaining(`2 this weakens ${PLACE}: no longer looks at k8s/**`),
    ])
    const both = { ...input(`${EXTENDS}`), extended: [extended('version: 1\nmode: warn\n'), extended(strict)] }
    expect(readPolicy(both).mode).toBe('enforce')
  })

  test('settles by its own level what two that it extends say otherwise', () => {
    const [loud, quiet] = ['version: 1\nrules: {image/unpinned: error}\n', 'version: 1\nrules: {image/unpinned: warning}\n']
    expect(mistakesOf('', loud, quiet)).toEqual([expect.stringContaining('lowers image/unpinned')])
    expect(mistakesOf('', quiet, loud)).toEqual([])
    expect(mistakesOf('rules: {image/unpinned: error}', loud, quiet)).toEqual([])
    expect(mistakesOf('rules: {image/unpinned: warning}', quiet, loud)).toEqual([
      expect.stringContaining('lowers image/unpinned'),
    ])
  })

  test('that weakens many rules of a group is told so once', () => {
    expect(mistakesOf('rules: {pod-security: {level: baseline}}')).toEqual([
      expect.stringMatching(
        /^3 this weakens .*gives pod-security\/[a-z-]+ other options.*, and so \d+ more of pod-security → .*"allows: \[pod-security\]"$/,
      ),
    ])
  })

  test('keeps every demand of it, beside its own', () => {
    const policy = joint('images: [{match: ["**"], except: [ghcr.io/acme/**], allowed: false}]')
    const pinned = (name: string): string => `${name}@${digestOf(name)}`
    expect(
      rulingsIn(policy, facts([use('ghcr.io/acme/web:1'), use(pinned('ghcr.io/acme/web:1')), use(pinned('nginx:1'))])),
    ).toEqual(['blocked', 'cleared', 'blocked'])
  })

  test.each([
    ['an entry that excepts the same images', 'images: [{match: ["**"], except: [docker.io/**], pinned: true}]'],
    ['an entry on trial', 'images: [{match: ["**"], mode: warn, pinned: true}]'],
    ['an entry for other paths', 'images: [{match: ["**"], paths: [dev/**], pinned: true}]'],
    ['an entry that demands no digest', 'images: [{match: ["**"], pinned: false, maxAge: 52w, mode: warn}]'],
    ['a mode that is as strict', 'mode: enforce\nonUnverified: block'],
    ['a louder level', 'rules: {image/floating-tag: error}'],
  ])('takes nothing from it by %s', (_, own) => {
    expect(rulingsIn(joint(own), facts([use('nginx:1')]))).toEqual(['blocked'])
  })

  test('may use its authorities and trust roots by their names', () => {
    const policy = joint('images: [{match: [ghcr.io/acme/**], signedBy: {anyOf: [release]}}]')
    expect(policy.images.map(({ signedBy }) => signedBy?.of)).toEqual([undefined, ['release']])
    expect(policy.authorities.map(({ name }) => name)).toEqual(['release'])
  })

  test('names the file of every line that is not its own, and the commits', () => {
    const policy = joint('images: [{match: [quay.io/**], allowed: false}]')
    expect(policy.images.map(({ file, line }) => [file, line])).toEqual([
      [PLACE, 5],
      [undefined, 3],
    ])
    expect(policy.exceptions.map(({ file }) => file)).toEqual([PLACE])
    expect(policy.source.extends).toEqual([{ repository: 'acme/policies', path: 'base.yml', commit: COMMIT, digest: 'sha256:1' }])
  })

  test('is as strict as it where it says nothing itself', () => {
    expect([joint('').mode, joint('').onUnverified]).toEqual(['enforce', 'block'])
    const lax = 'version: 1\nmode: warn\nonUnverified: warn\n'
    expect([joint('', lax).mode, joint('', lax).onUnverified]).toEqual(['warn', 'warn'])
    expect([joint('mode: enforce', lax).mode, joint('onUnverified: block', lax).onUnverified]).toEqual(['enforce', 'block'])
  })
})

describe('a policy allows by name', () => {
  test.each([
    ['exceptions', 'exceptions: [{rule: image/unpinned, paths: [dev/**], reason: r, owner: o, expires: 2026-12-02}]'],
    ['image/unpinned', 'exceptions: [{rule: image/unpinned, paths: [dev/**], reason: r, owner: o, expires: 2026-12-02}]'],
    ['image', 'exceptions: [{rule: image/unpinned, paths: [dev/**], reason: r, owner: o, expires: 2026-12-02}]'],
    ['image/unpinned', 'rules: {image/unpinned: off}'],
    ['rules', 'rules: {image: off}'],
    ['registries', 'registries: [{host: team.test}]'],
    ['ignore', 'ignore: [k8s/**]'],
    ['render', 'render: {kubeVersion: v1.31.0}'],
    ['mode', 'mode: warn'],
    ['onUnverified', 'onUnverified: warn'],
    ['trustRoots', 'trustRoots: {github: trust/trusted_root.json}'],
  ])('%s: %s', (name, own) => {
    expect(mistakesOf(own)).not.toEqual([])
    expect(mistakesOf(own, `${BASE}allows: [${name}]\n`)).toEqual([])
  })

  test.each([
    ['exceptions', 'rules: {image/unpinned: off}'],
    ['image/unpinned', 'rules: {image: off}'],
    ['image/unpinned', 'exceptions: [{rule: signature/missing, image: docker.io/**, reason: r, owner: o, expires: 2026-12-02}]'],
    ['image', 'rules: {pod-security: off}'],
    ['registries', 'ignore: [k8s/**]'],
  ])('%s, and nothing else: %s is refused', (name, own) => {
    expect(mistakesOf(own, `${BASE}allows: [${name}]\n`)).not.toEqual([])
  })

  test('and every policy that is weakened must: one of two is not enough', () => {
    const strict = extended('version: 1\nimages: [{match: [quay.io/**], pinned: true}]\n', 'acme/more', OTHER)
    const text = `version: 1\nextends: [acme/policies/base.yml@${COMMIT}, acme/more/base.yml@${OTHER}]\nignore: [k8s/**]\n`
    const found = mistakes({ ...input(text), extended: [extended(`${BASE}allows: [ignore]\n`), strict] })
    expect(found.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^this weakens acme\/more\/base\.yml@b+: no longer looks at k8s/)]),
    )
    expect(found.some(({ message }) => message.startsWith('this weakens acme/policies') && message.includes('k8s'))).toBe(false)
  })

  test.each([
    ['allows: [authorities]', '"authorities" is nothing that can be allowed'],
    ['allows: [images]', '"images" is nothing that can be allowed'],
    ['allows: [image/unpined]', '"image/unpined" is nothing that can be allowed'],
  ])('nothing that would turn a demand into another: %s', (text, said) => {
    expect(mistakes(input(`version: 1\n${text}\n`)).map(({ message }) => message)).toEqual([said])
  })
})

describe('what a policy extends', () => {
  test.each([
    ['acme/policies/base.yml@main', 'a branch'],
    ['acme/policies/base.yml@v1', 'a tag'],
    [`acme/policies/base.yml@${'a'.repeat(12)}`, 'the beginning of a commit'],
    [`acme/policies/base.yml@${'A'.repeat(40)}`, 'a commit in capitals'],
    [`acme/policies/../base.yml@${COMMIT}`, 'a path that leaves'],
    ['acme/policies/base.yml', 'no commit'],
    [`base.yml@${COMMIT}`, 'no repository'],
  ])('is not %s: %s', (place) => {
    expect(mistakes(input(`version: 1\nextends: ["${place}"]\n`)).map(({ message }) => message)).toEqual([
      `"${place}" names no file at a commit: a tag or a branch can be moved`,
    ])
  })

  test('must have been read: a policy without it would be a weaker one', () => {
    expect(mistakes(input(EXTENDS)).map(({ message }) => message)).toEqual([`${PLACE} was not read`])
  })

  test.each([
    [`extends: [acme/other/base.yml@${OTHER}]`, 'extends'],
    ['clusterPolicies: [policies/**]', 'clusterPolicies'],
    ['clusterKeys: {k: keys/cosign.pub}', 'clusterKeys'],
  ])('says nothing that is about one repository: %s', (text, key) => {
    const found = mistakes({ ...input(`version: 1\n${text}\n`), isExtended: true }).map(({ message }) => message)
    expect(found).toContain(`"${key}" cannot stand in a policy that others extend`)
  })

  test('gives a name once: two policies that both give it are refused', () => {
    const text = `version: 1\nextends: [acme/policies/base.yml@${COMMIT}, acme/more/base.yml@${OTHER}]\n`
    const one = 'version: 1\nauthorities: {release: {key: {file: keys/platform.pub}}}\n'
    const found = mistakes({ ...input(text), extended: [extended(one), extended(one, 'acme/more', OTHER)] })
    expect(found.map(({ message }) => message)).toEqual([
      `"release" is given in ${PLACE} and in acme/more/base.yml@${OTHER.slice(0, 12)}`,
    ])
  })
})
