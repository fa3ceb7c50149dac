import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { mistakesIn } from './policy-text.ts'
import { SAMPLE } from './sample.ts'

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json }
type Path = readonly (string | number)[]

const sample = load(SAMPLE) as Json
/** Names that the writer of the policy chooses: another name is as good, unless something refers to it. */
const CHOSEN = ['trustRoots/acme', 'authorities/any-acme-workflow', 'authorities/acme-notation']
/** Keys that may be left out. Whoever makes one of them required, or one more optional, changes the language. */
const OPTIONAL = [
  'mode',
  'onUnverified',
  'registries',
  'registries/0/allowPrivate',
  'registries/0/mirrorOf',
  'authorities/release/github/workflow',
  'authorities/release/github/ref',
  'authorities/release/github/trustRoot',
  'authorities/any-acme-workflow',
  'authorities/any-acme-workflow/keyless/claims',
  'authorities/any-acme-workflow/keyless/trustRoot',
  'authorities/any-acme-workflow/keyless/claims/sourceRepositoryOwnerId',
  'authorities/any-acme-workflow/keyless/claims/runnerEnvironment',
  'authorities/platform-key/transparencyLog',
  'authorities/acme-notation',
  'authorities/acme-notation/notation/level',
  'trustRoots',
  'images',
  'images/0/except',
  'images/0/pinned',
  'images/0/signedBy',
  'images/0/subject',
  'images/0/attestations',
  'images/0/attestations/0/where',
  'images/0/attestations/0/where/builder',
  'images/0/attestations/0/where/source',
  'images/0/attestations/1/maxAge',
  'images/0/attestations/1/where',
  'images/0/platforms',
  'images/0/minAge',
  'clusterPolicies',
  'rules',
  'exceptions',
  'exceptions/0/image',
  'exceptions/0/paths',
  'ignore',
]

/** Every key of a document, as a path. */
function keysOf(value: Json, at: Path = []): readonly Path[] {
  if (typeof value !== 'object') return []
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((one, index) => [index, one] as const)
    : Object.entries(value)
  return entries.flatMap(([key, inner]) => [...(typeof key === 'string' ? [[...at, key]] : []), ...keysOf(inner, [...at, key])])
}

/** The document with one entry replaced, renamed or removed. */
function changed(
  value: Json,
  [step, ...rest]: Path,
  change: (entry: readonly [string, Json]) => readonly (readonly [string, Json])[],
): Json {
  if (Array.isArray(value)) return value.map((one, at) => (at === step ? changed(one, rest, change) : one))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key !== step) return [[key, inner]]
      return rest.length === 0 ? change([key, inner]) : [[key, changed(inner, rest, change)]]
    }),
  )
}

function valueAt(path: Path): Json {
  return path.reduce<Json>((value, step) => (value as { readonly [key: string]: Json })[step] ?? '', sample)
}

const written = (value: Json): string => JSON.stringify(value, null, 1)
/** Line on which the key of a path stands, once the document is written out. */
const lineOf = (path: Path): number =>
  written(changed(sample, path, ([, value]) => [['@@', value]]))
    .split('@@')[0]
    ?.split('\n').length ?? 0
/** Lines of the mistakes of a document that is written out as JSON, one key per line. */
const mistakenLines = (value: Json): readonly number[] => mistakesIn(written(value)).map((line) => Number(line.split(':')[0]))

const keys = keysOf(sample)
const named = (path: Path): string => path.join('/')

function emptied(value: Json): Json {
  if (Array.isArray(value)) return []
  return typeof value === 'object' ? {} : ''
}

function ofOtherType(value: Json): Json {
  return typeof value === 'object' ? 'zz' : ['zz']
}

describe('a policy, written out with one key per line', () => {
  test('has no mistake, and has every key of the sample', () => {
    expect(mistakenLines(sample)).toEqual([])
    expect(keys.length).toBe(68)
  })

  test.each(keys.map((path) => [named(path), path] as const))('with %s misspelt is misconfigured at that line', (name, path) => {
    const lines = mistakenLines(changed(sample, path, ([key, value]) => [[`${key}zq`, value]]))
    if (CHOSEN.includes(name)) expect(lines).toEqual([])
    else if (/^authorities\/[^/]+$/.test(name)) expect(lines).not.toEqual([])
    else expect(lines).toContain(lineOf(path))
  })

  test.each(keys.map((path) => [named(path), path] as const))(
    'with %s of another type is misconfigured at that line',
    (_, path) => {
      expect(mistakenLines(changed(sample, path, ([key, value]) => [[key, ofOtherType(value)]]))).toContain(lineOf(path))
    },
  )

  test.each(keys.map((path) => [named(path), path] as const))('with %s emptied is misconfigured at that line', (_, path) => {
    expect(mistakenLines(changed(sample, path, ([key, value]) => [[key, emptied(value)]]))).toContain(lineOf(path))
  })

  test('is misconfigured without any key but those that may be left out', () => {
    const free = keys.filter((path) => mistakenLines(changed(sample, path, () => [])).length === 0).map(named)
    expect(free.toSorted()).toEqual(OPTIONAL.toSorted())
  })

  test.each(keys.filter((path) => /identity$|source$|builder$/.test(named(path))).map((path) => [named(path), path] as const))(
    'with %s unanchored is misconfigured at that line',
    (_, path) => {
      const value = String(valueAt(path))
      for (const loose of [
        `.*${value}`,
        `${value}.*`,
        `^${value}`,
        `**/${value}`,
        value.replace('github.com', '*'),
        value.replace(/acme|actions/, '*'),
      ])
        expect([loose, mistakenLines(changed(sample, path, ([key]) => [[key, loose]]))]).toEqual([loose, [lineOf(path)]])
    },
  )
})

describe('hostile text', () => {
  test('in any place of a policy is a mistake or a value, never a crash', () => {
    const odd = fc.oneof(
      fc.json().map((text) => JSON.parse(text) as Json),
      fc.constantFrom<Json>('__proto__', 'constructor', '\u0000', '\u202e', '*'.repeat(5000), '/'.repeat(5000), [[[]]], 1e308),
    )
    fc.assert(
      fc.property(fc.constantFrom(...keys), odd, fc.constantFrom('value', 'key'), (path, value, place) => {
        const text = written(
          changed(sample, path, ([key, old]) => [place === 'value' ? [key, value] : [JSON.stringify(value), old]]),
        )
        expect(mistakesIn(text).every((line) => /^\d+:\d+ /.test(line))).toBe(true)
      }),
    )
  })

  test('that is no policy at all is a mistake', () => {
    fc.assert(fc.property(fc.json(), (text) => expect(mistakesIn(text)).not.toEqual([])))
  })
})
