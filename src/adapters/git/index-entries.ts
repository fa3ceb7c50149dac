import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import type { TreeEntry } from '../../ports/change.ts'
import { modeOf } from '../tree-entry.ts'
import type { Git } from './command.ts'
import { splitZero, strictText } from './objects.ts'

/** One line of the index. `sparse`: the sparse checkout leaves it out, so that it is not on disk and not deleted either. */
export interface IndexEntry {
  readonly path: string
  readonly id: string
  readonly mode: TreeEntry['mode']
  /** 0, or which side of a conflict it is. */
  readonly stage: number
  readonly sparse: boolean
}

/** Everything in the index. A name that is no UTF-8 makes the listing unknown: it could be any name. */
export async function readIndex(git: Git): Promise<Answer<readonly IndexEntry[]>> {
  const outcome = await git(['ls-files', '-z', '-t', '--stage', '--cached'])
  if (!outcome.ok) return unknown('unresolved', 'the index', outcome.stderr)
  const entries = splitZero(outcome.stdout).map(entryOf)
  const complete = entries.every((entry) => entry !== undefined)
  return complete ? found(entries) : unknown('malformed', 'the index', 'git lists a path that is not UTF-8')
}

/** The index as a tree: what the next commit would hold. Unknown while a conflict is open. */
export async function listIndex(git: Git): Promise<Answer<readonly TreeEntry[]>> {
  const entries = await readIndex(git)
  if (entries.kind !== 'found') return entries
  const conflict = entries.value.find(({ stage }) => stage !== 0)
  if (conflict !== undefined) return unknown('unresolved', conflict.path, 'it has a conflict that is not resolved')
  return found(await withSizes(git, entries.value))
}

/** Entries of the index as entries of a tree, with the sizes that git's objects have; none where git does not have the object. */
export async function withSizes(git: Git, entries: readonly IndexEntry[]): Promise<readonly TreeEntry[]> {
  const ids = [...new Set(entries.flatMap(({ id, mode }) => (mode === 'submodule' ? [] : [id])))]
  const outcome = ids.length === 0 ? undefined : await git(['cat-file', '--batch-check'], `${ids.join('\n')}\n`)
  const sizes = new Map(outcome?.ok === true ? outcome.stdout.toString('utf8').split('\n').map(sizeOf) : [])
  return entries.map(({ path, id, mode }) => {
    const size = sizes.get(id)
    return { path, id, mode, ...(size === undefined ? {} : { size }) }
  })
}

/** A line of `cat-file --batch-check`: `<id> <type> <size>`, or `<id> missing`. */
function sizeOf(line: string): readonly [string, number | undefined] {
  const [id = '', , size] = line.split(' ')
  return [id, size === undefined ? undefined : Number(size)]
}

/** A line of `ls-files -t --stage`: `<tag> <mode> <id> <stage>`, a tab, the path. The tag S marks what a sparse checkout leaves out. */
function entryOf(line: Buffer): IndexEntry | undefined {
  const tab = line.indexOf(9)
  const path = strictText(line.subarray(tab + 1))
  const [tag, mode = '', id = '', stage] = line.subarray(0, tab).toString('utf8').split(' ')
  return path === undefined ? undefined : { path, id, mode: modeOf(mode), stage: Number(stage), sparse: tag === 'S' }
}
