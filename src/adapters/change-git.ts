import type { Answer } from '../model/answer.ts'
import { absent, found, unknown } from '../model/answer.ts'
import type { ChangeInfo } from '../model/facts.ts'
import type { Change, TreeEntry, Trees, TrustedFile } from '../ports/change.ts'
import type { Git } from './git/command.ts'
import { createGit } from './git/command.ts'
import { topLevel } from './git/commits.ts'
import { listIndex } from './git/index-entries.ts'
import { listCommit, readBlobs } from './git/objects.ts'
import { type Comparison, decideSides, type Sides } from './git/sides.ts'
import type { WorkTree } from './git/worktree.ts'
import { createWorkTree } from './git/worktree.ts'

/** A comparison and the folder that it is made in. */
export interface GitChangeOptions extends Comparison {
  readonly directory: string
  /** The branch that the change goes into and the environment that it is for, as the user says. */
  readonly branch?: string
  readonly environmentName?: string
}

/** A change of a local repository, and the folder that its paths are relative to. */
export interface GitChange extends Change {
  readonly root: string
  /** Whether two sides were compared that are one and the same: then nothing could be found, and nothing was looked at. */
  comparesNothing(): Promise<boolean>
}

/**
 * A change in a local git repository. The base side is the merge base of `base` and the head, as on a pull request. Git is only
 * asked for objects, with everything switched off that a repository could make it execute. Throws UsageError for revisions that
 * do not exist, where there is no repository, and where it is not known what to compare with or by whose policy to judge.
 */
export async function createGitChange(options: GitChangeOptions): Promise<GitChange> {
  const root = await topLevel(createGit(options.directory, options.environment), options.directory)
  const git = createGit(root, options.environment)
  const sides = await decideSides(git, options)
  const like = sides.base ?? sides.trusted?.commit ?? sides.from ?? ''
  const workTree = sides.head === undefined && options.staged !== true ? createWorkTree(git, root, like) : undefined
  const zero = '0'.repeat((sides.head ?? sides.base ?? '').length || 40)
  const info: ChangeInfo = {
    repository: root.split(/[\\/]/).at(-1) ?? root,
    event: 'local',
    base: sides.base ?? zero,
    head: sides.head ?? (options.staged === true ? 'index' : 'worktree'),
    scope: options.scope,
    baseIs: sides.baseIs,
    ...(sides.trusted === undefined ? {} : { trusted: sides.trusted }),
    ...occasionOf(options, sides),
  }
  const listed = new Map<string, Promise<Answer<readonly TreeEntry[]>>>()
  const list = (commit: string): Promise<Answer<readonly TreeEntry[]>> => {
    const listing = listed.get(commit) ?? listCommit(git, commit)
    listed.set(commit, listing)
    return listing
  }
  const trustedList = async (): Promise<Answer<readonly TreeEntry[]>> => {
    if (sides.untrusted !== undefined) return unknown('unresolved', 'the default branch', sides.untrusted)
    return sides.trusted === undefined ? found([]) : list(sides.trusted.commit)
  }
  const head = (): Promise<Answer<readonly TreeEntry[]>> => {
    if (sides.head !== undefined) return list(sides.head)
    return workTree === undefined ? listIndex(git) : workTree.list()
  }
  let known: Promise<Answer<Trees>> | undefined
  const trees = (): Promise<Answer<Trees>> => {
    known ??= bothTrees(sides, list, head)
    return known
  }
  return {
    root,
    info,
    trees,
    comparesNothing: async () => {
      if (options.staged === true || sides.base === undefined || sides.base !== sides.from) return false
      const both = await trees()
      return both.kind === 'found' && sameTrees(both.value)
    },
    contents: (entries) => bothContents(git, entries, workTree),
    trusted: async (path) => trustedFile(git, await trustedList(), { path, commit: sides.trusted?.commit ?? zero }),
    trustedPaths: async () => {
      const entries = await trustedList()
      return entries.kind === 'found' ? found(entries.value.map((entry) => entry.path)) : entries
    },
    superseded: async () => found(false),
  }
}

function occasionOf({ branch, environmentName }: GitChangeOptions, sides: Sides): Pick<ChangeInfo, 'branch' | 'environment'> {
  const into = branch ?? sides.branch
  return {
    ...(into === undefined ? {} : { branch: into }),
    ...(environmentName === undefined ? {} : { environment: environmentName }),
  }
}

async function bothTrees(
  sides: Sides,
  list: (commit: string) => Promise<Answer<readonly TreeEntry[]>>,
  listHead: () => Promise<Answer<readonly TreeEntry[]>>,
): Promise<Answer<Trees>> {
  const base = sides.base === undefined ? found([]) : await list(sides.base)
  if (base.kind !== 'found') return base
  const head = await listHead()
  return head.kind === 'found' ? found({ base: base.value, head: head.value }) : head
}

function sameTrees({ base, head }: Trees): boolean {
  const known = new Map(base.map(({ path, id, mode }) => [path, `${mode} ${id}`]))
  return base.length === head.length && head.every(({ path, id, mode }) => known.get(path) === `${mode} ${id}`)
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
