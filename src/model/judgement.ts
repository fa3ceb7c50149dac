import type { ReferenceFact } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Digest } from './image-name.ts'

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
}
