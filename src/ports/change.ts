import type { Answer } from '../model/answer.ts'
import type { ChangeInfo } from '../model/facts.ts'

/** One entry of a git tree, recursive: the path and what it is. `id` is the git object id, empty for a work tree file not yet hashed. */
export interface TreeEntry {
  readonly path: string
  readonly id: string
  readonly mode: 'file' | 'executable' | 'symlink' | 'submodule'
  readonly size?: number
}

/** The complete listings of both sides. For scope `all`, the base is empty. */
export interface Trees {
  readonly base: readonly TreeEntry[]
  readonly head: readonly TreeEntry[]
}

/** A file as it is on the tip of the default branch. */
export interface TrustedFile {
  readonly bytes: Uint8Array
  readonly commit: string
}

/** Reads both sides of a change, by object id. Nothing of the change is ever run. */
export interface Change {
  readonly info: ChangeInfo
  /** Both trees, whole; unknown when one could not be read completely. */
  trees(): Promise<Answer<Trees>>
  /** File contents for tree entries, each proved to hash to its id; one entry's trouble is that entry's answer. */
  contents(entries: readonly TreeEntry[]): Promise<ReadonlyMap<TreeEntry, Answer<Uint8Array>>>
  /** A file from the tip of the default branch (or from the commit that the policy input names), never from the change. */
  trusted(path: string): Promise<Answer<TrustedFile>>
  /** All paths on the tip of the default branch, for globs in the policy. */
  trustedPaths(): Promise<Answer<readonly string[]>>
  /** Whether the head of the change is still the one that was read. */
  superseded(): Promise<Answer<boolean>>
}
