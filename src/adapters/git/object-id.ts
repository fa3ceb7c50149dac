import { createHash } from 'node:crypto'

/** The kinds of git objects that are read here. */
export type ObjectKind = 'blob' | 'tree' | 'commit'

/** The id of a git object: SHA-1, or SHA-256 where `like` is an id of 64 digits (a repository has one kind of ids). */
export function objectId(kind: ObjectKind, content: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`${kind} ${content.byteLength}\0`).update(content).digest('hex')
}

/** One line of a tree object. `mode` is written as git stores it: octal without a leading zero. */
export interface TreeLine {
  readonly mode: string
  readonly name: string
  readonly id: string
}

/** The content of a tree object with these lines, in git's order: by bytes, folders as if their name ended in a slash. */
export function treeContent(lines: readonly TreeLine[]): Uint8Array {
  const keyed = lines.map((line) => ({ line, key: Buffer.from(line.mode === '40000' ? `${line.name}/` : line.name) }))
  keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  return Buffer.concat(keyed.flatMap(({ line }) => [Buffer.from(`${line.mode} ${line.name}\0`), Buffer.from(line.id, 'hex')]))
}
