import type { ReferenceFact } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Digest } from './image-name.ts'
import type { Policy } from './policy.ts'

/** What becomes of one reference. */
export type RulingKind = 'cleared' | 'blocked' | 'unverified' | 'exempt' | 'untouched'

/** The ruling on one reference. `findings` are positions in the judgement's list. */
export interface Ruling {
  readonly fact: ReferenceFact
  readonly ruling: RulingKind
  readonly digest?: Digest
  readonly findings: readonly number[]
}

/** The verdict of a run, the worst that occurred. */
export type Verdict = 'passed' | 'blocked' | 'unverified' | 'misconfigured'

/** The result of judging: exactly one ruling per reference, findings in order of file, position and rule. */
export interface Judgement {
  readonly verdict: Verdict
  readonly rulings: readonly Ruling[]
  readonly findings: readonly Finding[]
  /** Problems of objects that stood in the files of the change before it and still do: a count, never findings. */
  readonly oldProblems?: number
}

/**
 * The exit code of a verdict (contract, section 1). The verdict says what is; the policy decides what it costs: `mode: warn` costs
 * nothing, `onUnverified: warn` makes what could not be decided cost nothing. Misconfigured always fails.
 */
export function exitCodeOf(verdict: Verdict, { mode, onUnverified }: Pick<Policy, 'mode' | 'onUnverified'>): 0 | 1 | 2 | 3 {
  if (verdict === 'misconfigured') return 2
  if (verdict === 'passed' || mode === 'warn') return 0
  if (verdict === 'blocked') return 1
  return onUnverified === 'warn' ? 0 : 3
}
