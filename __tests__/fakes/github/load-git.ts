import { execFileSync } from 'node:child_process'
import type { TreeItem } from './objects.ts'
import { gitId } from './objects.ts'
import type { Repository } from './repository.ts'

/** Puts every object and branch of a real repository into the emulator; each object must hash to the id that git gave it. */
export function loadGit(directory: string, repository: Repository): void {
  const git = (args: readonly string[], input = ''): Buffer =>
    execFileSync('git', [...args], { cwd: directory, input, maxBuffer: 1 << 30 })
  const ids = git(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']).toString('utf8')
  const bytes = git(['cat-file', '--batch'], ids)
  for (let position = 0; position < bytes.byteLength; ) {
    const end = bytes.indexOf(10, position)
    const [id = '', kind = '', size] = bytes.subarray(position, end).toString('utf8').split(' ')
    const content = bytes.subarray(end + 1, end + 1 + Number(size))
    if (gitId(kind, content) !== id) throw new Error(`${kind} ${id} does not hash to its id`)
    if (kind === 'blob') repository.store.blobs.set(id, Uint8Array.from(content))
    if (kind === 'tree') repository.store.trees.set(id, treeItems(content))
    if (kind === 'commit') repository.store.commits.set(id, commitOf(content.toString('utf8')))
    position = end + 2 + Number(size)
  }
  const refs = git(['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads']).toString('utf8')
  for (const line of refs.split('\n')) {
    const [branch, commit] = line.split(' ')
    if (branch && commit) repository.branches.set(branch, commit)
  }
}

function treeItems(content: Buffer): readonly TreeItem[] {
  const items: TreeItem[] = []
  for (let position = 0; position < content.byteLength; ) {
    const space = content.indexOf(32, position)
    const end = content.indexOf(0, space)
    const [mode, name] = [content.subarray(position, space).toString('utf8'), content.subarray(space + 1, end).toString('utf8')]
    items.push({ mode, name, id: content.subarray(end + 1, end + 21).toString('hex') })
    position = end + 21
  }
  return items
}

function commitOf(text: string): { readonly tree: string; readonly parents: readonly string[]; readonly message: string } {
  const [header = '', ...message] = text.split('\n\n')
  const values = (key: string): readonly string[] =>
    header.split('\n').flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []))
  return { tree: values('tree')[0] ?? '', parents: values('parent'), message: message.join('\n\n') }
}
