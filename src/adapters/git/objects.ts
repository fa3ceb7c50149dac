import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import type { TreeEntry } from '../../ports/change.ts'
import { modeOf, refusal } from '../tree-entry.ts'
import type { Git } from './command.ts'
import { objectId } from './object-id.ts'

/** Everything below the root tree of a commit. A name that is no UTF-8 makes the listing unknown: it could be any name. */
export async function listCommit(git: Git, commit: string): Promise<Answer<readonly TreeEntry[]>> {
  const outcome = await git(['ls-tree', '-r', '-l', '-z', '--full-tree', commit])
  if (!outcome.ok) return unknown('unresolved', commit, outcome.stderr)
  const lines = splitZero(outcome.stdout)
  const entries = lines.map(entryOf)
  const complete = entries.every((entry) => entry !== undefined)
  return complete ? found(entries) : unknown('malformed', commit, 'git lists a path that is not UTF-8')
}

/** Texts between NUL bytes. */
export function splitZero(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = []
  let start = 0
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    parts.push(bytes.subarray(start, end))
    start = end + 1
  }
  return parts
}

/** Bytes as UTF-8; undefined when they are none. */
export function strictText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.compare(Buffer.from(text, 'utf8'), bytes) === 0 ? text : undefined
}

/** Contents of blobs by their ids, each hashed again. */
export async function readBlobs(git: Git, entries: readonly TreeEntry[]): Promise<ReadonlyMap<TreeEntry, Answer<Uint8Array>>> {
  const readable = entries.filter((entry) => refusal(entry) === undefined)
  const ids = [...new Set(readable.map((entry) => entry.id))]
  const outcome = ids.length === 0 ? undefined : await git(['cat-file', '--batch'], `${ids.join('\n')}\n`)
  const blobs = outcome?.ok === true ? parseBatch(outcome.stdout) : new Map<string, Uint8Array>()
  const why = outcome?.ok === false ? outcome.stderr : 'git does not have this blob'
  return new Map(entries.map((entry) => [entry, refusal(entry) ?? proved(entry, blobs.get(entry.id), why)]))
}

function proved(entry: TreeEntry, bytes: Uint8Array | undefined, why: string): Answer<Uint8Array> {
  if (bytes === undefined) return unknown('unresolved', entry.path, why)
  const same = objectId('blob', bytes, entry.id) === entry.id
  return same ? found(bytes) : unknown('digest-mismatch', entry.path, `what git holds does not hash to the blob id ${entry.id}`)
}

function entryOf(line: Buffer): TreeEntry | undefined {
  const tab = line.indexOf(9)
  const path = strictText(line.subarray(tab + 1))
  const [mode, , id, size] = line.subarray(0, tab).toString('utf8').split(/ +/)
  if (path === undefined || mode === undefined || id === undefined) return undefined
  const bytes = Number(size)
  return { path, id, mode: modeOf(mode), ...(Number.isSafeInteger(bytes) ? { size: bytes } : {}) }
}

/** Output of `cat-file --batch`: `<id> <type> <size>`, a line end, the content, a line end; or `<id> missing`. */
function parseBatch(bytes: Buffer): ReadonlyMap<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>()
  for (let position = 0; position < bytes.byteLength; ) {
    const end = bytes.indexOf(10, position)
    if (end < 0) break
    const [id = '', type, size] = bytes.subarray(position, end).toString('utf8').split(' ')
    position = end + 1
    if (size === undefined) continue
    const length = Number(size)
    if (type === 'blob') blobs.set(id, bytes.subarray(position, position + length))
    position += length + 1
  }
  return blobs
}
