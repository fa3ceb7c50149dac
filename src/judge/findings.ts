import { exceptionFor } from '../case/exceptions.ts'
import { groupOf, levelOf } from '../case/levels.ts'
import type { Rule, RuleContext, SaidHit } from '../case/rule.ts'
import type { Deadline } from '../model/deadline.ts'
import type { ReferenceFact } from '../model/facts.ts'
import type { Finding } from '../model/finding.ts'
import type { Policy } from '../model/policy.ts'

/** A finding and the reference that it is about, where it is about one. */
export interface Attributed {
  readonly finding: Finding
  readonly about?: ReferenceFact
}

/** Everything that the rules say, at the levels of the policy, exceptions noted, in order of file, position and rule. */
export function findingsOf(
  rules: readonly Rule[],
  context: Omit<RuleContext, 'said'>,
  now: Date,
  deadline: Deadline,
): readonly Attributed[] {
  const ask = (some: readonly Rule[], said: readonly SaidHit[]): readonly SaidHit[] =>
    some.flatMap((rule) => (deadline.passed() ? [] : rule.check({ ...context, said }).map((hit) => ({ rule, hit }))))
  const ofPolicy = (rule: Rule): boolean => groupOf(rule.id) === 'policy'
  const said = ask(
    rules.filter((rule) => !ofPolicy(rule)),
    [],
  )
  const all = [...said, ...ask(rules.filter(ofPolicy), said)]
  const findings = all.flatMap((one) => attributed(context.policy, now, one))
  return withDistinctKeys(withoutRepeats(findings.toSorted(inOrder)))
}

function attributed(policy: Policy, now: Date, { rule, hit }: SaidHit): readonly Attributed[] {
  const level = levelOf(policy, rule, hit)
  if (level === 'off') return []
  const { about, evidence, level: _, demanded: __, trial: ___, vulnerability, ...shared } = hit
  const name = about?.reference.kind === 'static' ? about.reference.name : undefined
  const exceptedBy = exceptionFor(policy, now, { rule: rule.id, file: hit.place.file, name, key: hit.key, vulnerability })
  const finding = {
    rule: rule.id,
    level,
    ...shared,
    evidence: evidence ?? [],
    ...(exceptedBy === undefined ? {} : { exceptedBy }),
  }
  return [{ finding, ...(about === undefined ? {} : { about }) }]
}

function inOrder({ finding: a }: Attributed, { finding: b }: Attributed): number {
  return (
    compare(a.place.file, b.place.file) ||
    a.place.span.start - b.place.span.start ||
    a.place.span.end - b.place.span.end ||
    compare(a.rule, b.rule) ||
    compare(a.key, b.key) ||
    compare(a.message, b.message)
  )
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** Two entries that demand the same of an image say so in one sentence. */
function withoutRepeats(sorted: readonly Attributed[]): readonly Attributed[] {
  return sorted.filter((one, at) => {
    const before = sorted[at - 1]
    return before === undefined || before.about !== one.about || inOrder(before, one) !== 0
  })
}

/** Documents of one file share paths: a second finding of the same key gets a number, so that each has its own comment. */
function withDistinctKeys(findings: readonly Attributed[]): readonly Attributed[] {
  const seen = new Map<string, number>()
  return findings.map((one) => {
    const { rule, place, key } = one.finding
    const identity = JSON.stringify([rule, place.file, key])
    const count = (seen.get(identity) ?? 0) + 1
    seen.set(identity, count)
    return count === 1 ? one : { ...one, finding: { ...one.finding, key: `${key} #${count}` } }
  })
}
