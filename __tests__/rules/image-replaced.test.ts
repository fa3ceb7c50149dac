import { describe, expect, test } from '@jest/globals'
import { comparesImages, judge } from '../../src/judge/judge.ts'
import type { Answer } from '../../src/model/answer.ts'
import { unknown } from '../../src/model/answer.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { ImageConfig, Subject } from '../../src/model/subject.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { digestOf, facts, image, use } from '../judge/facts.ts'
import { policyOf } from '../policy/policy-text.ts'
import { factsOf } from '../posture/hits.ts'
import { objectsIn } from '../posture/objects.ts'

const OLD = `ghcr.io/acme/web:1.4.1@${digestOf('old')}`
const NEW = `ghcr.io/acme/web:1.4.2@${digestOf('new')}`
const OTHER = `ghcr.io/acme/site:1.4.1@${digestOf('old')}`
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - image: '

/** A config of which everything was looked at. */
const config = (more: Partial<ImageConfig> = {}): Partial<Subject> => ({
  config: {
    platform: 'linux/amd64',
    labels: [],
    entrypoint: ['/app/web'],
    command: [],
    ports: ['8080/tcp'],
    weakening: [],
    compressedSize: 100_000_000,
    ...more,
  },
})

interface Change {
  readonly before: Partial<Subject> | Answer<Subject>
  readonly after: Partial<Subject> | Answer<Subject>
  readonly old?: string
  readonly now?: string
  readonly facts?: Partial<Facts>
}

function changes({ before, after, old = OLD, now = NEW, facts: more = {} }: Change): readonly Finding[] {
  const answer = (text: string, given: Change['before']) => ('kind' in given ? given : image(text, given))
  const references = [
    { ...use(now, 'app.yaml', POD.length), replaces: use(old).reference },
    { ...use(old), touched: false },
  ]
  const answers = { [old]: answer(old, before), [now]: answer(now, after) }
  const { findings, verdict } = judge(builtInPolicy, facts(references, { answers, ...more }))
  const found = findings.filter(({ rule }) => rule.startsWith('image-change/'))
  expect(['passed', 'unverified']).toContain(verdict)
  return found
}

function said(change: Change): readonly string[] {
  return changes(change).map(({ level, rule }) => `${level} ${rule.slice('image-change/'.length)}`)
}

function between(before: Partial<ImageConfig>, after: Partial<ImageConfig>, more: Partial<Change> = {}): Change {
  return { before: config(before), after: config(after), ...more }
}

const inPod = (container: string): Partial<Change> => {
  const text = `${POD}${NEW}\n      name: app\n      ${container}\n`
  return { facts: { objects: factsOf([], objectsIn(text)).objects } }
}

describe('two images of which nothing that matters differs', () => {
  test('say nothing', () => {
    expect(said(between({}, {}))).toEqual([])
  })
})

describe('what cannot be compared is passed over', () => {
  const loud = config({ entrypoint: ['/bin/sh'], ports: ['22/tcp'], weakening: [['LD_PRELOAD', '/x.so']], compressedSize: 9e9 })
  const problem = unknown('timeout', 'config', 'it took too long').problem

  test.each<[string, Change]>([
    ['the image before is unknown', { before: unknown('timeout', 'x', 'y'), after: loud }],
    ['the image before is gone', { before: { kind: 'absent' }, after: loud }],
    ['the image is unknown', { before: loud, after: unknown('timeout', 'x', 'y') }],
    ['the config before could not be read', { before: { configProblem: problem }, after: loud }],
    ['nobody read the config before', { before: {}, after: loud }],
    ['nobody read the config', { before: loud, after: {} }],
    ['older facts hold no such lists', { before: { config: { platform: 'linux/amd64', labels: [] } }, after: loud }],
    ['the bytes are the same', { before: config(), after: loud, old: `ghcr.io/acme/web:1.4.3@${digestOf('new')}` }],
  ])('%s', (_, change) => {
    expect(said(change)).toEqual([])
  })
})

test('images for different platforms are not compared, and the platform that is gone is told', () => {
  const before = config({ platform: 'linux/arm64' })
  expect(said({ before, after: config({ entrypoint: ['/bin/sh'], ports: ['22/tcp'] }) })).toEqual(['warning platform-removed'])
})

describe('entrypoint-changed', () => {
  const start = (...entrypoint: readonly string[]) => ({ entrypoint })

  test('shows both', () => {
    const [one] = changes(between(start('/app/web'), { entrypoint: ['/bin/sh', '-c', 'curl x | sh'], command: ['serve'] }))
    expect(one).toMatchObject({ level: 'notice', rule: 'image-change/entrypoint-changed' })
    expect(one?.message).toBe(
      `\`${NEW}\` starts \`/bin/sh -c "curl x | sh" serve\`, and the image that it replaces starts \`/app/web\``,
    )
    expect(one?.evidence).toEqual([
      'starts before: /app/web',
      'starts now: /bin/sh -c "curl x | sh" serve',
      `it replaces: ${OLD}`,
      'compared for: linux/amd64',
    ])
  })

  test.each<[string, Change]>([
    ['the program', between(start('/a'), start('/b'))],
    ['the arguments', between({ command: ['a'] }, { command: ['b'] })],
    ['to nothing', between(start('/a'), start())],
    ['a version that is not that of the tag', between(start('--tls', '1.3'), start('--tls', '1.0'))],
    ['the words', between(start('a b'), start('a', 'b'))],
    ['the entrypoint, and the pod writes arguments', between(start('/a'), start('/b'), inPod('args: [x]'))],
  ])('tells: %s', (_, change) => {
    expect(said(change)).toEqual(['notice entrypoint-changed'])
  })

  test.each<[string, Change]>([
    ['another repository', between(start('/a'), start('/b'), { old: OTHER })],
    ['a word moved', between({ entrypoint: [], command: ['/a'] }, start('/a'))],
    [
      'a path with the version of the tag',
      between(start('java', '-jar', '/web-1.4.1.jar'), start('java', '-jar', '/web-1.4.2.jar')),
    ],
    ['the pod writes the command', between(start('/a'), start('/b'), inPod('command: [x]'))],
    ['the pod writes the arguments', between({ command: ['a'] }, { command: ['b'] }, inPod('args: [x]'))],
  ])('silent: %s', (_, change) => {
    expect(said(change)).toEqual([])
  })

  test('long starts are cut to where they differ, and cannot end the code that they stand in', () => {
    const long = 'x'.repeat(200)
    const [one] = changes(between(start(`${long}a`), start(`${long}\`b`)))
    expect(one?.message).toContain(`starts \`…${'x'.repeat(20)}'b\`, and`)
    expect(one?.message).toContain(`starts \`…${'x'.repeat(20)}a\``)
  })
})

describe('ports-added', () => {
  const ports = (...all: readonly string[]) => ({ ports: all })

  test.each<[string, Change, readonly string[]]>([
    ['a port', between(ports('80/tcp'), ports('80/tcp', '9090/tcp')), ['notice ports-added']],
    ['the same number by another protocol', between(ports('53/tcp'), ports('53/udp')), ['notice ports-added']],
    ['a port that gives control', between(ports(), ports('22/tcp')), ['warning ports-added']],
    ['one of both kinds', between(ports(), ports('22/tcp', '80/tcp')), ['warning ports-added']],
    ['SSH of another image', between(ports(), ports('22/tcp'), { old: OTHER }), ['warning ports-added']],
    ['a port of another image', between(ports(), ports('80/tcp'), { old: OTHER }), []],
    ['one less', between(ports('80/tcp', '81/tcp'), ports('80/tcp')), []],
    ['a name that every object has', between(ports(), ports('constructor'), { old: OTHER }), []],
  ])('%s', (_, change, expected) => {
    expect(said(change)).toEqual(expected)
  })

  test('names them, eight at most', () => {
    const [two] = changes(between(ports(), ports('9090/tcp', '9091/udp')))
    expect(two?.message).toBe(`\`${NEW}\` declares ports \`9090/tcp\`, \`9091/udp\`, which the image that it replaces does not`)
    const many = Array.from({ length: 9 }, (_, at) => `${9000 + at}/tcp`)
    expect(changes(between(ports(), ports(...many)))[0]?.message).toContain('`9007/tcp` and 1 more')
  })

  test('says what a port usually gives', () => {
    const [one] = changes(between(ports(), ports('2375/tcp')))
    expect(one?.evidence[0]).toBe('2375/tcp: usually the Docker API without TLS')
    expect(one?.why).toContain('usually the Docker API without TLS, which hands control')
  })
})

describe('env-risky', () => {
  const sets = (...weakening: readonly (readonly [string, string])[]) => ({ weakening })

  test('says which variable and what it does', () => {
    const [one] = changes(between(sets(), sets(['LD_PRELOAD', '/x.so'])))
    expect(one).toMatchObject({ level: 'warning', rule: 'image-change/env-risky' })
    expect(one?.message).toBe(`\`${NEW}\` sets \`LD_PRELOAD=/x.so\`, which the image that it replaces does not`)
    expect(one?.why).toBe('With it, code that the image did not run before is loaded into its programs.')
    expect(one?.evidence[0]).toBe('LD_PRELOAD=/x.so: code that the image did not run before is loaded into its programs')
  })

  test('shows both values where one is replaced', () => {
    const [one] = changes(between(sets(['HTTP_PROXY', 'http://a:1']), sets(['HTTP_PROXY', 'http://b:1'])))
    expect(one?.message).toBe(`\`${NEW}\` sets \`HTTP_PROXY=http://b:1\` otherwise than the image that it replaces`)
    expect(one?.evidence[0]).toMatch(/^HTTP_PROXY=http:\/\/b:1 \(before: http:\/\/a:1\): its connections/)
  })

  test('names five', () => {
    const names = ['LD_PRELOAD', 'LD_AUDIT', 'PERL5OPT', 'BASH_ENV', 'HTTP_PROXY', 'HTTPS_PROXY']
    expect(changes(between(sets(), sets(...names.map((name) => [name, 'x'] as const))))[0]?.message).toContain(
      '`HTTP_PROXY=x` and 1 more, which',
    )
  })

  test.each<[string, Change, readonly string[]]>([
    ['also of another image', between(sets(), sets(['LD_PRELOAD', '/x.so']), { old: OTHER }), ['warning env-risky']],
    ['the same', between(sets(['LD_PRELOAD', '/x.so']), sets(['LD_PRELOAD', '/x.so'])), []],
    ['gone', between(sets(['LD_PRELOAD', '/x.so']), sets()), []],
    ['a variable that this program does not weigh', between(sets(), sets(['OTHER', 'x'])), []],
  ])('%s', (_, change, expected) => {
    expect(said(change)).toEqual(expected)
  })
})

describe('base-changed', () => {
  const on = (baseName?: string) => (baseName === undefined ? {} : { baseName })

  test.each<[string, string | undefined, string | undefined, readonly string[]]>([
    ['another image', 'debian:12', 'alpine:3.20', ['notice base-changed']],
    ['another release', 'debian:bookworm-slim', 'debian:trixie-slim', ['notice base-changed']],
    ['another minor release', 'docker.io/library/alpine:3.19', 'docker.io/library/alpine:3.20', ['notice base-changed']],
    ['no name of an image', 'Debian 12', 'Debian 13', ['notice base-changed']],
    ['a patch level', 'node:22.1.0-alpine', 'node:22.1.1-alpine', []],
    ['another day', 'ubuntu:jammy-20240111', 'ubuntu:jammy-20240212', []],
    ['another spelling', 'debian:12', 'docker.io/library/debian:12', []],
    ['another digest', `debian:12@${digestOf('a')}`, `debian:12@${digestOf('b')}`, []],
    ['nobody knows what was before', undefined, 'debian:12', []],
    ['nobody knows what is now', 'debian:12', undefined, []],
  ])('%s', (_, before, after, expected) => {
    expect(said(between(on(before), on(after)))).toEqual(expected)
  })

  test('of another repository is not told', () => {
    expect(said(between(on('debian:12'), on('alpine:3'), { old: OTHER }))).toEqual([])
  })

  test('shows both', () => {
    expect(changes(between(on('debian:12'), on('alpine:3')))[0]?.message).toBe(
      `\`${NEW}\` says that it is built on \`alpine:3\`, and the image that it replaces on \`debian:12\``,
    )
  })
})

describe('size-jump', () => {
  const size = (compressedSize: number) => ({ compressedSize })

  test.each<[string, number, number, readonly string[]]>([
    ['half as large again, and 50 MB', 100_000_000, 150_000_000, ['notice size-jump']],
    ['one byte less than half as large again', 100_000_002, 150_000_002, []],
    ['one byte less than 50 MB', 50_000_001, 100_000_000, []],
    ['two thirds of it', 150_000_000, 100_000_000, ['notice size-jump']],
    ['much of nothing', 0, 500_000_000, []],
  ])('%s', (_, before, after, expected) => {
    expect(said(between(size(before), size(after)))).toEqual(expected)
  })

  test('shows both', () => {
    const [one] = changes(between(size(52_428_800), size(1_200_000_000)))
    expect(one?.message).toBe(`\`${NEW}\` is much larger than the image that it replaces: \`1.2 GB\`, after \`52.4 MB\``)
    expect(changes(between(size(1_200_000_000), size(52_428_800)))[0]?.message).toContain('is much smaller than')
  })

  test('of another repository is not told', () => {
    expect(said(between(size(1e6), size(1e9), { old: OTHER }))).toEqual([])
  })
})

describe('downgrade', () => {
  const made = (created?: string) => (created === undefined ? {} : { created })
  const named = (old: string, now: string): Partial<Change> => ({ old: `ghcr.io/acme/web${old}`, now: `ghcr.io/acme/web${now}` })
  const [A, B] = [`@${digestOf('a')}`, `@${digestOf('b')}`]

  test('by the tag is a warning that names both', () => {
    const [one] = changes(between({}, {}, named(`:1.10.0${A}`, `:1.9.3${B}`)))
    expect(one).toMatchObject({ level: 'warning', rule: 'image-change/downgrade' })
    expect(one?.message).toBe(`\`ghcr.io/acme/web:1.9.3${B}\` is a lower version than \`1.10.0\`, which it replaces`)
  })

  test('by the tag is told whatever else is known', () => {
    const nothing = { before: unknown('timeout', 'x', 'y'), after: unknown('timeout', 'x', 'y') }
    expect(said({ ...nothing, ...named(':2', ':1') })).toEqual(['warning downgrade'])
  })

  test.each<[string, string | undefined, string | undefined, Partial<Change>, readonly string[]]>([
    ['two days', '2026-05-03T00:00:00Z', '2026-05-01T00:00:00Z', named(A, B), ['notice downgrade']],
    ['under one tag', '2026-05-03T00:00:00Z', '2026-05-01T00:00:00Z', named(`:1${A}`, `:1${B}`), ['notice downgrade']],
    ['a day', '2026-05-02T00:00:00Z', '2026-05-01T00:00:00Z', named(A, B), []],
    ['a day and a millisecond', '2026-05-02T00:00:00.001Z', '2026-05-01T00:00:00Z', named(A, B), ['notice downgrade']],
    ['forward', '2026-05-01T00:00:00Z', '2026-05-03T00:00:00Z', named(A, B), []],
    ['to a date of a reproducible build', '2026-05-03T00:00:00Z', '1970-01-01T00:00:00Z', named(A, B), []],
    ['to no date', '2026-05-03T00:00:00Z', undefined, named(A, B), []],
    ['from no date', undefined, '2026-05-01T00:00:00Z', named(A, B), []],
    ['from what a tag names now', '2026-05-03T00:00:00Z', '2026-05-01T00:00:00Z', named(':1', `:1${B}`), []],
    ['under a higher tag, as older branches do', '2026-05-03T00:00:00Z', '2026-05-01T00:00:00Z', named(`:1${A}`, `:2${B}`), []],
    ['under a tag that says nothing', '2026-05-03T00:00:00Z', '2026-05-01T00:00:00Z', named(A, `:edge${B}`), []],
  ])('by the date: %s', (_, before, after, names, expected) => {
    expect(said(between(made(before), made(after), names))).toEqual(expected)
  })

  test('by the date says how far', () => {
    const back = between(made('2026-05-03T00:00:00Z'), made('2026-05-01T00:00:00Z'), named(A, B))
    expect(changes(back)[0]?.message).toBe(`\`ghcr.io/acme/web${B}\` was built 2 days before the image that it replaces`)
  })

  test.each([
    ['docker.io/library/nginx:1.27', 'index.docker.io/library/nginx:1.26', ['warning downgrade']],
    ['ghcr.io/acme/web:2', 'quay.io/acme/web:1', []],
    [`ghcr.io/acme/web:2${A}`, `ghcr.io/acme/web:1${A}`, []],
  ])('%s, then %s', (old, now, expected) => {
    expect(said(between({}, {}, { old, now }))).toEqual(expected)
  })
})

test('an image that stood there by a tag is said to be what the tag names now', () => {
  const change = between({ ports: [] }, { ports: ['1/tcp'] }, { old: 'ghcr.io/acme/web:1.4.1' })
  expect(changes(change)[0]?.evidence).toContain('it replaces: ghcr.io/acme/web:1.4.1 (what that tag names now)')
})

describe('configs are only compared where a rule is on that needs them', () => {
  test.each([
    ['', true],
    ['rules:\n  image-change: off\n', false],
    ['rules:\n  image-change: off\n  image-change/size-jump: notice\n', true],
    ['rules:\n  image-change/size-jump: off\n', true],
  ])('%j', (rules, expected) => {
    expect(comparesImages(policyOf(`version: 1\n${rules}`))).toBe(expected)
  })
})

describe('what could not be compared, where the policy makes an error of a difference', () => {
  const gone = { kind: 'absent' } as const
  const down = unknown('timeout', 'ghcr.io', 'it did not answer')
  const strict = (rule: string) => `rules:\n  image-change/${rule}: error\n`
  const excused = `exceptions:
  - {rule: image-change/not-compared, image: ghcr.io/acme/web, reason: gone, owner: a, expires: 2026-12-31}
`
  interface Open {
    readonly policy: string
    readonly before: Answer<Subject>
    readonly old?: string
    readonly after?: Answer<Subject>
  }
  const ruled = ({ policy, before, old = OLD, after = image(NEW, config()) }: Open): string => {
    const references = [
      { ...use(NEW), replaces: use(old).reference },
      { ...use(old), touched: false },
    ]
    const given = facts(references, { answers: { [old]: before, [NEW]: after } })
    const { rulings, findings } = judge(policyOf(`version: 1\n${policy}`), given)
    const open = findings.filter(({ rule }) => rule === 'image-change/not-compared').map(({ level }) => level)
    return [rulings[0]?.ruling, ...open].join(' ')
  }

  test.each<[string, Open, string]>([
    ['an outage is unverified', { policy: strict('env-risky'), before: down }, 'unverified warning'],
    ['an image that is gone is unverified', { policy: strict('env-risky'), before: gone }, 'unverified warning'],
    ['a config without what it was', { policy: strict('size-jump'), before: image(OLD, {}) }, 'unverified warning'],
    [
      'with the rule switched off too',
      { policy: `${strict('env-risky')}  image-change/not-compared: off\n`, before: down },
      'unverified',
    ],
    ['the level of the group counts', { policy: 'rules:\n  image-change: error\n', before: down }, 'blocked error'],
    ['an exception covers what stays so', { policy: strict('env-risky') + excused, before: gone }, 'exempt warning'],
    ['and no outage', { policy: strict('env-risky') + excused, before: down }, 'unverified warning'],
    ['rules that only inform leave it cleared', { policy: '', before: down }, 'cleared'],
    ['a rule that needs no image before leaves it cleared', { policy: strict('secret-in-config'), before: down }, 'cleared'],
    ['a downgrade is told by the tags', { policy: strict('downgrade'), before: down }, 'cleared'],
    [
      'and by dates where the tags are the same',
      { policy: strict('downgrade'), before: down, old: NEW.replace(digestOf('new'), digestOf('x')) },
      'unverified warning',
    ],
    ['of another repository only what is told of it', { policy: strict('size-jump'), before: down, old: OTHER }, 'cleared'],
    ['what could be compared is', { policy: strict('env-risky'), before: image(OLD, config()) }, 'cleared'],
    ['an image that is not known says so once', { policy: strict('env-risky'), before: down, after: down }, 'unverified'],
  ])('%s', (_, open, expected) => {
    expect(ruled(open)).toBe(expected)
  })
})
