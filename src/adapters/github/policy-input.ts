import { UsageError } from '../../model/usage-error.ts'

/** Where the policy is: a path on the default branch, or in another repository at a commit. */
export interface PolicyInput {
  readonly path: string
  readonly remote?: { readonly repository: string; readonly commit: string }
}

const REMOTE = /^([A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+)\/(.+)@([0-9a-f]{40}|[0-9a-f]{64})$/

/** Reads the `policy` input. Throws UsageError for a remote policy that is not fixed to a commit, and for paths that leave the tree. */
export function readPolicyInput(text: string): PolicyInput {
  const trimmed = text.trim()
  const remote = REMOTE.exec(trimmed)
  const path = remote?.[2] ?? trimmed
  if (remote === null && trimmed.includes('@'))
    throw new UsageError(
      `policy "${trimmed}" is not fixed to a commit: a tag or a branch can be moved`,
      'owner/repo/path@<the full id of a commit, 40 hexadecimal digits>',
    )
  if (path === '' || path.startsWith('/') || path.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw new UsageError(`policy "${trimmed}" is not a path in a repository`, '.github/preadmit.yml')
  const [, repository, , commit] = remote ?? []
  return repository === undefined || commit === undefined ? { path } : { path, remote: { repository, commit } }
}
