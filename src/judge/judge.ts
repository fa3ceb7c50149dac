import { admissionDemands } from '../admission/demands.ts'
import type { ReferenceCase } from '../case/case.ts'
import { openSuccession } from '../case/continuity.ts'
import { entriesFor, fileOf } from '../case/entries.ts'
import { exceptionsOf, exceptionsOfBaseline } from '../case/exceptions.ts'
import { isOnSomewhere, optionsOf } from '../case/levels.ts'
import { lookupIn } from '../case/lookup.ts'
import { onOccasion } from '../case/occasion.ts'
import { isOnTrial } from '../case/trial.ts'
import { unknown } from '../model/answer.ts'
import { type Deadline, never } from '../model/deadline.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import type { Judgement } from '../model/judgement.ts'
import { MAX_REFERENCES } from '../model/limits.ts'
import type { ImageEntry, Policy } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { imageChangeRules } from '../rules/image-change/table.ts'
import { rules } from '../rules/table.ts'
import { type Asked, demandsOf, known } from './demands.ts'
import { findingsOf } from './findings.ts'
import { oldProblemCount } from './old-problems.ts'
import { openComparison } from './open-comparison.ts'
import { openVulnerabilities } from './open-vulnerabilities.ts'
import { rulingsOf } from './rulings.ts'
import { verdictOf } from './verdict.ts'

export { claimsFor } from '../case/claims.ts'
export { demandedPlatforms, needsConfig, needsProvenTime } from '../case/entries.ts'

/**
 * Judges the facts by a policy: one ruling per reference, the findings that explain them, the verdict. Pure: the same policy
 * and facts give the same judgement, byte for byte, wherever and whenever it is asked. Rules that the deadline leaves over say nothing: whoever
 * sets one must not let that pass.
 */
export function judge(given: Policy, facts: Facts, deadline: Deadline = never): Judgement {
  const now = new Date(facts.now)
  if (Number.isNaN(now.getTime()))
    throw new UsageError(`the facts carry no time that could be read: "${facts.now}"`, 'Record the facts again.')
  const here = onOccasion(given, facts.change)
  const standing = exceptionsOfBaseline(here, facts.change.scope)
  const policy = { ...here, exceptions: [...exceptionsOf(here, facts.change.repository), ...standing] }
  const cases = casesOf(policy, facts, now)
  const context = { policy, facts, cases, optionsOf: (rule: { readonly id: string }) => optionsOf(policy, rule) }
  const findings = findingsOf(rules, context, now, deadline)
  const judged = {
    rulings: rulingsOf({ policy, facts, cases, findings, now }),
    findings: findings.map(({ finding }) => finding),
  }
  return {
    verdict: verdictOf(policy, facts, judged),
    ...judged,
    oldProblems: deadline.passed() ? 0 : oldProblemCount({ ...context, said: [] }, rules),
  }
}

/** Whether any rule is on that compares an image with the one that it replaces: only then are their configs worth a request. */
export function comparesImages(policy: Policy): boolean {
  return imageChangeRules.some((rule) => isOnSomewhere(policy, rule))
}

function casesOf(policy: Policy, facts: Facts, now: Date): readonly ReferenceCase[] {
  const asked = { policy, lookup: lookupIn(facts), now }
  const admission = admissionDemands(policy, facts, asked.lookup.evidence)
  return facts.references
    .filter(({ touched }) => touched)
    .map((fact, at) => {
      if (at >= MAX_REFERENCES) return oneTooMany(fact)
      const one = caseOf(fact, asked)
      return withDemands(one, [...admission(fact), ...openVulnerabilities(one, { ...asked, facts })])
    })
}

function withDemands(one: ReferenceCase, demands: ReferenceCase['demands']): ReferenceCase {
  return { ...one, demands: [...one.demands, ...demands] }
}

function caseOf(fact: ReferenceFact, asked: Asked): ReferenceCase {
  const { reference } = fact
  if (reference.kind !== 'static') {
    const answer = unknown('unresolved', reference.text, reference.why)
    return { fact, answer, entries: [], demands: [known(reference, answer, asked.policy)] }
  }
  const { name } = reference
  const answer = asked.lookup.subject(name)
  const entries = entriesFor(asked.policy, name, fileOf(reference))
  const of = (some: readonly ImageEntry[]): ReferenceCase['demands'] =>
    some.flatMap((entry) => demandsOf(entry, name, answer, asked))
  const demands = [
    known(reference, answer, asked.policy),
    ...of(entries.filter((entry) => !isOnTrial(entry, asked.now))),
    ...openSuccession(fact, asked, rules),
    ...openComparison(fact, asked, imageChangeRules),
  ]
  return { fact, name, answer, entries, demands, trials: of(entries.filter((entry) => isOnTrial(entry, asked.now))) }
}

function oneTooMany(fact: ReferenceFact): ReferenceCase {
  const why = `more than ${MAX_REFERENCES} references in one run: split the change, or use shards`
  const answer = unknown('too-many', fact.reference.text, why)
  const demand = {
    demand: 'known',
    status: 'unknown',
    rule: 'image/unresolved',
    says: `was not judged: ${why}`,
    lasting: false,
  } as const
  return { fact, answer, entries: [], demands: [{ ...demand, problem: answer.problem, evidence: [] }] }
}
