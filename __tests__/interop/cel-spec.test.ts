import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { needsProtobuf, resultOf, type SpecSuite, type SpecTest } from '../languages/cel/conformance.ts'

/** The unpacked npm package @bufbuild/cel-spec, which carries the conformance tests of cel-spec. */
const folder = process.env.PREADMIT_CEL_SPEC
const suite = folder === undefined ? describe.skip : describe
const title = folder === undefined ? 'the tests of cel-spec (skipped: set PREADMIT_CEL_SPEC)' : 'the tests of cel-spec'

const CORE = [
  ...['basic', 'comparisons', 'conversions', 'fields', 'fp_math', 'integer_math', 'lists', 'logic', 'macros', 'namespace'],
  ...['parse', 'plumbing', 'string', 'timestamps'],
]
const EXTENSIONS = ['bindings_ext', 'encoders_ext', 'macros2', 'optionals', 'string_ext']
/** Extensions that Kubernetes does not have, or of which it has a part. */
const OTHERS = ['math_ext']

function testsIn({ suites = [], tests = [] }: SpecSuite): readonly SpecTest[] {
  return [...tests.map(({ original }) => original), ...suites.flatMap(testsIn)].filter((one) => !needsProtobuf(one))
}

async function suitesNamed(names: readonly string[]): Promise<readonly SpecTest[]> {
  const file = join(folder ?? '', 'dist/esm/testdata/conformance.js')
  expect(existsSync(file)).toBe(true)
  const { tests } = (await import(pathToFileURL(file).href)) as { tests: SpecSuite }
  return (tests.suites ?? []).filter(({ name }) => names.includes(name)).flatMap(testsIn)
}

function tally(tests: readonly SpecTest[]): {
  readonly tests: number
  readonly right: number
  readonly open: number
  readonly wrong: readonly string[]
} {
  const results = tests.map((one) => ({ one, ...resultOf(one) }))
  const count = (wanted: string): number => results.filter(({ result }) => result === wanted).length
  const wrong = results.filter(({ result }) => result === 'wrong').map(({ one, got }) => `${one.expr} => ${got}`)
  return { tests: tests.length, right: count('right'), open: count('open'), wrong }
}

suite(title, () => {
  test('the core comes out as cel-spec demands, but for names that are unknown here', async () => {
    const { tests, right, open, wrong } = tally(await suitesNamed(CORE))
    // cel-go 0.29, with which the API server evaluates, counts the milliseconds of the whole duration.
    expect(wrong).toEqual(['x.getMilliseconds() => {"kind":"int","value":"123321"}'])
    expect({ tests, right, open }).toEqual({ tests: 1079, right: 1075, open: 3 })
  })

  test('optionals, two-variable macros, bindings and the functions on texts come out as demanded', async () => {
    const { tests, right, open, wrong } = tally(await suitesNamed(EXTENSIONS))
    expect(wrong).toEqual([])
    expect({ tests, right, open }).toEqual({ tests: 320, right: 320, open: 0 })
  })

  test('what is not implemented is left open, never true', async () => {
    const { wrong } = tally(await suitesNamed(OTHERS))
    expect(wrong).toEqual([])
  })
})
