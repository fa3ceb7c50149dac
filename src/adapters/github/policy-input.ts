import { isInside, parsePinnedPlace } from '../../model/pinned-place.ts'
import { UsageError } from '../../model/usage-error.ts'

/** Where the policy is: a path on the default branch, or in another repository at a commit. */
export interface PolicyInput {
  readonly path: string
  readonly remote?: { readonly repository: string; readonly commit: string }
}

/** Reads the `policy` input. Throws UsageError for a remote policy that is not fixed to a commit, and for paths that leave the tree. */
export function readPolicyInput(text: string): PolicyInput {
  const trimmed = text.trim()
  const remote = parsePinnedPlace(trimmed)
  const path = remote?.path ?? trimmed
  if (remote === undefined && trimmed.includes('@'))
    throw new UsageError(
      `policy "${trimmed}" is not fixed to a commit: a tag or a branch can be moved`,
      'owner/repo/path@<the full id of a commit, 40 hexadecimal digits>',
    )
  if (!isInside(path)) throw new UsageError(`policy "${trimmed}" is not a path in a repository`, '.github/preadmit.yml')
  return remote === undefined ? { path } : { path, remote: { repository: remote.repository, commit: remote.commit } }
}
