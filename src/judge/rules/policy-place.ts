import type { Facts } from '../../model/facts.ts'
import type { Policy } from '../../model/policy.ts'
import type { Place } from '../../model/span.ts'

/**
 * Where a line of the policy is shown: in the policy file, at that line where the facts hold its lines, else at its start. The
 * file of another repository is shown with the name of that repository before it.
 */
export function policyPlace(policy: Policy, facts: Facts, line: number): Place {
  const { path = 'built-in policy', repository } = policy.source
  const elsewhere = repository !== undefined && repository !== '' && repository !== facts.change.repository
  const file = elsewhere ? `${repository}/${path}` : path
  const start = facts.sources.find((source) => source.file === file)?.lineStarts[line - 1] ?? 0
  return { file, span: { start, end: start } }
}
