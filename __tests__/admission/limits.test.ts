import { describe, expect, test } from '@jest/globals'
import { publicKeyIn } from '../../src/admission/cip-fields.ts'
import { setsFor } from '../../src/admission/export-demands.ts'
import { policyControllerGlobs } from '../../src/admission/export-patterns.ts'
import { matchesWildcard, policyControllerGlob, separatorlessGlob } from '../../src/admission/image-match.ts'
import { waysOf } from '../../src/admission/ways.ts'
import { weakerImagePolicy } from '../../src/admission/weaker.ts'
import { parseCel } from '../../src/languages/cel/parse.ts'
import {
  MAX_CEL,
  MAX_CEL_DEPTH,
  MAX_CEL_TOKENS,
  MAX_CLUSTER_GLOB,
  MAX_PATTERN_VARIANTS,
  MAX_PEM_TEXT,
  MAX_SIGNER_SETS,
  MAX_WAY_PARTS,
  MAX_WAYS,
} from '../../src/model/limits.ts'
import { block, OTHER_PEM, objectsIn, PEM } from './cluster.ts'

const why = (text: string): string => {
  const parsed = parseCel(text)
  return parsed.ok ? 'parsed' : parsed.why
}

describe('bounds of what a hostile policy can cost', () => {
  test.each([
    ['characters', `"${'a'.repeat(MAX_CEL - 2)}"`, `"${'a'.repeat(MAX_CEL - 1)}"`, 'than 8000'],
    ['tokens', `a${'+a'.repeat((MAX_CEL_TOKENS - 2) / 2)}`, `a${'+a'.repeat(MAX_CEL_TOKENS / 2)}`, 'than 1000'],
    [
      'depth',
      `${'('.repeat(MAX_CEL_DEPTH - 1)}a${')'.repeat(MAX_CEL_DEPTH - 1)}`,
      `${'('.repeat(MAX_CEL_DEPTH)}a${')'.repeat(MAX_CEL_DEPTH)}`,
      'than 60',
    ],
  ])('T37 %s of a CEL expression: at the limit it is parsed, one past it says so', (_title, at, past, name) => {
    expect(why(at)).toBe('parsed')
    expect(why(past)).toContain(name)
  })

  test('a CEL expression that is no expression is a reason, never a crash', () => {
    for (const text of [
      '',
      '(',
      ')',
      '[',
      '{',
      '{a',
      'a.',
      'a.1',
      'a b',
      '"',
      "'a",
      '#',
      'a?b',
      '!'.repeat(900),
      'a(',
      'a[',
      'x.y(z',
      '1..2',
      '\u0000',
    ])
      expect(typeof why(text)).toBe('string')
  })

  test('a PEM text at the limit is read, one past it is no key', () => {
    expect(publicKeyIn(`${PEM}${' '.repeat(MAX_PEM_TEXT - PEM.length)}`)).toBeDefined()
    expect(publicKeyIn(`${PEM}${' '.repeat(MAX_PEM_TEXT - PEM.length + 1)}`)).toBeUndefined()
  })

  test('a glob that cannot be compiled is no glob, instead of one that matches nothing', () => {
    expect(policyControllerGlob('a'.repeat(1_900))).toBeDefined()
    expect(policyControllerGlob('a'.repeat(2_000))).toBeUndefined()
    expect(separatorlessGlob('a'.repeat(1_000))).toBeDefined()
    expect(separatorlessGlob('a'.repeat(1_001))).toBeUndefined()
  })

  test('a wildcard of fifty stars against 100 kB ends', () => {
    expect(matchesWildcard('a*'.repeat(50), 'a'.repeat(100_000))).toBe(true)
    expect(matchesWildcard(`${'a*'.repeat(50)}b`, 'a'.repeat(100_000))).toBe(false)
  })

  test('a policy with very many ways to be met is said to be incomparable, not compared for hours', () => {
    const entry = (pem: string): string => `                - keys:\n                    publicKeys: |-\n${block(pem, 22)}\n`
    const policy = (count: number, pem: string) =>
      objectsIn(
        `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec:\n  rules:\n    - name: a\n      match: {any: [{resources: {kinds: [Pod]}}]}\n      verifyImages:\n        - imageReferences: ["*"]\n          attestors:\n            - count: ${count}\n              entries:\n${entry(pem).repeat(50)}`,
      )
    const [base] = policy(25, PEM)
    const [head] = policy(24, OTHER_PEM)
    if (base === undefined || head === undefined) throw new Error('two policies')
    expect(weakerImagePolicy(base, head)).toEqual([expect.stringContaining('too many ways')])
  })
})

test('a glob without separators is read at its limit and not one past it', () => {
  expect(separatorlessGlob('a'.repeat(MAX_CLUSTER_GLOB))).toBeDefined()
  expect(separatorlessGlob('a'.repeat(MAX_CLUSTER_GLOB + 1))).toBeUndefined()
})

describe('ways to be admitted are listed up to a number, and beyond it there is no list', () => {
  const open = (count: number) => Array.from({ length: count }, (_, at) => ({ kind: 'open', why: `reason ${at}` }) as const)

  test('alternatives', () => {
    expect(waysOf({ kind: 'atLeast', count: 1, of: open(MAX_WAY_PARTS) })).toHaveLength(MAX_WAY_PARTS)
    expect(waysOf({ kind: 'atLeast', count: 1, of: open(MAX_WAY_PARTS + 1) })).toBeUndefined()
  })

  test('their combinations', () => {
    const pairs = (count: number) => waysOf({ kind: 'atLeast', count: 2, of: open(count) })
    const most = Math.floor((1 + Math.sqrt(1 + 8 * MAX_WAYS)) / 2)
    expect(pairs(most)).toHaveLength((most * (most - 1)) / 2)
    expect(pairs(most + 1)).toBeUndefined()
  })
})

test('a pattern is written out for both readings of its stars up to a number of variants', () => {
  const globs = (stars: number): number => policyControllerGlobs(`ghcr.io/${'**/'.repeat(stars)}end`).globs.length
  const most = Math.log2(MAX_PATTERN_VARIANTS)
  expect(globs(most)).toBeGreaterThan(globs(most - 1))
  expect(globs(most + 1)).toBeLessThanOrEqual(2 * MAX_PATTERN_VARIANTS)
})

test('sets of signers are written out up to a number, and beyond it there are none', () => {
  const names = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `signer-${at}`)
  const sets = (of: readonly string[], count: number) => setsFor({ quantifier: 'atLeast', count, of })
  expect(sets(names(MAX_SIGNER_SETS), MAX_SIGNER_SETS)).toHaveLength(MAX_SIGNER_SETS)
  expect(sets(names(MAX_SIGNER_SETS + 1), MAX_SIGNER_SETS + 1)).toBeUndefined()
})
