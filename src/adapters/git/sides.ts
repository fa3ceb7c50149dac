import type { ChangeInfo } from '../../model/facts.ts'
import { UsageError } from '../../model/usage-error.ts'
import { targetBranch } from './ci.ts'
import type { Git } from './command.ts'
import { commitOf, mergeBaseOf, mustCommitOf } from './commits.ts'
import {
  type BranchTip,
  type DefaultBranch,
  fetchBranch,
  fetchEverything,
  findDefaultBranch,
  isShallow,
  remoteOf,
} from './default-branch.ts'

/** What the caller asks to compare. Without `head` it is the work tree; without `base` the merge base with the default branch. */
export interface Comparison {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly base?: string
  readonly head?: string
  /** Judges the index against HEAD, as a pre-commit hook wants it. */
  readonly staged?: boolean
  /** Set where the policy is read from elsewhere, so that the default branch need not be known for it. */
  readonly policyGiven?: boolean
  readonly scope: ChangeInfo['scope']
}

/**
 * The commits of a comparison. `base` undefined: everything is new. `head` undefined: what is not committed. `trusted` undefined: nothing
 * is, either because there is no commit yet or, where `untrusted` says so, because the default branch is not known. `baseIs` is the base in words.
 */
export interface Sides {
  readonly base: string | undefined
  readonly head: string | undefined
  readonly from: string | undefined
  readonly trusted: BranchTip | undefined
  readonly untrusted?: string
  readonly baseIs: string
  /** The branch that the change goes into, where the base says so. */
  readonly branch?: string
}

interface Known {
  readonly branch: DefaultBranch
  readonly target: BranchTip | undefined
  readonly given: BranchTip | undefined
  readonly from: string | undefined
}

/**
 * Decides what is compared and which side is trusted. Neither is ever guessed, and neither is ever HEAD for want of something better:
 * throws UsageError with the command that mends it.
 */
export async function decideSides(git: Git, wanted: Comparison): Promise<Sides> {
  refuseContradictions(wanted)
  const head = wanted.head === undefined ? undefined : await mustCommitOf(git, wanted.head, '--head')
  const given =
    wanted.base === undefined ? undefined : { name: wanted.base, commit: await mustCommitOf(git, wanted.base, '--base') }
  const known: Known = {
    branch: await findDefaultBranch(git, wanted.environment),
    target: given === undefined && wanted.scope === 'changed' && wanted.staged !== true ? await targetOf(git, wanted) : undefined,
    given,
    from: head ?? (await commitOf(git, 'HEAD')),
  }
  const trust = await trustedSide(git, wanted, known)
  const base = await baseSide(git, wanted, known)
  return { ...base, ...trust, head, from: known.from, ...(await branchOf(git, wanted, known)) }
}

/**
 * The default branch, for a change that is held against it and of which no CI service says where it goes. What a service says is not enough:
 * its status may stand on the commit for another branch as well, so that there the user says the branch.
 */
async function branchOf(git: Git, wanted: Comparison, { branch, target, given }: Known): Promise<Pick<Sides, 'branch'>> {
  const served = target !== undefined || targetBranch(wanted.environment) !== undefined
  if (wanted.scope === 'all' || wanted.staged === true || given !== undefined || served || branch.kind !== 'known') return {}
  const { name } = branch.tip
  const remote = await remoteOf(git)
  return { branch: remote !== undefined && name.startsWith(`${remote.name}/`) ? name.slice(remote.name.length + 1) : name }
}

function refuseContradictions({ base, head, staged, scope }: Comparison): void {
  if (staged !== true || (base === undefined && head === undefined && scope === 'changed')) return
  throw new UsageError('--staged judges the index against HEAD: it goes with none of --base, --head, --all', 'check --staged')
}

/** The tip of the branch that the CI service says a pull request is to be merged into. */
async function targetOf(git: Git, { environment }: Comparison): Promise<BranchTip | undefined> {
  const target = targetBranch(environment)
  if (target === undefined) return undefined
  const remote = await remoteOf(git)
  const name = remote === undefined ? target.branch : `${remote.name}/${target.branch}`
  const commit = await commitOf(git, remote === undefined ? `refs/heads/${name}` : `refs/remotes/${name}`)
  if (commit !== undefined) return { name, commit }
  throw new UsageError(
    `${target.variable} says that the change goes into ${target.branch}, and ${name} is not in this clone: there is nothing to compare with`,
    remote === undefined ? '--base with a branch that is here' : await fetchBranch(git, remote.name, target.branch),
  )
}

type Trusted = Pick<Sides, 'trusted' | 'untrusted'>

async function trustedSide(git: Git, wanted: Comparison, { branch, target, given, from }: Known): Promise<Trusted> {
  if (branch.kind === 'known') return { trusted: branch.tip }
  if (branch.kind === 'none') return { trusted: undefined }
  if (given !== undefined && (await isOutside(git, given, from))) return { trusted: given }
  if (target !== undefined) return { trusted: target }
  const why = `the default branch is not known here: ${branch.why}`
  if (wanted.policyGiven === true) return { trusted: undefined, untrusted: why }
  const about = given === undefined ? '' : `, and --base ${given.name} is a commit of the change itself`
  throw new UsageError(`${why}${about}. The policy is read from there, and what is new is what it does not have`, branch.mend)
}

/** Whether a base that the user wrote is a line of its own: a branch, a tag, or another commit by its id; never `HEAD~1`. */
async function isOutside(git: Git, { name, commit }: BranchTip, from: string | undefined): Promise<boolean> {
  if (/^[0-9a-f]{7,64}$/.test(name)) return commit !== from
  if (/^(?:HEAD|@)/.test(name) || /[~^@:]/.test(name)) return false
  if (name.startsWith('refs/')) return true
  for (const prefix of ['refs/heads/', 'refs/remotes/', 'refs/tags/'])
    if ((await commitOf(git, `${prefix}${name}`)) === commit) return true
  return false
}

async function baseSide(git: Git, wanted: Comparison, known: Known): Promise<Pick<Sides, 'base' | 'baseIs'>> {
  const { branch, target, given, from } = known
  if (wanted.scope === 'all') return { base: undefined, baseIs: 'nothing: everything is looked at' }
  if (from === undefined) return { base: undefined, baseIs: 'nothing is committed yet' }
  if (wanted.staged === true) return { base: from, baseIs: 'HEAD' }
  const against = given ?? target ?? (branch.kind === 'known' ? branch.tip : undefined)
  if (against === undefined) {
    const [why, mend] = branch.kind === 'unknown' ? [branch.why, branch.mend] : ['there is no branch', '--base main']
    throw new UsageError(`there is nothing to compare with: the default branch is not known here: ${why}`, mend)
  }
  const base = await mergeBaseOf(git, against.commit, from)
  if (base !== undefined) return { base, baseIs: `the merge base with ${against.name}` }
  if (await isShallow(git)) {
    const remote = (await remoteOf(git))?.name ?? 'origin'
    const mend = await fetchEverything(git, remote)
    throw new UsageError(`the history of this clone is cut off before the merge base with ${against.name}`, mend)
  }
  return { base: undefined, baseIs: `nothing: it has no history in common with ${against.name}` }
}
