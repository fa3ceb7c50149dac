import type { Facts } from '../model/facts.ts'
import { formatName } from '../model/image-name.ts'
import type { Judgement, RulingKind, Verdict } from '../model/judgement.ts'
import type { Policy } from '../model/policy.ts'
import { child, itemsOf, type Node, textOf } from '../model/tree.ts'
import { UsageError } from '../model/usage-error.ts'
import { positionOf, takeNotes, usageErrorOf } from '../policy/mistakes.ts'
import { suggestion } from '../policy/nearest.ts'
import { whole } from '../policy/schema.ts'
import { choice, dictionary, list, optional, type Reader, record, required, type Schema, text } from '../policy/shape.ts'
import { rules } from '../rules/table.ts'
import { judge } from './judge.ts'

/** One case of a policy test file: recorded facts, and what the policy must make of them. `now` judges as of another day. */
export interface PolicyCase {
  readonly line: number
  readonly name: string
  readonly facts: string
  readonly now?: string
  readonly expect: {
    readonly verdict?: Verdict
    readonly rulings: readonly (readonly [name: string, ruling: RulingKind])[]
    readonly findings?: readonly string[]
  }
}

/** A policy test file: the policy to test, if it names one, and its cases. */
export interface PolicyCases {
  readonly policy?: string
  readonly cases: readonly PolicyCase[]
}

/** What became of one case; no differences means that it holds. */
export interface CaseResult {
  readonly name: string
  readonly line: number
  readonly differences: readonly string[]
}

const RULINGS = ['cleared', 'blocked', 'unverified', 'exempt', 'untouched'] as const

/** Relative to the test file. */
const path: Reader<string> = text()
const day: Reader<string> = text((value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
    ? undefined
    : [`"${value}" is not a date`, 'write year-month-day'],
)
const ruleId: Reader<string> = text((value) => {
  const ids = rules.map(({ id }) => id)
  return ids.includes(value) ? undefined : [`there is no rule "${value}"`, suggestion(value, ids)]
})

const expectation = record({
  verdict: optional('the verdict of the run', choice('passed', 'blocked', 'unverified')),
  rulings: optional('rulings by canonical name or by text as written', dictionary(text(), choice(...RULINGS))),
  findings: optional('the rules that speak, all of them; [] for none', list(ruleId, 0)),
})

const oneCase = record({
  name: required('what the case shows', text()),
  facts: required('a file of recorded facts', path),
  now: optional('judge as of this day', day),
  expect: required('what the policy must make of the facts', expectation),
})

const casesShape = record({
  policy: optional('the policy to test; default .github/preadmit.yml', path),
  tests: required(
    'the cases',
    list({ schema: oneCase.schema, read: (node, scene) => withLine(oneCase.read(node, scene), scene.lineOf(node)) }),
  ),
})

/** The JSON Schema of a file of policy tests, for editors. */
export function casesSchema(): Schema {
  return whole('tests', 'Preadmit policy tests', 'What a policy must make of recorded facts.', casesShape.schema)
}

type CaseText = NonNullable<ReturnType<typeof oneCase.read>>

function withLine(value: CaseText | undefined, line: number): PolicyCase | undefined {
  if (value === undefined) return undefined
  const { verdict, rulings, findings } = value.expect
  return {
    line,
    name: value.name,
    facts: value.facts,
    ...(value.now === undefined ? {} : { now: value.now }),
    expect: {
      rulings: rulings ?? [],
      ...(verdict === undefined ? {} : { verdict }),
      ...(findings === undefined ? {} : { findings }),
    },
  }
}

/** The files that a policy test file names: its policy and the facts of its cases, as written. */
export function filesNamedByCases(document: Node): readonly string[] {
  const named = [child(document, 'policy'), ...itemsOf(child(document, 'tests')).map((one) => child(one, 'facts'))]
  return [...new Set(named.flatMap((node) => textOf(node) ?? []))]
}

/** Reads a policy test file, strictly; throws a `UsageError` with the first mistake, its place and what to write instead. */
export function readCases(input: {
  readonly file: string
  readonly text: string
  readonly document: Node
  readonly now: Date
}): PolicyCases {
  const notes = takeNotes()
  if (child(input.document, 'version') !== undefined && child(input.document, 'tests') === undefined)
    throw new UsageError(`${input.file} is a policy, not a file of tests`, `preadmit policy check ${input.file}`)
  const lineOf = (node: Node): number => positionOf(input.file, input.text, node.span.start).line
  const value = casesShape.read(input.document, {
    notes,
    files: new Map(),
    now: input.now,
    authorities: [],
    signersOnly: [],
    trustRoots: [],
    lineOf,
  })
  const [first, ...more] = notes.all()
  if (first !== undefined)
    throw usageErrorOf(
      first,
      input,
      more.map((one) => usageErrorOf(one, input)),
    )
  if (value === undefined) throw new Error('a test file without mistakes must be readable')
  return { cases: value.tests, ...(value.policy === undefined ? {} : { policy: value.policy }) }
}

/** Judges the facts of one case and says how the result differs from what is expected. */
export function runCase(policy: Policy, one: PolicyCase, recorded: Facts): CaseResult {
  const facts = one.now === undefined ? recorded : { ...recorded, now: `${one.now}T12:00:00Z` }
  const judgement = judge(policy, facts)
  const { verdict, rulings, findings } = one.expect
  const differences = [
    ...(verdict === undefined || verdict === judgement.verdict ? [] : [`verdict: expected ${verdict}, got ${judgement.verdict}`]),
    ...rulings.flatMap(([name, expected]) => rulingDifference(judgement, name, expected)),
    ...(findings === undefined ? [] : findingDifferences(judgement, findings)),
  ]
  return { name: one.name, line: one.line, differences }
}

function rulingDifference({ rulings }: Judgement, name: string, expected: RulingKind): readonly string[] {
  const named = rulings.filter(
    ({ fact: { reference } }) => reference.text === name || (reference.kind === 'static' && formatName(reference.name) === name),
  )
  if (named.length === 0) return [`${name}: expected ${expected}, but the facts hold no such image`]
  return named.filter(({ ruling }) => ruling !== expected).map(({ ruling }) => `${name}: expected ${expected}, got ${ruling}`)
}

function findingDifferences({ findings }: Judgement, expected: readonly string[]): readonly string[] {
  const spoke = new Set(findings.map(({ rule }) => rule))
  const silent = expected.filter((rule) => !spoke.has(rule)).map((rule) => `${rule}: expected, and did not speak`)
  return [
    ...silent,
    ...[...spoke].filter((rule) => !expected.includes(rule)).map((rule) => `${rule}: spoke, and was not expected`),
  ]
}
