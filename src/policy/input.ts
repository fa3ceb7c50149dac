import type { PinnedPlace } from '../model/pinned-place.ts'
import type { Policy, PolicySource } from '../model/policy.ts'
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
  /** The policies that it extends, in the order in which it names them, each read by itself. */
  readonly extended?: readonly ExtendedPolicy[]
  /** Set where another policy extends this one: then it cannot say what is about one repository. */
  readonly isExtended?: true
}

/** A policy of another repository at a commit. */
export interface ExtendedPolicy {
  readonly place: PinnedPlace
  readonly policy: Policy
}
