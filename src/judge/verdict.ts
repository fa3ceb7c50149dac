import { exceptionFor } from '../case/exceptions.ts'
import type { Facts } from '../model/facts.ts'
import type { Finding } from '../model/finding.ts'
import type { Ruling, Verdict } from '../model/judgement.ts'
import type { Policy } from '../model/policy.ts'
import { unaccountedKey } from '../rules/image/unaccounted.ts'

/** The worst that occurred: blocked by a ruling or an error, then unverified by a ruling, an unread file, a change that
 * nothing accounts for, or an open question about an object or the run itself, then passed. */
export function verdictOf(
  policy: Policy,
  facts: Facts,
  judged: { readonly rulings: readonly Ruling[]; readonly findings: readonly Finding[] },
): Verdict {
  const { rulings, findings } = judged
  const blocking = findings.some(({ level, exceptedBy }) => level === 'error' && exceptedBy === undefined)
  if (blocking || rulings.some(({ ruling }) => ruling === 'blocked')) return 'blocked'
  const now = new Date(facts.now)
  const unread = facts.unread.some(
    ({ file, why }) => exceptionFor(policy, now, { rule: 'file/unreadable', file, key: why }) === undefined,
  )
  const asked = findings.some(({ open, exceptedBy }) => open === true && exceptedBy === undefined)
  const unsaid = (facts.unaccounted ?? []).some(
    (one) =>
      one.kind === 'deciding' &&
      exceptionFor(policy, now, { rule: 'image/unaccounted', file: one.place.file, key: unaccountedKey(one) }) === undefined,
  )
  const open = unread || unsaid || asked || facts.problems.length > 0
  return open || rulings.some(({ ruling }) => ruling === 'unverified') ? 'unverified' : 'passed'
}
