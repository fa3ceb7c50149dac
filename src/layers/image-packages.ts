import type { Inventory, InventoryGap } from '../model/inventory.ts'
import { MAX_TOLD_GAPS } from '../model/limits.ts'
import type { Distribution, Package } from '../model/package.ts'
import type { Layer } from './layer.ts'
import { type ShownFile, stackOf } from './merge.ts'
import { openPlaces } from './open-places.ts'
import { withoutOwned } from './owned.ts'

const SYSTEM = /^(?:deb|apk|rpm)$/

/** A layer that was read, by its digest, or why it was not. */
export type LayerResult = { readonly digest: string } & ({ readonly layer: Layer } | { readonly gap: InventoryGap })

/**
 * The packages of an image from its layers, the lowest first. Packages of the operating system belong to the release that `os-release`
 * names; what no layer could tell are gaps.
 */
export function imagePackages(results: readonly LayerResult[]): Inventory {
  const layers = results.map((one) => ('layer' in one ? one.layer : EMPTY))
  const stack = stackOf(layers)
  const { shown } = stack
  const distribution = releaseOf(shown)
  const packages = shown.flatMap(({ file, layer }) =>
    file.packages.map((one) => ({ ...ofRelease(one, distribution), layer: results[layer]?.digest ?? '' })),
  )
  const unread = results.flatMap((one) => ('gap' in one ? [one.gap] : []))
  const gaps = [
    ...unread,
    ...layers.flatMap((one) => one.gaps),
    ...shown.flatMap(({ file }) => file.gaps),
    ...openPlaces(layers, stack),
    ...(distribution === undefined && packages.some(({ type }) => SYSTEM.test(type))
      ? [{ kind: 'unknown-release' as const, detail: 'no os-release names the release of its packages', count: 1 }]
      : []),
  ]
  return {
    source: { kind: 'layers', read: results.length - unread.length, of: results.length },
    packages: distinct(withoutOwned(packages, shown, distribution)),
    gaps: together(gaps),
  }
}

const EMPTY: Layer = {
  files: new Map(),
  directories: new Set(),
  others: new Set(),
  removed: new Set(),
  opaque: new Set(),
  links: new Map(),
  gaps: [],
}

function ofRelease(one: Package, distribution: Distribution | undefined): Package {
  if (!SYSTEM.test(one.type) || distribution === undefined) return one
  return { ...one, namespace: distribution.id, distribution }
}

/** The release by `etc/os-release`, else by the one of the distribution's own package. */
function releaseOf(shown: readonly ShownFile[]): Distribution | undefined {
  const texts = ['etc/os-release', 'usr/lib/os-release'].map((place) => shown.find((one) => one.place === place)?.file.release)
  for (const text of texts) {
    const [id, version] = ['ID', 'VERSION_ID'].map(
      (key) => /^(["']?)([^"']*)\1$/.exec(new RegExp(`^${key}=(.*)$`, 'm').exec(text ?? '')?.[1]?.trim() ?? '')?.[2],
    )
    if (id !== undefined && id !== '')
      return { id: id.toLowerCase(), ...(version === undefined || version === '' ? {} : { version }) }
  }
  return undefined
}

function distinct(packages: readonly Package[]): readonly Package[] {
  const keyOf = ({ type, namespace = '', name, version = '', arch = '' }: Package): string =>
    JSON.stringify([type, namespace, name, version, arch])
  return [...new Map(packages.map((one) => [keyOf(one), one]))].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** Equal gaps are one, and of those of one kind the first are told. */
function together(gaps: readonly InventoryGap[]): readonly InventoryGap[] {
  const groups = Map.groupBy(gaps, ({ kind, detail }) => `${kind} ${detail}`)
  const single = [...groups.values()].flatMap((some) => ofMany(some, some[0]?.detail ?? ''))
  return [...Map.groupBy(single, ({ kind }) => kind).values()].flatMap((some) => [
    ...some.slice(0, MAX_TOLD_GAPS),
    ...ofMany(some.slice(MAX_TOLD_GAPS), 'others'),
  ])
}

function ofMany(some: readonly InventoryGap[], detail: string): readonly InventoryGap[] {
  const [first] = some
  return first === undefined ? [] : [{ kind: first.kind, detail, count: some.reduce((sum, { count }) => sum + count, 0) }]
}
