import type { Facts } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { weakerThan } from '../policy/weaker.ts'
import { judge } from './judge.ts'

/**
 * What a proposed policy would change, for the reviewer of the change that proposes it: what gets weaker, then which images of these
 * facts would be ruled otherwise. An authority that the proposal changes was not asked, so its images count as unverified.
 */
export function consequencesOf(current: Policy, proposed: Policy, facts: Facts): readonly string[] {
  const [before, after] = [judge(current, facts), judge(proposed, facts)]
  const changed = before.rulings.flatMap(({ fact, ruling }, at) => {
    const now = after.rulings[at]?.ruling ?? 'unverified'
    return now === ruling ? [] : [`makes ${fact.reference.text} ${now} instead of ${ruling}`]
  })
  return [...weakerThan(current, proposed), ...new Set(changed)]
}
