import type { Scalar, ScalarChange, ScalarDocument } from '../model/account.ts'

/** Which path of the base a path of the head side was called before: itself, unless it was moved. */
export type FormerPath = (path: string) => string

/**
 * The scalars that one side has and the other has not, by file, document, path without list positions, and text. A scalar with another text
 * at the same path is altered; what is missing in the head is removed, also where its whole document or file went.
 */
export function compareScalars(
  base: readonly ScalarDocument[],
  head: readonly ScalarDocument[],
  formerPath: FormerPath = (path) => path,
): readonly ScalarChange[] {
  const before = groupedBy(base, (document) => documentKey(document, document.file))
  const files = new Set(head.map(({ file }) => formerPath(file)))
  const changes = head.flatMap((document) => {
    const old = before.get(documentKey(document, formerPath(document.file)))?.shift()
    return changesBetween(old, document)
  })
  const removed = [...before.values()].flat().flatMap((document) => removedWhole(document, files.has(document.file)))
  return [...changes, ...removed]
}

function documentKey({ apiVersion, kind, namespace, name, format }: ScalarDocument, file: string): string {
  const group = apiVersion?.replace(/\/?[^/]*$/, '')
  return JSON.stringify(kind === undefined ? [file, format] : [file, group, kind, namespace, name])
}

function changesBetween(base: ScalarDocument | undefined, head: ScalarDocument): readonly ScalarChange[] {
  if (base === undefined) return head.scalars.map((scalar) => ({ kind: 'added', document: head, scalar }))
  const kept = unpaired(base.scalars, head.scalars, textKey)
  const placed = unpaired(kept.gone, kept.fresh, pathKey)
  // An item of a list that got another name is still the same item: what else it holds did not change.
  const renamed = unpaired(placed.gone, placed.fresh, (scalar) => JSON.stringify([loosePath(scalar), scalar.text]))
  const loose = unpaired(renamed.gone, renamed.fresh, loosePath)
  const altered = [...placed.pairs, ...loose.pairs].map(([before, scalar]): ScalarChange => {
    return { kind: 'altered', document: head, scalar, before }
  })
  const added = loose.fresh.map((scalar): ScalarChange => ({ kind: 'added', document: head, scalar }))
  const removed = loose.gone.map((scalar): ScalarChange => {
    return { kind: 'removed', document: base, scalar, gone: 'scalar', head }
  })
  return [...altered, ...added, ...removed]
}

interface Unpaired {
  readonly pairs: readonly (readonly [Scalar, Scalar])[]
  readonly fresh: readonly Scalar[]
  readonly gone: readonly Scalar[]
}

/** Pairs scalars of both sides that have the same key, in their order. */
function unpaired(base: readonly Scalar[], head: readonly Scalar[], key: (scalar: Scalar) => string): Unpaired {
  const before = groupedBy(base, key)
  const taken = new Map<string, number>()
  const pairs: (readonly [Scalar, Scalar])[] = []
  const fresh: Scalar[] = []
  for (const scalar of head) {
    const id = key(scalar)
    const at = taken.get(id) ?? 0
    const old = before.get(id)?.[at]
    if (old === undefined) fresh.push(scalar)
    else {
      pairs.push([old, scalar])
      taken.set(id, at + 1)
    }
  }
  const gone = [...before].flatMap(([id, some]) => some.slice(taken.get(id) ?? 0))
  return { pairs, fresh, gone }
}

function loosePath({ path }: Scalar): string {
  return JSON.stringify(path.map((step) => (step.startsWith('[') ? '*' : step)))
}

function removedWhole(document: ScalarDocument, fileStays: boolean): readonly ScalarChange[] {
  const gone = fileStays ? 'document' : 'file'
  return document.scalars.map((scalar): ScalarChange => ({ kind: 'removed', document, scalar, gone }))
}

function pathKey({ path }: Scalar): string {
  return JSON.stringify(path)
}

function textKey({ path, text }: Scalar): string {
  return JSON.stringify([path, text])
}

function groupedBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const id = key(item)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [item])
    else group.push(item)
  }
  return groups
}
