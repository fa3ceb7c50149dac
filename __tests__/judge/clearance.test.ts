import { describe, expect, test } from '@jest/globals'
import type { ReferenceCase } from '../../src/case/case.ts'
import { judge } from '../../src/judge/judge.ts'
import { rulingsOf } from '../../src/judge/rulings.ts'
import type { ProblemKind } from '../../src/model/answer.ts'
import { unknown } from '../../src/model/answer.ts'
import type { Evidence, VouchFacts } from '../../src/model/evidence.ts'
import { exitCodeOf } from '../../src/model/judgement.ts'
import type { Policy } from '../../src/model/policy.ts'
import { UsageError } from '../../src/model/usage-error.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { rules } from '../../src/rules/table.ts'
import { policyOf } from '../policy/policy-text.ts'
import {
  ABSENT,
  answered,
  digestOf,
  facts,
  INVALID,
  image,
  MISMATCH,
  PROVED,
  rulingsIn,
  type Said,
  soundsOf,
  template,
  UNREACHABLE,
  UNSUPPORTED,
  UNTRUSTED,
  use,
} from './facts.ts'

const { problem: PROBLEM } = unknown('unreachable', 'ghcr.io', 'connection refused')
const PINNED = `ghcr.io/acme/web:1@${digestOf('web')}`
const SIGNED = policyOf(`version: 1
authorities:
  a: {key: {file: keys/platform.pub}}
  b: {github: {repository: acme/web}}
  c: {github: {repository: acme/api}}
images:
  - match: [ghcr.io/acme/**]
    signedBy: {anyOf: [a, b]}
`)
const SILENT: Policy = { ...SIGNED, rules: rules.map(({ id }) => ({ rule: id, level: 'off', options: {} })) }

function withRule(change: string): Policy {
  return policyOf(`version: 1
authorities:
  a: {key: {file: keys/platform.pub}}
  b: {github: {repository: acme/web}}
  c: {github: {repository: acme/api}}
images:
  - match: [ghcr.io/acme/**]
${change.replace(/^/gm, '    ')}
`)
}

describe('clearance is proof', () => {
  test('an image whose registry answered, with every demand proved, is cleared', () => {
    expect(
      rulingsIn(
        SIGNED,
        answered(SIGNED, facts([use(PINNED)]), () => PROVED),
      ),
    ).toEqual(['cleared'])
  })

  test('without a policy an image is cleared by being known', () => {
    const judgement = judge(builtInPolicy, facts([use('nginx:1.27')]))
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['cleared'])
    expect(soundsOf(judgement)).toEqual(['warning image/unpinned'])
    expect(judgement.verdict).toBe('passed')
  })

  test.each<[string, Said | undefined]>([
    ['a verifier that could not look', UNREACHABLE],
    ['a format that nobody can check', UNSUPPORTED],
    ['a claim that was never asked', undefined],
  ])('%s is unverified', (_, said) => {
    expect(
      rulingsIn(
        SIGNED,
        answered(SIGNED, facts([use(PINNED)]), () => said),
      ),
    ).toEqual(['unverified'])
  })

  test.each<[string, Said, string]>([
    ['no signature', ABSENT, 'signature/missing'],
    ['a signature of a stranger', UNTRUSTED, 'signature/untrusted'],
    ['a broken signature', INVALID, 'signature/invalid'],
  ])('%s is blocked', (_, said, rule) => {
    const judgement = judge(
      SIGNED,
      answered(SIGNED, facts([use(PINNED)]), () => said),
    )
    expect(judgement.rulings[0]?.ruling).toBe('blocked')
    expect(soundsOf(judgement)).toEqual([`error ${rule}`])
    expect(judgement.findings[0]?.message).toContain('the policy (line 7) demands one by any of a, b')
  })

  test.each<ProblemKind>([
    'denied',
    'rate-limited',
    'unreachable',
    'timeout',
    'malformed',
    'too-large',
    'too-many',
    'unsupported',
    'unresolved',
    'disagreement',
  ])('a registry that answers "%s" is unverified', (kind) => {
    const given = facts([use(PINNED)], { answers: { [PINNED]: unknown(kind, 'ghcr.io', 'no') } })
    expect(rulingsIn(builtInPolicy, given)).toEqual(['unverified'])
    expect(soundsOf(judge(builtInPolicy, given))).toEqual(['warning image/unresolved'])
  })

  test('a name that was never looked up is unverified', () => {
    expect(rulingsIn(builtInPolicy, facts([use(PINNED)], { resolutions: [] }))).toEqual(['unverified'])
  })

  test('an answer for a longer name does not answer for the name itself: it is unverified', () => {
    const other = facts([use('ghcr.io/acme/web:1')]).resolutions
    expect(rulingsIn(builtInPolicy, facts([use(PINNED)], { resolutions: other }))).toEqual(['unverified'])
  })

  test('a template that leaves the image open is unverified', () => {
    expect(rulingsIn(builtInPolicy, facts([template('{{ .image }}')]))).toEqual(['unverified'])
  })

  test('a reference that is none is blocked', () => {
    expect(rulingsIn(builtInPolicy, facts([use('ghcr.io/Acme/web')]))).toEqual(['blocked'])
  })

  test('a host that cannot be one is blocked', () => {
    const judgement = judge(builtInPolicy, facts([use('my_host.com/app:1')]))
    expect(soundsOf(judgement)).toContain('error image/malformed')
    expect(judgement.rulings[0]?.ruling).toBe('blocked')
  })

  test('an image that the registry does not have is blocked', () => {
    const given = facts([use(PINNED)], { answers: { [PINNED]: { kind: 'absent' } } })
    expect(soundsOf(judge(builtInPolicy, given))).toEqual(['error image/not-found'])
    expect(rulingsIn(builtInPolicy, given)).toEqual(['blocked'])
  })

  test.each(['host-not-allowed', 'digest-mismatch'] as const)('a registry that answers "%s" is blocked', (kind) => {
    const given = facts([use(PINNED)], { answers: { [PINNED]: unknown(kind, 'ghcr.io', 'no') } })
    expect(rulingsIn(builtInPolicy, given)).toEqual(['blocked'])
  })

  test('bytes with another digest than the reference are blocked, even if a resolver let them through', () => {
    const given = facts([use(PINNED)], { answers: { [PINNED]: image(PINNED, { digest: digestOf('other') }) } })
    expect(soundsOf(judge(builtInPolicy, given))).toEqual(['error image/digest-mismatch'])
    expect(rulingsIn(builtInPolicy, given)).toEqual(['blocked'])
  })

  test('what the change did not touch is untouched and has no findings', () => {
    const judgement = judge(builtInPolicy, facts([{ ...use('nginx'), touched: false }]))
    expect(judgement.rulings.map(({ ruling }) => ruling)).toEqual(['untouched'])
    expect(judgement.findings).toEqual([])
  })

  test('there is one ruling per reference, in order', () => {
    const given = facts([
      use('nginx', 'a.yaml', 0),
      use('nginx', 'a.yaml', 9),
      template('{{ x }}'),
      { ...use('redis'), touched: false },
    ])
    expect(rulingsIn(builtInPolicy, given)).toEqual(['cleared', 'cleared', 'unverified', 'untouched'])
  })

  test('an unread file makes the verdict unverified, whatever was cleared', () => {
    const judgement = judge(builtInPolicy, facts([use(PINNED)], { unread: [{ file: 'b.yaml', why: 'not UTF-8', partly: true }] }))
    expect(judgement.verdict).toBe('unverified')
    expect(soundsOf(judgement)).toEqual(['warning file/unreadable'])
  })

  test('an open question about the run itself makes the verdict unverified', () => {
    const problem = { kind: 'timeout', about: 'the run', detail: 'time ran out' } as const
    expect(judge(builtInPolicy, facts([], { problems: [problem] })).verdict).toBe('unverified')
  })
})

describe('rules that are switched off', () => {
  test.each<[string, Said | undefined, string]>([
    ['a missing signature', ABSENT, 'blocked'],
    ['a broken signature', INVALID, 'blocked'],
    ['a signature that could not be looked for', UNREACHABLE, 'unverified'],
    ['a signature that was not asked for', undefined, 'unverified'],
  ])('do not clear %s', (_, said, ruling) => {
    const judgement = judge(
      SILENT,
      answered(SILENT, facts([use(PINNED)]), () => said),
    )
    expect(judgement.rulings.map((one) => one.ruling)).toEqual([ruling])
    expect(judgement.findings).toEqual([])
    expect(judgement.verdict).toBe(ruling)
  })

  test('do not clear a registry outage, an unlisted host, wrong bytes, a template or an unread file', () => {
    const open = (kind: ProblemKind): string =>
      judge(SILENT, facts([use(PINNED)], { answers: { [PINNED]: unknown(kind, 'x', 'y') } })).verdict
    expect([open('unreachable'), open('host-not-allowed'), open('digest-mismatch')]).toEqual([
      'unverified',
      'unverified',
      'unverified',
    ])
    expect(judge(SILENT, facts([template('{{ x }}')])).verdict).toBe('unverified')
    expect(judge(SILENT, facts([], { unread: [{ file: 'b', why: 'x', partly: false }] })).verdict).toBe('unverified')
  })

  test('a lower level does not soften a demand', () => {
    const policy: Policy = { ...SIGNED, rules: [{ rule: 'signature', level: 'notice', options: {} }] }
    const judgement = judge(
      policy,
      answered(policy, facts([use(PINNED)]), () => ABSENT),
    )
    expect(soundsOf(judgement)).toEqual(['error signature/missing'])
    expect(judgement.verdict).toBe('blocked')
  })

  test('a higher level blocks what would only be mentioned', () => {
    const policy: Policy = { ...builtInPolicy, rules: [{ rule: 'image', level: 'error', options: {} }] }
    expect(rulingsIn(policy, facts([use('nginx:1')]))).toEqual(['blocked'])
  })

  test('the level of a rule outranks the level of its group, in any order', () => {
    const settings = [
      { rule: 'image/unpinned', level: 'notice', options: {} },
      { rule: 'image', level: 'error', options: {} },
    ] as const
    const level = (rules: Policy['rules']): string =>
      soundsOf(judge({ ...builtInPolicy, rules }, facts([use('nginx:1')])))[0] ?? ''
    expect([level(settings), level(settings.toReversed())]).toEqual(['notice image/unpinned', 'notice image/unpinned'])
  })
})

describe('who must vouch', () => {
  const judged = (change: string, says: Readonly<Record<string, Said>>): string => {
    const policy = withRule(change)
    return (
      rulingsIn(
        policy,
        answered(policy, facts([use(PINNED)]), ({ authority }) => says[authority.name]),
      )[0] ?? ''
    )
  }
  test.each<[string, Readonly<Record<string, Said>>, string]>([
    ['signedBy: {anyOf: [a, b]}', { a: ABSENT, b: PROVED }, 'cleared'],
    ['signedBy: {anyOf: [a, b]}', { a: UNREACHABLE, b: PROVED }, 'cleared'],
    ['signedBy: {anyOf: [a, b]}', { a: ABSENT, b: UNREACHABLE }, 'unverified'],
    ['signedBy: {anyOf: [a, b]}', { a: ABSENT, b: UNTRUSTED }, 'blocked'],
    ['signedBy: {allOf: [a, b]}', { a: PROVED, b: PROVED }, 'cleared'],
    ['signedBy: {allOf: [a, b]}', { a: PROVED, b: ABSENT }, 'blocked'],
    ['signedBy: {allOf: [a, b]}', { a: PROVED, b: UNREACHABLE }, 'unverified'],
    ['signedBy: {allOf: [a, b]}', { a: UNREACHABLE, b: ABSENT }, 'blocked'],
    ['signedBy: {atLeast: {count: 2, of: [a, b, c]}}', { a: PROVED, b: PROVED, c: ABSENT }, 'cleared'],
    ['signedBy: {atLeast: {count: 2, of: [a, b, c]}}', { a: PROVED, b: INVALID, c: ABSENT }, 'blocked'],
    ['signedBy: {atLeast: {count: 2, of: [a, b, c]}}', { a: PROVED, b: UNREACHABLE, c: ABSENT }, 'unverified'],
    ['signedBy: {atLeast: {count: 2, of: [a, b, c]}}', { a: PROVED }, 'unverified'],
  ])('%s with %j', (change, says, ruling) => {
    expect(judged(change, says)).toBe(ruling)
  })

  test.each([
    ['{key: {file: keys/platform.pub}}', '{key: {file: keys/cosign.pub}}'],
    ['{key: {file: keys/platform.pub, validUntil: 2026-06-30}}', '{key: {file: keys/cosign.pub, validFrom: 2026-07-01}}'],
    ['{key: {file: keys/platform.pub}}', '{key: {file: keys/cosign.pub}, transparencyLog: optional}'],
  ])('two names for one key are one authority: %s and %s', (one, two) => {
    const policy = policyOf(`version: 1
authorities:
  one: ${one}
  two: ${two}
images:
  - match: ["**"]
    signedBy: {atLeast: {count: 2, of: [one, two]}}
`)
    expect(
      rulingsIn(
        policy,
        answered(policy, facts([use(PINNED)]), () => PROVED),
      ),
    ).toEqual(['blocked'])
  })

  describe('one signer whom two authorities accept counts once', () => {
    const word = { status: 'proved', facts: { signer: 'x', store: 'tag', claims: [] } } as const
    const by = (...signers: readonly string[]): Said => ({ ...word, signers })
    const openTo = (...signers: readonly string[]): Said => ({ ...word, signers, open: PROBLEM })
    const two = 'signedBy: {atLeast: {count: 2, of: [a, b, c]}}'
    test.each<[string, Readonly<Record<string, Said>>, string]>([
      [two, { a: by('x'), b: by('x'), c: ABSENT }, 'blocked'],
      [two, { a: by('x'), b: by('x'), c: by('x') }, 'blocked'],
      [two, { a: by('x'), b: by('x', 'y'), c: ABSENT }, 'cleared'],
      [two, { a: by('x', 'y'), b: by('x'), c: ABSENT }, 'cleared'],
      [two, { a: by('x'), b: by('x'), c: by('y') }, 'cleared'],
      [two, { a: by('x'), b: by('x'), c: UNREACHABLE }, 'unverified'],
      [two, { a: by('x'), b: openTo('x'), c: ABSENT }, 'unverified'],
      [two, { a: openTo('x'), b: openTo('x'), c: ABSENT }, 'unverified'],
      [two, { a: openTo('x'), b: ABSENT, c: ABSENT }, 'blocked'],
      [two, { a: openTo('x'), b: openTo('y'), c: ABSENT }, 'cleared'],
      ['signedBy: {allOf: [a, b]}', { a: by('x'), b: by('x') }, 'blocked'],
      ['signedBy: {allOf: [a, b]}', { a: by('x', 'y'), b: by('x') }, 'cleared'],
      ['signedBy: {allOf: [a, b]}', { a: by('x'), b: openTo('x') }, 'unverified'],
      ['signedBy: {anyOf: [a, b]}', { a: by('x'), b: by('x') }, 'cleared'],
    ])('%s with %j', (change, says, ruling) => {
      expect(judged(change, says)).toBe(ruling)
    })

    test('in facts that list no signers it is the one that is named, with its issuer', () => {
      const policy = withRule(two)
      const rulingWith = (...named: readonly Partial<VouchFacts>[]): string => {
        const given = answered(policy, facts([use(PINNED)]), ({ authority }) => (authority.name === 'c' ? ABSENT : PROVED))
        const evidence = given.evidence.map((one, index): Evidence => {
          const facts = { signer: 'x', store: 'tag', claims: [], ...named[index] }
          return one.status === 'proved' ? { claim: one.claim, status: 'proved', facts } : one
        })
        return rulingsIn(policy, { ...given, evidence })[0] ?? ''
      }
      expect(rulingWith({ signer: 'x' }, { signer: 'x' })).toBe('blocked')
      expect(rulingWith({ signer: 'x' }, { signer: 'y' })).toBe('cleared')
      expect(rulingWith({ issuer: 'i' }, { issuer: 'j' })).toBe('cleared')
    })

    test('an attestation counts like a signature', () => {
      const change = 'attestations: [{type: sbom, signedBy: {atLeast: {count: 2, of: [a, b]}}}]'
      expect([judged(change, { a: by('x'), b: by('x') }), judged(change, { a: by('x'), b: by('y') })]).toEqual([
        'blocked',
        'cleared',
      ])
    })

    test('the finding says that signers are missing, and who vouched', () => {
      const policy = withRule(two)
      const { findings } = judge(
        policy,
        answered(policy, facts([use(PINNED)]), () => by('x')),
      )
      expect(findings.map(({ rule, message }) => [rule, message.includes('by too few different signers')])).toEqual([
        ['signature/missing', true],
      ])
      expect(findings[0]?.message).toContain('at least 2 of a, b, c')
    })
  })

  test('evidence for an authority that was changed since does not count: it is unverified', () => {
    const given = answered(SIGNED, facts([use(PINNED)]), () => PROVED)
    const changed: Policy = {
      ...SIGNED,
      authorities: SIGNED.authorities.map((one) => (one.kind === 'notation' ? one : { ...one, trustRoots: ['other'] })),
    }
    expect(rulingsIn(changed, given)).toEqual(['unverified'])
  })

  test('of two answers to one claim the doubtful one counts', () => {
    const given = answered(SIGNED, facts([use(PINNED)]), () => PROVED)
    const doubted = answered(SIGNED, facts([use(PINNED)]), () => INVALID)
    expect(rulingsIn(SIGNED, { ...given, evidence: [...given.evidence, ...doubted.evidence] })).toEqual(['blocked'])
  })

  test('every entry that matches must be met, in whatever order', () => {
    const policy = policyOf(`version: 1
authorities: {a: {key: {file: keys/platform.pub}}, b: {github: {repository: acme/web}}}
images:
  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [a]}}
  - {match: [ghcr.io/acme/web], signedBy: {anyOf: [b]}}
`)
    const says = ({ authority }: { authority: { name: string } }): Said => (authority.name === 'a' ? PROVED : ABSENT)
    const given = answered(policy, facts([use(PINNED)]), says)
    expect([rulingsIn(policy, given), rulingsIn({ ...policy, images: policy.images.toReversed() }, given)]).toEqual([
      ['blocked'],
      ['blocked'],
    ])
  })

  test('an attestation of a trusted signer that says something else is a mismatch', () => {
    const policy = withRule(
      'attestations: [{type: slsa-provenance, signedBy: {anyOf: [b]}, where: {source: https://github.com/acme/*}}]',
    )
    const judgement = judge(
      policy,
      answered(policy, facts([use(PINNED)]), () => MISMATCH),
    )
    expect(soundsOf(judgement)).toEqual(['error attestation/predicate-mismatch'])
  })
})

describe('the last line of defence', () => {
  test('a demand for no signer at all still needs one', () => {
    const signedBy = { quantifier: 'atLeast', count: 0, of: ['a'] } as const
    const policy: Policy = { ...SIGNED, images: SIGNED.images.map((entry) => ({ ...entry, signedBy })) }
    expect(
      rulingsIn(
        policy,
        answered(policy, facts([use(PINNED)]), () => ABSENT),
      ),
    ).toEqual(['blocked'])
  })

  test.each<[string, ReferenceCase['demands']]>([
    ['without any demand', []],
    ['with every demand proved but the first', [{ demand: 'pinned', status: 'proved' }]],
  ])('a reference %s is unverified', (_, demands) => {
    const given = facts([use(PINNED)])
    const [fact] = given.references
    const one = fact === undefined ? [] : [{ fact, answer: image(PINNED), entries: [], demands }]
    const rulings = rulingsOf({ policy: builtInPolicy, facts: given, cases: one, findings: [], now: new Date(given.now) })
    expect(rulings.map(({ ruling }) => ruling)).toEqual(['unverified'])
  })

  test('a touched reference that nobody made a case of is unverified', () => {
    const given = facts([use(PINNED)])
    expect(rulingsOf({ policy: builtInPolicy, facts: given, cases: [], findings: [], now: new Date(given.now) })[0]?.ruling).toBe(
      'unverified',
    )
  })

  test('facts without a time are refused', () => {
    expect(() => judge(builtInPolicy, facts([], { now: 'soon' }))).toThrow(UsageError)
  })
})

describe('which manifest a proof must name', () => {
  const index = digestOf('index')
  const arm = digestOf('arm')
  const amd = digestOf('amd')
  const text = `ghcr.io/acme/web@${index}`
  const platformOf = (platform: string, digest: typeof arm) => ({ platform, digest, mediaType: 'm', size: 1 })
  const multi = image(text, {
    isIndex: true,
    platforms: [platformOf('linux/arm64', arm), platformOf('linux/amd64', amd), platformOf('unknown/unknown', digestOf('sbom'))],
  })
  const judged = (subject: string, proved: readonly string[]): string => {
    const policy = withRule(`subject: ${subject}\nsignedBy: {anyOf: [a]}`)
    const given = facts([use(text)], { answers: { [text]: multi } })
    return (
      rulingsIn(
        policy,
        answered(policy, given, ({ digest }) => (proved.includes(digest) ? PROVED : ABSENT)),
      )[0] ?? ''
    )
  }
  test.each<[string, readonly string[], string]>([
    ['index', [index], 'cleared'],
    ['index', [arm, amd], 'blocked'],
    ['each-platform', [arm, amd], 'cleared'],
    ['each-platform', [arm], 'blocked'],
    ['each-platform', [index], 'blocked'],
    ['index-or-each-platform', [index], 'cleared'],
    ['index-or-each-platform', [arm, amd], 'cleared'],
    ['index-or-each-platform', [amd], 'blocked'],
  ])('T79 %s', (subject, proved, ruling) => {
    expect(judged(subject, proved)).toBe(ruling)
  })

  test('an index without any platform that can run proves nothing for each of them: it is unverified', () => {
    const policy = withRule('subject: each-platform\nsignedBy: {anyOf: [a]}')
    const given = facts([use(text)], { answers: { [text]: image(text, { isIndex: true, platforms: [] }) } })
    expect(
      rulingsIn(
        policy,
        answered(policy, given, () => PROVED),
      ),
    ).toEqual(['unverified'])
  })
})

describe('what a verdict costs', () => {
  test.each([
    ['passed', 'enforce', 'block', 0],
    ['blocked', 'enforce', 'block', 1],
    ['blocked', 'enforce', 'warn', 1],
    ['unverified', 'enforce', 'block', 3],
    ['unverified', 'enforce', 'warn', 0],
    ['blocked', 'warn', 'block', 0],
    ['unverified', 'warn', 'block', 0],
    ['misconfigured', 'warn', 'warn', 2],
  ] as const)('%s with mode %s and onUnverified %s', (verdict, mode, onUnverified, code) => {
    expect(exitCodeOf(verdict, { mode, onUnverified })).toBe(code)
  })

  test('blocked outweighs unverified, so that softening the one cannot hide the other', () => {
    const given = facts([use('ghcr.io/Acme/web'), template('{{ x }}')])
    expect(judge(builtInPolicy, given).verdict).toBe('blocked')
  })
})
