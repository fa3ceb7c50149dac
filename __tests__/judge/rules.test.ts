import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import { found, unknown } from '../../src/model/answer.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Policy } from '../../src/model/policy.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { imageEntry } from '../../src/policy/images.ts'
import { rules } from '../../src/rules/table.ts'
import { readSources, tableGaps } from '../architecture.ts'
import { policyOf } from '../policy/policy-text.ts'
import { ABSENT, answered, digestOf, facts, image, PROVED, soundsOf, use } from './facts.ts'

const root = new URL('../..', import.meta.url).pathname
const finding = (policy: Policy, given: ReturnType<typeof facts>, rule: string): Finding | undefined =>
  judge(policy, given).findings.find((one) => one.rule === rule)

describe('the table of rules', () => {
  const groups = [...new Set(rules.map(({ id }) => id.split('/')[0] ?? ''))]

  test('lists every rule of every group once', () => {
    const sources = readSources(`${root}src`)
    const folders = groups
      .map((group) => `rules/${group}`)
      .filter((folder) => sources.some(({ path }) => path === `${folder}/table.ts`))
    expect(folders.flatMap((folder) => tableGaps(sources, folder))).toEqual([])
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })

  test('has a sentence and a well-formed id for each', () => {
    expect(rules.filter(({ id, summary }) => !/^[a-z-]+\/[a-z0-9-]+$/.test(id) || !summary.endsWith('.'))).toEqual([])
  })

  test.each(rules.map(({ id }) => id))('%s has a page that says what, why, how to fix and when to exempt', (id) => {
    const page = `${root}docs/rules/${id}.md`
    expect(existsSync(page)).toBe(true)
    const text = readFileSync(page, 'utf8')
    expect(text.split('\n')[0]).toBe(`# ${id}`)
    for (const heading of ['## What', '## Why', '## How to fix', '## When to exempt']) expect(text).toContain(heading)
  })
})

describe('an unpinned image', () => {
  test('gets a suggestion that keeps the name as written and appends the digest', () => {
    const one = finding(builtInPolicy, facts([use('nginx:1.27', 'a.yaml', 20)]), 'image/unpinned')
    const digest = digestOf('docker.io/library/nginx:1.27')
    expect(one?.fix?.edits).toEqual([{ span: { file: 'a.yaml', span: { start: 20, end: 30 } }, text: `nginx:1.27@${digest}` }])
  })

  test('gets no edit where the file does not hold the text as composed', () => {
    const fact = use('nginx:1.27')
    const composed = { ...fact, reference: { ...fact.reference, verbatim: false } }
    expect(finding(builtInPolicy, facts([composed]), 'image/unpinned')?.fix?.edits).toEqual([])
  })

  test('gets no edit when its registry did not answer', () => {
    const given = facts([use('nginx:1')], { answers: { 'nginx:1': unknown('timeout', 'x', 'y') } })
    expect(finding(builtInPolicy, given, 'image/unpinned')?.fix?.edits).toEqual([])
  })

  test('that the policy demands to be pinned is an error with the line of the demand', () => {
    const policy = policyOf('version: 1\nimages:\n  - match: ["**"]\n    pinned: true\n')
    expect(finding(policy, facts([use('nginx:1')]), 'image/unpinned')).toMatchObject({
      level: 'error',
      message: '`nginx:1` has no digest, and the policy (line 3) demands one',
    })
  })
})

describe('tag and digest', () => {
  const text = `nginx:1@${digestOf('old')}`
  const moved = image(text, { tagDigest: found(digestOf('new')) })

  test('that disagree are a warning', () => {
    const given = facts([use(text)], { answers: { [text]: moved } })
    expect(soundsOf(judge(builtInPolicy, given))).toEqual(['warning image/tag-moved'])
  })

  test('that agree, or of which nobody knows, are none', () => {
    const same = facts([use(text)], { answers: { [text]: image(text, { tagDigest: found(digestOf('old')) }) } })
    const open = facts([use(text)], { answers: { [text]: image(text, { tagDigest: unknown('timeout', 'x', 'y') }) } })
    expect([...soundsOf(judge(builtInPolicy, same)), ...soundsOf(judge(builtInPolicy, open))]).toEqual([])
  })

  test('a digest of one platform of the tag is said to be that, with the index to write', () => {
    const platforms = [{ platform: 'linux/amd64', digest: digestOf('old'), mediaType: 'm', size: 1 }]
    const index = image('nginx:1', { digest: digestOf('new'), isIndex: true, platforms })
    const given = facts([use(text), { ...use('nginx:1'), touched: false }], { answers: { [text]: moved, 'nginx:1': index } })
    const one = finding(builtInPolicy, given, 'image/single-platform')
    expect(one?.message).toBe(`\`${text}\` is pinned to linux/amd64 only`)
    expect(one?.fix?.edits[0]?.text).toBe(`nginx:1@${digestOf('new')}`)
    expect(finding(builtInPolicy, given, 'image/tag-moved')).toBeUndefined()
  })
})

test('an image that a mirror does not have was not found at the mirror: nobody else was asked', () => {
  const registries = 'registries:\n  - {host: mirror.internal, mirrorOf: docker.io}\n'
  const said = (text: string): string => {
    const given = facts([use('nginx:1')], { answers: { 'nginx:1': { kind: 'absent' } } })
    return judge(policyOf(`version: 1\n${text}`), given).findings.find(({ rule }) => rule === 'image/not-found')?.message ?? ''
  }
  expect(said(registries)).toMatch(/was not found at the mirror mirror\.internal, .* docker\.io itself was not asked/)
  expect(said('')).toMatch(/docker\.io says that it has no such image/)
})

describe('demands on the image itself', () => {
  const demand = (text: string): Policy => policyOf(`version: 1\nimages:\n  - match: ["**"]\n    ${text}\n`)
  const ruled = (policy: Policy, more: Parameters<typeof image>[1]): string => {
    const judgement = judge(
      policy,
      facts([use(`nginx:1@${digestOf('n')}`)], {
        answers: { [`nginx:1@${digestOf('n')}`]: image(`nginx:1@${digestOf('n')}`, more) },
      }),
    )
    return `${judgement.rulings[0]?.ruling} ${soundsOf(judgement).join(' ')}`.trim()
  }
  const made = (created: string) => ({ config: { platform: 'linux/amd64', created, labels: [] } })

  test.each<[string, Parameters<typeof image>[1], string]>([
    ['platforms: [linux/amd64]', made('2026-01-01T00:00:00Z'), 'cleared'],
    ['platforms: [linux/arm64]', made('2026-01-01T00:00:00Z'), 'blocked error image/platform-missing'],
    ['platforms: [linux/arm64]', {}, 'unverified warning image/platform-missing'],
    [
      'platforms: [linux/arm64/v8]',
      { isIndex: true, platforms: [{ platform: 'linux/arm64', digest: digestOf('x'), mediaType: 'm', size: 1 }] },
      'cleared',
    ],
    [
      'platforms: [linux/arm]',
      { isIndex: true, platforms: [{ platform: 'linux/arm64', digest: digestOf('x'), mediaType: 'm', size: 1 }] },
      'blocked error image/platform-missing',
    ],
    [
      'platforms: [linux/arm]',
      { isIndex: true, platforms: [{ platform: 'linux/arm/v7', digest: digestOf('x'), mediaType: 'm', size: 1 }] },
      'cleared',
    ],
    ['minAge: {of: 3d, by: created}', made('2026-11-18T12:00:00Z'), 'cleared'],
    ['minAge: {of: 3d, by: created}', made('2026-11-18T12:00:01Z'), 'blocked error image/too-new'],
    ['minAge: {of: 3d, by: created}', made('2027-01-01T00:00:00Z'), 'blocked error image/too-new'],
    ['minAge: {of: 3d, by: created}', made('1970-01-01T00:00:00Z'), 'unverified warning image/too-new'],
    ['minAge: {of: 3d, by: created}', made('soon'), 'unverified warning image/too-new'],
    ['minAge: {of: 3d, by: created}', {}, 'unverified warning image/too-new'],
    ['maxAge: {of: 30d, by: created}', made('2026-10-22T12:00:00Z'), 'cleared'],
    ['maxAge: {of: 30d, by: created}', made('2026-10-22T11:59:59Z'), 'blocked error image/too-old'],
    ['maxAge: {of: 30d, by: created}', {}, 'unverified warning image/too-old'],
    // What an image says of itself is its author's choice: without a proof nobody knows its age.
    ['minAge: 3d', made('2020-01-01T00:00:00Z'), 'unverified warning image/too-new'],
    ['minAge: {of: 3d}', made('2020-01-01T00:00:00Z'), 'unverified warning image/too-new'],
    ['minAge: {of: 3d, by: proven}', made('2020-01-01T00:00:00Z'), 'unverified warning image/too-new'],
    ['maxAge: 30d', made('2026-11-20T00:00:00Z'), 'unverified warning image/too-old'],
    ['allowed: false', {}, 'blocked error image/registry-not-allowed'],
    [`denied: ["${digestOf('n')}"]`, {}, 'blocked error image/denied'],
    [`denied: ["${digestOf('x')}"]`, {}, 'cleared'],
    [
      `denied: ["${digestOf('x')}"]`,
      { isIndex: true, platforms: [{ platform: 'linux/amd64', digest: digestOf('x'), mediaType: 'm', size: 1 }] },
      'blocked error image/denied',
    ],
  ])('%s with %j', (text, more, expected) => {
    expect(ruled(demand(text), more)).toBe(expected)
  })
})

describe('the gate itself', () => {
  const policyFile = { file: '.github/preadmit.yml', what: 'policy', status: 'modified' } as const

  test('a change of the policy is noted, and judged by the old one', () => {
    expect(soundsOf(judge(builtInPolicy, facts([], { gateFiles: [policyFile] })))).toEqual([
      'notice policy/changed',
      'warning weakened/gate',
    ])
  })

  test('a proposed policy that could not be used blocks', () => {
    const gateFiles = [{ ...policyFile, problem: 'unknown key "mod"' }]
    expect(judge(builtInPolicy, facts([], { gateFiles })).verdict).toBe('blocked')
  })

  test('a policy that matched none of the images says so', () => {
    const policy = policyOf('version: 1\nimages:\n  - match: [ghcr.io/acme/**]\n    pinned: true\n')
    const one = finding(policy, facts([use(`nginx:1@${digestOf('n')}`)]), 'policy/matched-nothing')
    expect(one?.message).toBe(
      'no entry of the policy matched any of the 1 images of this change, so nothing was demanded of them',
    )
  })

  test('an entry that matched none of the images of the repository says so by its line', () => {
    const policy = policyOf(
      'version: 1\nimages:\n  - {match: [ghcr.io/acme/**], pinned: true}\n  - {match: [docker.io/**], pinned: true}\n',
    )
    const change = { repository: 'acme/web', event: 'schedule', base: 'b', head: 'h', scope: 'all' } as const
    const one = finding(policy, facts([use(`nginx:1@${digestOf('n')}`)], { change }), 'policy/matched-nothing')
    expect(one?.message).toBe('the entry of line 3 (ghcr.io/acme/**) matched 0 of 1 images')
  })
})

describe('findings', () => {
  test('come in order of file, position and rule, each with a key of its own', () => {
    const given = facts([use('nginx', 'b.yaml', 5), use('nginx', 'a.yaml', 9), use('nginx', 'a.yaml', 9)])
    const places = judge(builtInPolicy, given).findings.map(({ place, key }) => `${place.file}:${place.span.start} ${key}`)
    expect(places).toEqual(['a.yaml:9 spec/image/9 nginx', 'a.yaml:9 spec/image/9 nginx #2', 'b.yaml:5 spec/image/5 nginx'])
  })

  test('are linked from the ruling that they are about', () => {
    const { rulings, findings } = judge(builtInPolicy, facts([use('redis', 'b.yaml'), use('nginx', 'a.yaml')]))
    expect(rulings.map((one) => one.findings.map((at) => findings[at]?.image))).toEqual([
      ['docker.io/library/redis'],
      ['docker.io/library/nginx'],
    ])
  })
})

describe('every key of an entry that the schema knows is enforced', () => {
  const digest = digestOf('n')
  const text = `nginx:1@${digest}`
  const old = { config: { platform: 'linux/amd64', created: '2020-01-01T00:00:00Z', labels: [] } }
  const young = { config: { platform: 'linux/amd64', created: '2026-11-21T00:00:00Z', labels: [] } }
  const index = { isIndex: true, platforms: [{ platform: 'linux/amd64', digest: digestOf('child'), mediaType: 'm', size: 1 }] }
  const HEAD = 'version: 1\nauthorities: {a: {github: {repository: a/b}}}\nimages:\n  - match: '
  const vouched = (on: string) => (policy: Policy, given: Facts) =>
    answered(policy, given, (claim) => (claim.digest === on ? PROVED : ABSENT))
  const plain = (_: Policy, given: Facts): Facts => given
  type Blocking = readonly [
    entry: string,
    name: string,
    subject: Parameters<typeof image>[1],
    say: (policy: Policy, given: Facts) => Facts,
  ]

  /** For each key: an entry that blocks an image because of it, and would clear it otherwise. */
  const BLOCKING: Readonly<Record<string, Blocking>> = {
    match: ['["**"]\n    allowed: false', text, old, plain],
    except: ['["**"]\n    except: [ghcr.io/**]\n    allowed: false', text, old, plain],
    paths: ['["**"]\n    paths: {only: [k8s/**], except: [dev/**]}\n    allowed: false', text, old, plain],
    branches: ['["**"]\n    branches: [main]\n    allowed: false', text, old, plain],
    environments: ['["**"]\n    environments: [production]\n    allowed: false', text, old, plain],
    mode: ['["**"]\n    mode: enforce\n    allowed: false', text, old, plain],
    from: ['["**"]\n    from: 2026-11-21\n    allowed: false', text, old, plain],
    allowed: ['["**"]\n    allowed: false', text, old, plain],
    pinned: ['["**"]\n    pinned: true', 'nginx:1', old, plain],
    signedBy: ['["**"]\n    signedBy: {anyOf: [a]}', text, old, vouched('nothing')],
    subject: ['["**"]\n    subject: each-platform\n    signedBy: {anyOf: [a]}', text, index, vouched(digest)],
    attestations: ['["**"]\n    attestations: [{type: sbom, signedBy: {anyOf: [a]}}]', text, old, vouched('nothing')],
    platforms: ['["**"]\n    platforms: [linux/s390x]', text, old, plain],
    minAge: ['["**"]\n    minAge: {of: 3d, by: created}', text, young, plain],
    maxAge: ['["**"]\n    maxAge: {of: 3d, by: created}', text, old, plain],
    denied: [`["**"]\n    denied: ["${digest}"]`, text, old, plain],
  }

  test.each(Object.entries(BLOCKING))('%s', (_, [entry, name, subject, say]) => {
    const policy = policyOf(`${HEAD}${entry}\n`)
    const given = say(policy, facts([use(name)], { answers: { [name]: image(name, subject) } }))
    expect([judge(policy, given).verdict, judge(builtInPolicy, given).verdict]).toEqual(['blocked', 'passed'])
  })

  test('and none is forgotten here', () => {
    expect(Object.keys(imageEntry.schema.properties ?? {}).toSorted()).toEqual(Object.keys(BLOCKING).toSorted())
  })
})
