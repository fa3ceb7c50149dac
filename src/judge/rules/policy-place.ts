import type { Facts } from '../../model/facts.ts'
import type { Policy } from '../../model/policy.ts'
import type { Place } from '../../model/span.ts'

/** Where a line of the policy is shown: in the policy file, at that line where the facts hold its lines, else at its start. */
export function policyPlace(policy: Policy, facts: Facts, line: number): Place {
  const file = policy.source.path ?? 'built-in policy'
  const start = facts.sources.find((source) => source.file === file)?.lineStarts[line - 1] ?? 0
  return { file, span: { start, end: start } }
}
