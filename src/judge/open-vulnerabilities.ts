import type { DemandOutcome, ReferenceCase } from '../case/case.ts'
import { levelOf } from '../case/levels.ts'
import type { Lookup } from '../case/lookup.ts'
import { matchesRepository } from '../case/pattern.ts'
import type { Problem } from '../model/answer.ts'
import type { Facts } from '../model/facts.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import type { Policy } from '../model/policy.ts'
import type { ImageVulnerabilities } from '../model/vulnerability.ts'
import { introduced } from '../rules/vulnerability/introduced.ts'
import { knownExploited } from '../rules/vulnerability/known-exploited.ts'
import { maliciousPackage } from '../rules/vulnerability/malicious-package.ts'

const DECIDING = [introduced, knownExploited, maliciousPackage]

/**
 * What stays open about the vulnerabilities of an image whose registry said what it is. An answer that is missing leaves it open where
 * one of the deciding rules is an error; that nobody knows its packages does where the policy itself makes one of them an error.
 */
export function openVulnerabilities(
  { fact, answer }: ReferenceCase,
  { policy, facts, lookup }: { readonly policy: Policy; readonly facts: Facts; readonly lookup: Lookup },
): readonly DemandOutcome[] {
  const { reference, replaces } = fact
  if (reference.kind !== 'static' || answer.kind !== 'found' || !isLookedAt(policy, reference.name)) return []
  const errors = DECIDING.filter((rule) => levelOf(policy, rule, { place: reference.origin }) === 'error')
  if (errors.length === 0) return []
  const { digest: now } = answer.value
  const then = replaces?.kind === 'static' ? lookup.subject(replaces.name) : undefined
  if (then?.kind === 'found' && then.value.digest === now) return []
  const found = facts.vulnerabilities?.images.filter(
    ({ name, digest }) => digest === now && formatName(name) === formatName(reference.name),
  )
  if (found === undefined || found.length === 0) return [open('vulnerability/incomplete', unasked(reference.text), false)]
  const problem = [...found.flatMap(({ problems }) => problems), ...(facts.vulnerabilities?.problems ?? [])][0]
  if (problem !== undefined) return [open('vulnerability/incomplete', problem, false)]
  if (errors.includes(introduced) && found.some((one) => (one.unclear ?? 0) > 0))
    return [open('vulnerability/incomplete', uncompared(reference.text), true)]
  const byOwnWords = errors.some(({ id }) =>
    policy.rules.some(({ rule, level }) => level === 'error' && (rule === id || rule === 'vulnerability')),
  )
  return byOwnWords && found.some(isUnknown) ? [open('vulnerability/no-inventory', unlisted(reference.text), true)] : []
}

function isUnknown({ after }: ImageVulnerabilities): boolean {
  return after === undefined
}

function isLookedAt({ vulnerabilities }: Policy, name: ImageName): boolean {
  if (vulnerabilities === undefined) return false
  const { match, except } = vulnerabilities
  return match.some((pattern) => matchesRepository(pattern, name)) && !except.some((pattern) => matchesRepository(pattern, name))
}

function unasked(about: string): Problem {
  return { kind: 'unresolved', about, detail: 'nobody was asked about its packages' }
}

function uncompared(about: string): Problem {
  return { kind: 'unsupported', about, detail: 'the versions of some advisories cannot be compared with those of its packages' }
}

function unlisted(about: string): Problem {
  return { kind: 'unresolved', about, detail: 'no source has a list of its packages' }
}

function open(rule: string, problem: Problem, lasting: boolean): DemandOutcome {
  const says = `may bring in vulnerabilities that block, and it could not be told: ${problem.detail}`
  return { demand: 'vulnerability', status: 'unknown', rule, says, problem, lasting, evidence: [] }
}
