import type { SourceFile } from '../discover/discover.ts'
import type { Answer } from '../model/answer.ts'
import type { Unread } from '../model/facts.ts'
import { MAX_SYMLINK_HOPS } from '../model/limits.ts'
import type { Change, TreeEntry } from '../ports/change.ts'

/** The files of one side, and those that could not be read. */
export interface SideFiles {
  readonly files: readonly SourceFile[]
  readonly unread: readonly Unread[]
}

type Contents = ReadonlyMap<TreeEntry, Answer<Uint8Array>>

/** Reads both sides in one go. Symbolic links are followed inside their own tree only, and read under the link's path. */
export async function readSides(
  change: Change,
  wanted: { readonly base: readonly TreeEntry[]; readonly head: readonly TreeEntry[] },
  trees: { readonly base: readonly TreeEntry[]; readonly head: readonly TreeEntry[] },
): Promise<{ readonly base: SideFiles; readonly head: SideFiles }> {
  const entries = [...new Set([...wanted.base, ...wanted.head])]
  let contents: Contents = await change.contents(entries)
  for (let hop = 0; hop < MAX_SYMLINK_HOPS; hop++) {
    const missing = [...nextHops(wanted.base, trees.base, contents), ...nextHops(wanted.head, trees.head, contents)]
    if (missing.length === 0) break
    contents = new Map([...contents, ...(await change.contents([...new Set(missing)]))])
  }
  return { base: sideOf(wanted.base, trees.base, contents), head: sideOf(wanted.head, trees.head, contents) }
}

/**
 * The paths of symbolic links that stayed as they are while something that they lead to changed: what stands there is another file
 * now. A link that could not be read counts as well.
 */
export async function movedLinks(
  change: Pick<Change, 'contents'>,
  head: readonly TreeEntry[],
  changed: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const links = head.filter((entry) => entry.mode === 'symlink')
  if (links.length === 0 || changed.size === 0) return new Set()
  const contents: Contents = await change.contents(links)
  const tree = new Map(head.map((entry) => [entry.path, entry]))
  const leadsToChange = (link: TreeEntry): boolean => {
    let at: TreeEntry | undefined = link
    for (let hop = 0; hop <= MAX_SYMLINK_HOPS && at?.mode === 'symlink'; hop++) {
      const target = contents.get(at)
      if (target?.kind !== 'found') return true
      const path = resolveLink(at.path, new TextDecoder().decode(target.value))
      if (path === undefined) return false
      if (changed.has(path)) return true
      at = tree.get(path)
    }
    return false
  }
  return new Set(links.filter((link) => !changed.has(link.path) && leadsToChange(link)).map(({ path }) => path))
}

/** The entry that a chain of links ends at, or why it ends nowhere; undefined content means one more read is needed. */
function follow(
  entry: TreeEntry,
  tree: ReadonlyMap<string, TreeEntry>,
  contents: Contents,
): { readonly entry?: TreeEntry; readonly why?: string } {
  let at = entry
  for (let hop = 0; hop <= MAX_SYMLINK_HOPS; hop++) {
    if (at.mode !== 'symlink') return { entry: at }
    const target = contents.get(at)
    if (target?.kind !== 'found') return { entry: at }
    const path = resolveLink(at.path, new TextDecoder().decode(target.value))
    if (path === undefined) return { why: 'it is a symbolic link that leaves the repository' }
    const next = tree.get(path)
    if (next === undefined) return { why: 'it is a symbolic link to a folder or to nothing in this repository' }
    at = next
  }
  return { why: `it is a chain of more than ${MAX_SYMLINK_HOPS} symbolic links` }
}

function nextHops(wanted: readonly TreeEntry[], tree: readonly TreeEntry[], contents: Contents): readonly TreeEntry[] {
  const links = wanted.filter((entry) => entry.mode === 'symlink')
  if (links.length === 0) return []
  const byPath = new Map(tree.map((entry) => [entry.path, entry]))
  return links.flatMap((link) => {
    const end = follow(link, byPath, contents).entry
    return end !== undefined && !contents.has(end) && end.mode !== 'submodule' ? [end] : []
  })
}

function resolveLink(from: string, target: string): string | undefined {
  if (target.startsWith('/') || target.includes('\0')) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const step of target.split('/')) {
    if (step === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (step !== '.' && step !== '') parts.push(step)
  }
  return parts.join('/')
}

function sideOf(wanted: readonly TreeEntry[], tree: readonly TreeEntry[], contents: Contents): SideFiles {
  const byPath = new Map(tree.map((entry) => [entry.path, entry]))
  const files: SourceFile[] = []
  const unread: Unread[] = []
  for (const entry of wanted) {
    const end = follow(entry, byPath, contents)
    const answer = end.entry === undefined ? undefined : contents.get(end.entry)
    if (end.entry !== undefined && end.entry.mode !== 'symlink' && answer?.kind === 'found') {
      files.push({ path: entry.path, bytes: answer.value })
    } else unread.push({ file: entry.path, why: end.why ?? whyNot(answer), partly: false })
  }
  return { files, unread }
}

function whyNot(answer: Answer<Uint8Array> | undefined): string {
  if (answer?.kind === 'unknown') return answer.problem.detail
  return answer?.kind === 'absent' ? 'its content is not there' : 'its content was not read'
}
