import { createHash } from 'node:crypto'

/** A file to commit: text, bytes, or something with a mode of its own. A submodule's `commit` is an object id. */
export type FileSpec =
  | string
  | Uint8Array
  | { readonly executable: string }
  | { readonly symlink: string }
  | { readonly submodule: string }

/** Files by path. */
export type Files = Readonly<Record<string, FileSpec>>

/** One line of a tree object, mode as git stores it. */
export interface TreeItem {
  readonly mode: string
  readonly name: string
  readonly id: string
}

/** A commit object, parsed. */
export interface Commit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
}

/** One entry of a listing, path from the root that was listed. */
export interface Entry {
  readonly path: string
  readonly mode: string
  readonly id: string
}

/** An object store with git's own ids, in memory, so that it runs where there is no git. */
export interface ObjectStore {
  readonly blobs: Map<string, Uint8Array>
  readonly trees: Map<string, readonly TreeItem[]>
  readonly commits: Map<string, Commit>
}

/** An empty store. */
export function createStore(): ObjectStore {
  return { blobs: new Map(), trees: new Map(), commits: new Map() }
}

/** The SHA-1 id that git gives to an object. */
export function gitId(kind: string, content: Uint8Array): string {
  return createHash('sha1').update(`${kind} ${content.byteLength}\0`).update(content).digest('hex')
}

/** Stores a blob; its id. */
export function putBlob(store: ObjectStore, bytes: Uint8Array): string {
  const id = gitId('blob', bytes)
  store.blobs.set(id, bytes)
  return id
}

/** Stores the trees of these files; the id of the root. */
export function putFiles(store: ObjectStore, files: Files): string {
  const folders = new Map<string, Record<string, FileSpec>>()
  const items: TreeItem[] = []
  for (const [path, spec] of Object.entries(files)) {
    const slash = path.indexOf('/')
    if (slash < 0) {
      items.push({ name: path, ...putFile(store, spec) })
      continue
    }
    const folder = folders.get(path.slice(0, slash)) ?? {}
    folder[path.slice(slash + 1)] = spec
    folders.set(path.slice(0, slash), folder)
  }
  for (const [name, below] of folders) items.push({ name, mode: '40000', id: putFiles(store, below) })
  return putTree(store, items)
}

/** Stores a tree object; its id. */
export function putTree(store: ObjectStore, items: readonly TreeItem[]): string {
  const key = (item: TreeItem): Buffer => Buffer.from(item.mode === '40000' ? `${item.name}/` : item.name)
  const sorted = [...items].sort((a, b) => key(a).compare(key(b)))
  const content = Buffer.concat(
    sorted.map((item) => Buffer.concat([Buffer.from(`${item.mode} ${item.name}\0`), Buffer.from(item.id, 'hex')])),
  )
  const id = gitId('tree', content)
  store.trees.set(id, sorted)
  return id
}

/** Stores a commit of a fixed author at a time in seconds; its id. */
export function putCommit(store: ObjectStore, commit: Commit, seconds: number): string {
  const who = `Sample Author <author@example.com> ${seconds} +0000`
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${who}`,
    `committer ${who}`,
  ]
  const id = gitId('commit', Buffer.from(`${lines.join('\n')}\n\n${commit.message}`))
  store.commits.set(id, commit)
  return id
}

/** Everything below a tree, folders included, in git's order. */
export function listTree(store: ObjectStore, tree: string, prefix = ''): readonly Entry[] {
  return (store.trees.get(tree) ?? []).flatMap((item) => {
    const entry = { path: `${prefix}${item.name}`, mode: item.mode, id: item.id }
    return item.mode === '40000' ? [entry, ...listTree(store, item.id, `${entry.path}/`)] : [entry]
  })
}

/** The first common ancestor of two commits, nearest to the second; undefined for unrelated histories. */
export function mergeBaseOf(store: ObjectStore, first: string, second: string): string | undefined {
  const ancestors = new Set(historyOf(store, first))
  return historyOf(store, second).find((commit) => ancestors.has(commit))
}

/** A commit and all its ancestors, breadth first. */
export function historyOf(store: ObjectStore, from: string): readonly string[] {
  const seen = new Set([from])
  for (const commit of seen) for (const parent of store.commits.get(commit)?.parents ?? []) seen.add(parent)
  return [...seen]
}

function putFile(store: ObjectStore, spec: FileSpec): { readonly mode: string; readonly id: string } {
  if (typeof spec === 'string') return { mode: '100644', id: putBlob(store, Buffer.from(spec)) }
  if (spec instanceof Uint8Array) return { mode: '100644', id: putBlob(store, spec) }
  if ('executable' in spec) return { mode: '100755', id: putBlob(store, Buffer.from(spec.executable)) }
  if ('symlink' in spec) return { mode: '120000', id: putBlob(store, Buffer.from(spec.symlink)) }
  return { mode: '160000', id: spec.submodule }
}
