import { serviceDefault } from './ci.ts'
import type { Git } from './command.ts'
import { commitOf } from './commits.ts'

/** A commit with the name of the branch that it is the tip of, such as `origin/main`. */
export interface BranchTip {
  readonly name: string
  readonly commit: string
}

/**
 * The default branch as this clone knows it. `none`: there is no branch at all yet. `unknown`: there is one, and this clone does not
 * say which; `mend` is the command after which it does.
 */
export type DefaultBranch =
  | { readonly kind: 'known'; readonly tip: BranchTip }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string; readonly mend: string }

/** What is known of where this clone came from. */
export interface Remote {
  readonly name: string
  /** Whether branches of it were fetched. */
  readonly fetched: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const USUAL = ['main', 'master']

/**
 * Finds the default branch without guessing: what the CI service names, what the remote says is its HEAD, or the one of the usual
 * names that is there. A branch of the remote is never replaced by a local one: a local `main` may be the change itself.
 */
export async function findDefaultBranch(git: Git, environment: Environment): Promise<DefaultBranch> {
  const refs = await readRefs(git)
  const remotes = await remotesOf(git, refs)
  const remote = theRemote(remotes)
  if (remote === undefined && remotes.length > 0) {
    const names = remotes.map(({ name }) => name)
    return {
      kind: 'unknown',
      why: `this clone has the remotes ${names.join(', ')} and none of them is called origin`,
      mend: `--base ${shellWord(names[0] ?? 'origin')}/main`,
    }
  }
  const named = serviceDefault(environment)
  if (remote !== undefined && (remote.fetched || named !== undefined))
    return remoteDefault(git, { remote: remote.name, named: named?.branch, refs })
  return localDefault(git, remote, refs)
}

/** A branch here or of a remote; `pointsAt` for the HEAD of a remote. */
interface Ref {
  readonly commit: string
  readonly pointsAt: string
}

type Refs = ReadonlyMap<string, Ref>

/** All branches that this clone knows, by their full names, in one question. */
async function readRefs(git: Git): Promise<Refs> {
  const outcome = await git(['for-each-ref', '--format=%(objectname) %(refname) %(symref)', 'refs/heads/', 'refs/remotes/'])
  const lines = outcome.ok ? linesOf(outcome.stdout).map((line) => line.split(' ')) : []
  return new Map(lines.map(([commit = '', name = '', pointsAt = '']) => [name, { commit, pointsAt }]))
}

/** The remote that a clone belongs to: origin, or the only one. */
export async function remoteOf(git: Git): Promise<Remote | undefined> {
  return theRemote(await remotesOf(git, await readRefs(git)))
}

function theRemote(remotes: readonly Remote[]): Remote | undefined {
  return remotes.find(({ name }) => name === 'origin') ?? (remotes.length === 1 ? remotes[0] : undefined)
}

/** The command that brings all branches of a remote, with their history, and says which one is the default. */
export async function fetchEverything(git: Git, remote: string): Promise<string> {
  const from = shellWord(remote)
  return `git fetch ${await unshallow(git)}${from} '+refs/heads/*:refs/remotes/${from}/*' && git remote set-head ${from} --auto`
}

/** The command that brings one branch of a remote, with its history. */
export async function fetchBranch(git: Git, remote: string, branch: string): Promise<string> {
  const [from, name] = [shellWord(remote), shellWord(branch)]
  return `git fetch ${await unshallow(git)}${from} '+refs/heads/${name}:refs/remotes/${from}/${name}'`
}

/** A name as it may stand in a command that somebody pastes into a shell. Git allows more in names than a shell does. */
function shellWord(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : 'NAME'
}

/** Whether the history of this clone was cut off. */
export async function isShallow(git: Git): Promise<boolean> {
  const outcome = await git(['rev-parse', '--is-shallow-repository'])
  return outcome.ok && outcome.stdout.toString('utf8').trim() === 'true'
}

async function unshallow(git: Git): Promise<string> {
  return (await isShallow(git)) ? '--unshallow ' : ''
}

interface RemoteQuestion {
  readonly remote: string
  readonly named: string | undefined
  readonly refs: Refs
}

async function remoteDefault(git: Git, { remote, named, refs }: RemoteQuestion): Promise<DefaultBranch> {
  if (named !== undefined) {
    const branch = refs.get(`refs/remotes/${remote}/${named}`)
    if (branch !== undefined) return known(`${remote}/${named}`, branch.commit)
    return { kind: 'unknown', why: `${remote}/${named} is not in this clone`, mend: await fetchBranch(git, remote, named) }
  }
  const head = refs.get(`refs/remotes/${remote}/HEAD`)
  if (head !== undefined) return known(head.pointsAt.replace(/^refs\/remotes\//, '') || `${remote}/HEAD`, head.commit)
  const usual = present(refs, `refs/remotes/${remote}/`)
  if (usual.length === 1 && usual[0] !== undefined) return known(`${remote}/${usual[0].name}`, usual[0].commit)
  const why =
    usual.length > 1
      ? `${remote} has a branch main and a branch master, and this clone does not know which is the default`
      : `this clone does not know which branch of ${remote} is the default`
  return { kind: 'unknown', why, mend: await fetchEverything(git, remote) }
}

/** Without anything fetched, as in a repository that was never pushed, a local branch of a usual name is the default. */
async function localDefault(git: Git, remote: Remote | undefined, refs: Refs): Promise<DefaultBranch> {
  const usual = present(refs, LOCAL)
  if (usual.length === 1 && usual[0] !== undefined) return known(usual[0].name, usual[0].commit)
  const branches = [...refs.keys()].flatMap((name) => (name.startsWith(LOCAL) ? [name.slice(LOCAL.length)] : []))
  if (branches.length === 0 && (await commitOf(git, 'HEAD')) === undefined) return { kind: 'none' }
  if (remote !== undefined)
    return { kind: 'unknown', why: `no branch of ${remote.name} is in this clone`, mend: await fetchEverything(git, remote.name) }
  const current = await git(['symbolic-ref', '--quiet', '--short', 'HEAD'])
  const here = current.ok ? current.stdout.toString('utf8').trim() : ''
  const other = branches.find((name) => name !== here) ?? branches[0] ?? 'main'
  const why =
    usual.length > 1 ? 'there is a branch main and a branch master' : 'there is no remote, and no branch called main or master'
  return { kind: 'unknown', why, mend: `--base ${shellWord(other)}` }
}

const LOCAL = 'refs/heads/'

function known(name: string, commit: string): DefaultBranch {
  return { kind: 'known', tip: { name, commit } }
}

function present(refs: Refs, prefix: string): readonly BranchTip[] {
  return USUAL.flatMap((name) => {
    const ref = refs.get(`${prefix}${name}`)
    return ref === undefined ? [] : [{ name, commit: ref.commit }]
  })
}

async function remotesOf(git: Git, refs: Refs): Promise<readonly Remote[]> {
  const outcome = await git(['remote'])
  const names = outcome.ok ? linesOf(outcome.stdout) : []
  const all = [...refs.keys()]
  return names.map((name) => ({ name, fetched: all.some((ref) => ref.startsWith(`refs/remotes/${name}/`)) }))
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}
