import type { PolicySource } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'

/** A policy file with everything that it needs: its located documents, and the files that it names, from the same commit. */
export interface PolicyInput {
  readonly file: string
  readonly text: string
  readonly documents: readonly Node[]
  readonly files: ReadonlyMap<string, string>
  readonly source: PolicySource
  readonly now: Date
  /** The documents of the files that the policy includes, by path. */
  readonly included?: ReadonlyMap<string, readonly Node[]>
}
