import { mayHoldManifest, type SourceFile } from '../discover/discover.ts'
import type { Answer, Problem } from '../model/answer.ts'
import type { Unread } from '../model/facts.ts'
import { MAX_RUN_BYTES, MAX_SYMLINK_HOPS } from '../model/limits.ts'
import type { Change, TreeEntry } from '../ports/change.ts'
import { type End, foldersOf, type Tree, treeOf, walk } from './links.ts'

/** The files of one side, and those that could not be read. */
export interface SideFiles {
  readonly files: readonly SourceFile[]
  readonly unread: readonly Unread[]
}

type Contents = ReadonlyMap<TreeEntry, Answer<Uint8Array>>

/** Reads both sides in one go. Symbolic links are followed inside their own tree only, and read under the link's path. */
export async function readSides(
  change: Pick<Change, 'contents'>,
  wanted: { readonly base: readonly TreeEntry[]; readonly head: readonly TreeEntry[] },
  trees: { readonly base: readonly TreeEntry[]; readonly head: readonly TreeEntry[] },
): Promise<{ readonly base: SideFiles; readonly head: SideFiles; readonly problems: readonly Problem[] }> {
  const [base, head] = [sideFor(wanted.base, trees.base), sideFor(wanted.head, trees.head)]
  const entries = withinBytes([...new Set([...wanted.head, ...wanted.base])])
  let contents: Contents = await change.contents(entries)
  for (let hop = 0; hop < MAX_SYMLINK_HOPS; hop++) {
    const missing = [...nextHops(base, contents), ...nextHops(head, contents)]
    if (missing.length === 0) break
    contents = new Map([...contents, ...(await change.contents([...new Set(missing)]))])
  }
  const read = keptBytes(contents)
  const all = new Set([...wanted.head, ...wanted.base])
  const problems = entries.length < all.size || read.size < contents.size ? [TOO_MUCH] : []
  const [why] = problems
  return { base: filesOf(base, read, why?.detail), head: filesOf(head, read, why?.detail), problems }
}

const TOO_MUCH: Problem = {
  kind: 'too-large',
  about: 'the files of this run',
  detail: `the files of this run have more than ${MAX_RUN_BYTES} bytes together, and only so many are read: use shards, or narrow what is looked at`,
}

/** The entries that the listing lets us read; one without a size counts once it is read. */
function withinBytes(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  let left = MAX_RUN_BYTES
  return entries.filter(({ size = 0 }) => {
    if (size > left) return false
    left -= size
    return true
  })
}

/** What was read, up to the bound: the same bytes for several paths count once. */
function keptBytes(contents: Contents): Contents {
  let left = MAX_RUN_BYTES
  const counted = new Set<Uint8Array>()
  return new Map(
    [...contents].filter(([, answer]) => {
      if (answer.kind !== 'found' || counted.has(answer.value)) return true
      if (answer.value.length > left) return false
      counted.add(answer.value)
      left -= answer.value.length
      return true
    }),
  )
}

/**
 * The paths of symbolic links that stayed as they are while something that they lead to or through changed: what stands there is
 * another file now. A link that could not be read or followed to its end counts as well.
 */
export async function movedLinks(
  change: Pick<Change, 'contents'>,
  head: readonly TreeEntry[],
  changed: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const links = head.filter((entry) => entry.mode === 'symlink')
  if (links.length === 0 || changed.size === 0) return new Set()
  const contents: Contents = await change.contents(links)
  const tree = treeOf(head)
  const touched = foldersOf(changed)
  const leadsToChange = ({ path }: TreeEntry): boolean => {
    const { end, passed } = walk(path, tree, (link) => targetIn(contents, link))
    if (end.kind === 'unread' || end.kind === 'endless') return true
    return passed.some((one) => changed.has(one)) || (end.kind === 'nothing' && touched.has(end.path))
  }
  return new Set(links.filter((link) => !changed.has(link.path) && leadsToChange(link)).map(({ path }) => path))
}

/** What is wanted of one side, and its tree with the very entries that are wanted; only made where there are links to walk along. */
interface Side {
  readonly wanted: readonly TreeEntry[]
  readonly tree: Tree
}

function sideFor(wanted: readonly TreeEntry[], entries: readonly TreeEntry[]): Side {
  return { wanted, tree: treeOf(wanted.some(({ mode }) => mode === 'symlink') ? [...entries, ...wanted] : []) }
}

function targetIn(contents: Contents, link: TreeEntry): string | undefined {
  const target = contents.get(link)
  return target?.kind === 'found' ? new TextDecoder().decode(target.value) : undefined
}

function endOf(entry: TreeEntry, tree: Tree, contents: Contents): End {
  if (entry.mode !== 'symlink') return { kind: 'entry', entry }
  return walk(entry.path, tree, (link) => targetIn(contents, link)).end
}

/** The entries that must be read before the walks can go on or end. */
function nextHops({ wanted, tree }: Side, contents: Contents): readonly TreeEntry[] {
  return wanted
    .filter(({ mode }) => mode === 'symlink')
    .flatMap((link) => {
      const end = endOf(link, tree, contents)
      if (end.kind !== 'entry' && end.kind !== 'unread') return []
      return contents.has(end.entry) || end.entry.mode === 'submodule' ? [] : [end.entry]
    })
}

function filesOf({ wanted, tree }: Side, contents: Contents, cut: string | undefined): SideFiles {
  const files: SourceFile[] = []
  const unread: Unread[] = []
  for (const entry of wanted) {
    const end = endOf(entry, tree, contents)
    const answer = end.kind === 'entry' ? contents.get(end.entry) : undefined
    if (end.kind === 'folder' && !holdsManifests(end.path, tree)) continue
    if (answer?.kind === 'found') files.push({ path: entry.path, bytes: answer.value })
    else unread.push({ file: entry.path, why: whyNot(end, contents, cut), partly: false })
  }
  return { files, unread }
}

/** A link to a folder matters where what is below may be a manifest: documents behind `docs/latest` are none. */
function holdsManifests(folder: string, { entries }: Tree): boolean {
  const inside = folder === '' ? '' : `${folder}/`
  return [...entries.keys()].some((path) => path.startsWith(inside) && mayHoldManifest(path))
}

function whyNot(end: End, contents: Contents, cut = 'its content was not read'): string {
  if (end.kind === 'endless') return end.why
  if (end.kind === 'outside') return 'it is a symbolic link that leaves the repository'
  if (end.kind === 'folder' || end.kind === 'nothing') return 'it is a symbolic link to a folder or to nothing in this repository'
  const answer = contents.get(end.entry)
  if (answer?.kind === 'unknown') return answer.problem.detail
  return answer?.kind === 'absent' ? 'its content is not there' : cut
}
