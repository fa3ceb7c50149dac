import { MAX_LISTED_PACKAGES } from '../model/limits.ts'
import type { Package } from '../model/package.ts'
import type { PackageChange, PackageDelta } from '../model/vulnerability.ts'

/** How two lists of packages differ, and the packages of either side whose versions are not the same on both. */
export interface PackageDifference {
  readonly delta: PackageDelta
  readonly before: readonly Package[]
  readonly after: readonly Package[]
}

/**
 * Compares two lists of packages, each package by its type, namespace and name, its versions as a set: of one that both images have in
 * several versions, all versions differ as soon as one does.
 */
export function comparePackages(before: readonly Package[], after: readonly Package[]): PackageDifference {
  const [old, now] = [Map.groupBy(before, keyOf), Map.groupBy(after, keyOf)]
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted()
  const changes = keys.map((key) => ({ key, ...changeOf(old.get(key) ?? [], now.get(key) ?? []) }))
  const differing = changes.filter(({ before: a, after: b }) => a.join('\n') !== b.join('\n'))
  const among = new Set(differing.map(({ key }) => key))
  return {
    delta: {
      added: differing.filter((one) => one.before.length === 0).length,
      removed: differing.filter((one) => one.after.length === 0).length,
      changed: differing.filter((one) => one.before.length > 0 && one.after.length > 0).length,
      same: changes.length - differing.length,
      listed: differing.slice(0, MAX_LISTED_PACKAGES).map(({ key: _, ...change }) => change),
    },
    before: before.filter((one) => among.has(keyOf(one))),
    after: after.filter((one) => among.has(keyOf(one))),
  }
}

function keyOf({ type, namespace = '', name }: Package): string {
  return JSON.stringify([type, namespace, name])
}

function changeOf(before: readonly Package[], after: readonly Package[]): PackageChange {
  const [first] = [...after, ...before]
  const name = first?.namespace === undefined ? (first?.name ?? '') : `${first.namespace}/${first.name}`
  return { type: first?.type ?? '', name, before: versionsOf(before), after: versionsOf(after) }
}

/** A package without a version is one all the same: it must not look as if there were none. */
function versionsOf(packages: readonly Package[]): readonly string[] {
  return [...new Set(packages.map(({ version }) => version ?? 'no version'))].toSorted()
}
