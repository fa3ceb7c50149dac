import { movedFiles, relocated } from '../../src/compare/moves.ts'
import { compareReferences } from '../../src/compare/references.ts'
import { discoverWhole } from '../../src/discover/discover.ts'
import { accountFor } from '../../src/gate/account.ts'
import { selectFiles } from '../../src/gate/select.ts'
import type { Accounted, Unaccounted } from '../../src/model/account.ts'
import type { ReferenceFact, Unread } from '../../src/model/facts.ts'
import type { TreeEntry } from '../../src/ports/change.ts'

/** The files of one side: path and text. */
export type Files = Readonly<Record<string, string>>

/** What a run makes of a change before it asks anybody: references, what was not read, and the account of all changes. */
export interface Looked {
  readonly references: readonly ReferenceFact[]
  readonly unread: readonly Unread[]
  readonly accounted: Accounted
  readonly unaccounted: readonly Unaccounted[]
}

/** Looks at a change from one set of files to another, as the gate does. */
export function lookAt(base: Files, head: Files): Looked {
  const trees = { base: entriesOf(base), head: entriesOf(head) }
  const selected = selectFiles(trees, { ignore: [], paths: [] })
  const before = discoverWhole(sourcesOf(base, selected.base))
  const after = discoverWhole(sourcesOf(head, selected.head))
  const moves = movedFiles(selected.changed, before.references, after.references)
  const then = relocated(before, moves)
  const facts = compareReferences(then.references, after.references)
  const account = accountFor({ selected, trees, base: then, head: after, facts, scope: 'changed' })
  return { references: facts, unread: after.unread, ...account }
}

/** Whether a run over this change could pass without a word: nothing touched, nothing unread, nothing unaccounted for. */
export function isSilent({ references, unread, unaccounted }: Looked): boolean {
  return !references.some(({ touched }) => touched) && unread.length === 0 && !unaccounted.some(({ kind }) => kind === 'deciding')
}

function entriesOf(files: Files): readonly TreeEntry[] {
  return Object.entries(files).map(([path, text]) => ({ path, id: text, mode: 'file', size: text.length }))
}

function sourcesOf(files: Files, entries: readonly TreeEntry[]) {
  return entries.map(({ path }) => ({ path, bytes: new TextEncoder().encode(files[path] ?? '') }))
}
