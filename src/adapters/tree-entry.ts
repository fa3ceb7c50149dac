import { type Answer, unknown } from '../model/answer.ts'
import { MAX_FILE_BYTES } from '../model/limits.ts'
import type { TreeEntry } from '../ports/change.ts'

/** The kind of entry behind a git mode. */
export function modeOf(mode: string): TreeEntry['mode'] {
  if (mode === '120000') return 'symlink'
  if (mode === '160000') return 'submodule'
  return mode === '100755' ? 'executable' : 'file'
}

/** Why the content of an entry is not read, if it is not: submodules have none here, and there is a bound for files. */
export function refusal(entry: TreeEntry): Answer<Uint8Array> | undefined {
  if (entry.mode === 'submodule') return unknown('unsupported', entry.path, 'a submodule has no content in this repository')
  if ((entry.size ?? 0) <= MAX_FILE_BYTES) return undefined
  return unknown('too-large', entry.path, `the file has ${entry.size} bytes, more than ${MAX_FILE_BYTES}`)
}
