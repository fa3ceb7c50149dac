import type { ReferenceCase } from '../case/case.ts'
import { exceptionFor } from '../case/exceptions.ts'
import { keyOf } from '../case/rule.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import type { Finding } from '../model/finding.ts'
import type { Ruling, RulingKind } from '../model/judgement.ts'
import type { Policy } from '../model/policy.ts'
import type { Attributed } from './findings.ts'

/** What rulings are made from: one case for each touched reference, and what the rules said about them. */
export interface RulingInput {
  readonly policy: Policy
  readonly facts: Facts
  readonly cases: readonly ReferenceCase[]
  readonly findings: readonly Attributed[]
  readonly now: Date
}

/** Exactly one ruling per reference, in the order of the facts. Clearance comes from proved demands only, never from silence. */
export function rulingsOf(input: RulingInput): readonly Ruling[] {
  const cases = new Map(input.cases.map((one) => [one.fact, one]))
  const positions = Map.groupBy(input.findings.keys(), (at) => input.findings[at]?.about)
  const rulings = input.facts.references.map((fact) => {
    const findings = positions.get(fact) ?? []
    return rulingOn(input, fact, cases.get(fact), findings)
  })
  if (rulings.length !== input.facts.references.length) throw new Error('every reference must have exactly one ruling')
  return rulings
}

function rulingOn(input: RulingInput, fact: ReferenceFact, one: ReferenceCase | undefined, findings: readonly number[]): Ruling {
  if (!fact.touched) return { fact, ruling: 'untouched', findings }
  if (one === undefined) return { fact, ruling: 'unverified', findings }
  const said = findings.flatMap((at) => input.findings[at]?.finding ?? [])
  const digest = one.answer.kind === 'found' ? one.answer.value.digest : undefined
  return { fact, ruling: decide(input, one, said), ...(digest === undefined ? {} : { digest }), findings }
}

function decide(input: RulingInput, one: ReferenceCase, said: readonly Finding[]): RulingKind {
  const { origin, text } = one.fact.reference
  const about = { file: origin.file, name: one.name, key: keyOf(origin.path, text) }
  const excused = (rule: string): boolean => exceptionFor(input.policy, input.now, { rule, ...about }) !== undefined
  const refuted = one.demands.flatMap((demand) => (demand.status === 'refuted' ? [demand.rule] : []))
  const errors = said.filter(({ level }) => level === 'error')
  const open = one.demands.filter((demand) => demand.status === 'unknown')
  const passed = errors.every(({ rule, exceptedBy }) => exceptedBy !== undefined || excused(rule))
  if (!passed || !refuted.every(excused)) return 'blocked'
  if (!open.every(({ lasting, rule }) => lasting && excused(rule))) return 'unverified'
  if (refuted.length + errors.length + open.length > 0) return 'exempt'
  return isProved(one) ? 'cleared' : 'unverified'
}

/** Positive facts only: a static name, bytes that were found, and every demand proved, the first one among them. */
function isProved({ fact, answer, demands }: ReferenceCase): boolean {
  return (
    fact.reference.kind === 'static' &&
    answer.kind === 'found' &&
    demands.some(({ demand }) => demand === 'known') &&
    demands.every(({ status }) => status === 'proved')
  )
}
