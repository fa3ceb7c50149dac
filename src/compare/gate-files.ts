import type { GateFileChange } from '../model/facts.ts'
import type { FileChange } from './trees.ts'

const CODEOWNERS = ['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS']

/** The changed files that the gate itself hangs on: its policy, workflows, CODEOWNERS, and files that the policy names. */
export function gateFileChanges(
  changes: readonly FileChange[],
  gate: { readonly policyPath: string; readonly trustFiles: readonly string[] },
): readonly GateFileChange[] {
  return changes.flatMap(({ path, status }) => {
    const what = roleOf(path, gate)
    return what === undefined ? [] : [{ file: path, what, status }]
  })
}

function roleOf(
  path: string,
  gate: { readonly policyPath: string; readonly trustFiles: readonly string[] },
): GateFileChange['what'] | undefined {
  if (path === gate.policyPath) return 'policy'
  if (gate.trustFiles.includes(path)) return 'trust'
  if (CODEOWNERS.includes(path)) return 'codeowners'
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) ? 'workflow' : undefined
}

/** Whether a workflow, as text of any side of the change, runs the gate: it uses an action or a command of that name. */
export function runsGate(texts: readonly string[]): boolean {
  return texts.some((text) => /\bpreadmit\b/i.test(text))
}
