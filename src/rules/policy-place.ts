import type { Facts } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import type { Place } from '../model/span.ts'

/**
 * Where a line of the policy is shown: in the policy file, at that line where the facts hold its lines, else at its start. The
 * file of another repository is shown with the name of that repository before it.
 */
export function policyPlace(policy: Policy, facts: Facts, at: { readonly line: number; readonly file?: string }): Place {
  const { repository } = policy.source
  const path = at.file ?? policy.source.path ?? 'built-in policy'
  const elsewhere = repository !== undefined && repository !== '' && repository !== facts.change.repository
  const file = elsewhere ? `${repository}/${path}` : path
  const start = facts.sources.find((source) => source.file === file)?.lineStarts[at.line - 1] ?? 0
  return { file, span: { start, end: start } }
}
