import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import type { Inventory, Observation, VouchFacts } from '../../src/model/evidence.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import type { Policy } from '../../src/model/policy.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { digestOf, facts, soundsOf, use } from '../judge/facts.ts'

const OLD = `ghcr.io/acme/web:1@${digestOf('old')}`
const NEW = `ghcr.io/acme/web:2@${digestOf('new')}`
const RELEASE = 'https://github.com/acme/web/.github/workflows/release.yml'

const by = (signer: string, claims: VouchFacts['claims'] = []): VouchFacts => ({
  signer,
  issuer: 'https://issuer',
  store: 'tag',
  claims,
})
const valid = (kind: Observation['kind'], facts: VouchFacts): Observation => ({
  digest: digestOf('x'),
  kind,
  format: 'cosign',
  status: 'valid',
  facts,
})
const inventory = (word: string, observations: readonly Observation[], problems: Inventory['problems'] = []): Inventory => ({
  repository: { registry: 'ghcr.io', repository: 'acme/web' },
  digest: digestOf(word),
  observations,
  problems,
})

function replaced(before: Inventory, after: Inventory | undefined, policy: Policy = builtInPolicy): Judgement {
  const old = use(OLD).reference
  const given = facts([
    { ...use(NEW), replaces: old },
    { ...use(OLD), touched: false },
  ])
  return judge(policy, { ...given, inventories: after === undefined ? [before] : [before, after] })
}

const signed = inventory('old', [valid('signature', by(`${RELEASE}@refs/tags/v1`))])
const outage = { kind: 'unreachable', about: 'ghcr.io', detail: 'connection refused' } as const

describe('an image that replaces a signed one', () => {
  test('and is signed by the same workflow for another tag is cleared without a word', () => {
    const judgement = replaced(signed, inventory('new', [valid('signature', by(`${RELEASE}@refs/tags/v2`))]))
    expect([judgement.rulings[0]?.ruling, soundsOf(judgement)]).toEqual(['cleared', []])
  })

  test('and is not signed is blocked', () => {
    const judgement = replaced(signed, inventory('new', []))
    expect([judgement.rulings[0]?.ruling, soundsOf(judgement)]).toEqual(['blocked', ['error signature/lost']])
  })

  test('and carries only a signature that does not verify is blocked', () => {
    const broken: Observation = { digest: digestOf('x'), kind: 'signature', format: 'cosign', status: 'invalid' }
    expect(soundsOf(replaced(signed, inventory('new', [broken])))).toEqual(['error signature/lost'])
  })

  test('and is signed by somebody else is blocked', () => {
    const judgement = replaced(
      signed,
      inventory('new', [valid('signature', by('https://github.com/evil/web/.github/workflows/release.yml@refs/tags/v2'))]),
    )
    expect([judgement.rulings[0]?.ruling, soundsOf(judgement)]).toEqual(['blocked', ['error signature/signer-changed']])
  })

  test.each<[string, Inventory | undefined]>([
    ['whose signatures could not be looked for', inventory('new', [], [outage])],
    ['that nobody looked at', undefined],
    [
      'with a signature in a format that nobody can check',
      inventory('new', [{ digest: digestOf('x'), kind: 'signature', format: 'future', status: 'unsupported' }]),
    ],
  ])('%s is unverified', (_, after) => {
    expect(replaced(signed, after).rulings[0]?.ruling).toBe('unverified')
  })

  test('does not ask whether it is signed where losing a signature is not an error', () => {
    const policy: Policy = { ...builtInPolicy, rules: [{ rule: 'signature/lost', level: 'notice', options: {} }] }
    expect(replaced(signed, inventory('new', [], [outage]), policy).rulings[0]?.ruling).toBe('cleared')
  })

  test('by the same bytes loses nothing', () => {
    const pinned = { ...use(OLD), replaces: use(OLD, 'b.yaml').reference }
    expect(soundsOf(judge(builtInPolicy, facts([pinned], { inventories: [signed] })))).toEqual([])
  })
})

describe('an image that replaces an attested one', () => {
  const attested = (word: string, source: string, builder: string): Inventory =>
    inventory(word, [
      valid(
        'attestation',
        by(`${RELEASE}@refs/tags/v1`, [
          ['source', source],
          ['builder', builder],
        ]),
      ),
    ])
  const before = attested('old', 'git+https://github.com/acme/web@refs/tags/v1', 'https://github.com/actions/runner')

  test('from the same source and builder is cleared without a word', () => {
    const judgement = replaced(before, attested('new', 'https://github.com/acme/web', 'https://github.com/actions/runner'))
    expect([judgement.rulings[0]?.ruling, soundsOf(judgement)]).toEqual(['cleared', []])
  })

  test('without an attestation of its own is blocked', () => {
    const typed = inventory('old', [valid('attestation', { ...by(RELEASE), predicateType: 'https://slsa.dev/provenance/v1' })])
    expect(soundsOf(replaced(typed, inventory('new', [])))).toEqual(['error attestation/lost'])
  })

  test('from another source is blocked', () => {
    const judgement = replaced(before, attested('new', 'https://github.com/evil/web', 'https://github.com/actions/runner'))
    expect([judgement.rulings[0]?.ruling, soundsOf(judgement)]).toEqual(['blocked', ['error attestation/source-changed']])
  })

  test('by another builder is warned about', () => {
    const judgement = replaced(before, attested('new', 'https://github.com/acme/web', 'https://example.com/laptop'))
    expect([judgement.rulings[0]?.ruling, soundsOf(judgement)]).toEqual(['cleared', ['warning attestation/builder-changed']])
  })
})
