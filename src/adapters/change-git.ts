import type { Answer } from '../model/answer.ts'
import { absent, found, unknown } from '../model/answer.ts'
import type { ChangeInfo } from '../model/facts.ts'
import type { Change, TreeEntry, Trees, TrustedFile } from '../ports/change.ts'
import type { Git } from './git/command.ts'
import { createGit } from './git/command.ts'
import { commitOf, defaultTip, mergeBaseOf, mustCommitOf, topLevel } from './git/commits.ts'
import { listCommit, readBlobs } from './git/objects.ts'
import type { WorkTree } from './git/worktree.ts'
import { createWorkTree } from './git/worktree.ts'

/** What to compare. Without `head` it is the work tree; without `base` the merge base with the default branch. */
export interface GitChangeOptions {
  readonly directory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly base?: string
  readonly head?: string
  readonly scope: ChangeInfo['scope']
}

/** A change of a local repository, and the folder that its paths are relative to. */
export interface GitChange extends Change {
  readonly root: string
}

interface Sides {
  readonly base: string | undefined
  readonly head: string | undefined
  readonly trusted: string | undefined
}

/**
 * A change in a local git repository. The base side is the merge base of `base` and the head, as on a pull request. Git is only
 * asked for objects, with everything switched off that a repository could make it execute. Throws UsageError for revisions that
 * do not exist and where there is no repository.
 */
export async function createGitChange(options: GitChangeOptions): Promise<GitChange> {
  const root = await topLevel(createGit(options.directory, options.environment), options.directory)
  const git = createGit(root, options.environment)
  const sides = await sidesOf(git, options)
  const workTree = sides.head === undefined ? createWorkTree(git, root, sides.base ?? sides.trusted ?? '') : undefined
  const zero = '0'.repeat((sides.head ?? sides.base ?? '').length || 40)
  const info: ChangeInfo = {
    repository: root.split(/[\\/]/).at(-1) ?? root,
    event: 'local',
    base: sides.base ?? zero,
    head: sides.head ?? 'worktree',
    scope: options.scope,
  }
  const listed = new Map<string, Promise<Answer<readonly TreeEntry[]>>>()
  const list = (commit: string): Promise<Answer<readonly TreeEntry[]>> => {
    const listing = listed.get(commit) ?? listCommit(git, commit)
    listed.set(commit, listing)
    return listing
  }
  const trustedList = async (): Promise<Answer<readonly TreeEntry[]>> =>
    sides.trusted === undefined ? found([]) : list(sides.trusted)
  let known: Promise<Answer<Trees>> | undefined
  return {
    root,
    info,
    trees: () => {
      known ??= bothTrees(sides, list, workTree)
      return known
    },
    contents: (entries) => bothContents(git, entries, workTree),
    trusted: async (path) => trustedFile(git, await trustedList(), { path, commit: sides.trusted ?? zero }),
    trustedPaths: async () => {
      const entries = await trustedList()
      return entries.kind === 'found' ? found(entries.value.map((entry) => entry.path)) : entries
    },
    superseded: async () => found(false),
  }
}

async function sidesOf(git: Git, options: GitChangeOptions): Promise<Sides> {
  const head = options.head === undefined ? undefined : await mustCommitOf(git, options.head, '--head')
  const from = head ?? (await commitOf(git, 'HEAD'))
  const trusted = (await defaultTip(git)) ?? from
  if (options.scope === 'all') return { base: undefined, head, trusted }
  const wanted = options.base === undefined ? trusted : await mustCommitOf(git, options.base, '--base')
  const base = wanted === undefined || from === undefined ? undefined : await mergeBaseOf(git, wanted, from)
  return { base, head, trusted }
}

async function bothTrees(
  sides: Sides,
  list: (commit: string) => Promise<Answer<readonly TreeEntry[]>>,
  workTree: WorkTree | undefined,
): Promise<Answer<Trees>> {
  const base = sides.base === undefined ? found([]) : await list(sides.base)
  if (base.kind !== 'found') return base
  const head = await (workTree === undefined ? list(sides.head ?? '') : workTree.list())
  return head.kind === 'found' ? found({ base: base.value, head: head.value }) : head
}

/** What is not on disk as it was listed comes from git's objects: entries of the base side, and of unchanged files. */
async function bothContents(
  git: Git,
  entries: readonly TreeEntry[],
  workTree: WorkTree | undefined,
): Promise<ReadonlyMap<TreeEntry, Answer<Uint8Array>>> {
  const ours = workTree === undefined ? [] : entries.filter((entry) => workTree.owns(entry))
  const own = new Set(ours)
  const stored = await readBlobs(
    git,
    entries.filter((entry) => !own.has(entry)),
  )
  return workTree === undefined ? stored : new Map([...stored, ...(await workTree.contents(ours))])
}

async function trustedFile(
  git: Git,
  entries: Answer<readonly TreeEntry[]>,
  wanted: { readonly path: string; readonly commit: string },
): Promise<Answer<TrustedFile>> {
  if (entries.kind !== 'found') return entries
  const entry = entries.value.find((candidate) => candidate.path === wanted.path)
  if (entry === undefined) return absent
  if (entry.mode === 'symlink' || entry.mode === 'submodule')
    return unknown('unsupported', wanted.path, `on the default branch it is a ${entry.mode}, not a file`)
  const bytes = (await readBlobs(git, [entry])).get(entry) ?? absent
  return bytes.kind === 'found' ? found({ bytes: bytes.value, commit: wanted.commit }) : bytes
}
