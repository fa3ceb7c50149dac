import type { ManifestObject, ObjectChange } from '../model/manifest-object.ts'

/**
 * The base object whose problems are old problems: the pair, if it stood in the same folder. What stands at a new place counts
 * as new, as it does for image references.
 */
export function standingBase({ base, head }: ObjectChange): ManifestObject | undefined {
  if (base === undefined || head === undefined) return base
  return folderOf(base.origin.file) === folderOf(head.origin.file) ? base : undefined
}

/** Those of `head` that have no equal in `base` by identity: a second one of the same identity counts as one more. */
export function introduced<T>(base: readonly T[], head: readonly T[], identity: (one: T) => string): readonly T[] {
  const left = new Map<string, number>()
  for (const one of base) left.set(identity(one), (left.get(identity(one)) ?? 0) + 1)
  return head.filter((one) => {
    const count = left.get(identity(one)) ?? 0
    left.set(identity(one), count - 1)
    return count <= 0
  })
}

/** The folder of a path, empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
