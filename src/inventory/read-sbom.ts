import { type Answer, found, unknown } from '../model/answer.ts'
import type { Inventory, InventoryVouch } from '../model/inventory.ts'
import { MAX_INVENTORY_PACKAGES } from '../model/limits.ts'
import type { Package } from '../model/package.ts'
import type { JsonValue } from '../model/strict-json.ts'
import { readCyclonedx } from './cyclonedx.ts'
import { type Listed, readSpdx2 } from './spdx2.ts'
import { readSpdx3 } from './spdx3.ts'

/** A document that lists packages, with who stands for it. */
export interface SbomDocument {
  readonly document: JsonValue
  readonly vouch: InventoryVouch
}

/** Names that BuildKit gives to scans of build stages and contexts, which are not in the image. */
const NOT_THE_IMAGE = /^sbom-(?:build|context)|\/extras\//

/**
 * The inventory that documents about one image come to: what they list together, each package once. One that cannot be read leaves the
 * whole open, for nobody knows what stood in it, and so do more than `MAX_INVENTORY_PACKAGES`.
 */
export function inventoryOf(about: string, documents: readonly SbomDocument[]): Answer<Inventory> {
  const read = documents.map(({ document, vouch }) => ({
    vouch,
    listed: readSpdx2(document) ?? readSpdx3(document) ?? readCyclonedx(document),
  }))
  const listed = read.flatMap(({ listed: one }) => (one === undefined ? [] : [one]))
  const [first] = read
  if (first === undefined || listed.length < read.length)
    return unknown('unsupported', about, 'its SBOM is no JSON of SPDX 2.2, 2.3, 3.0 or CycloneDX with a list of packages')
  // Only a list that nobody stands for is left out by its own name: one that somebody signed says what it is of.
  const image = read.flatMap(({ listed: one, vouch }) =>
    one === undefined || (vouch.by !== 'authority' && NOT_THE_IMAGE.test(one.name)) ? [] : [one],
  )
  const all = image.length === 0 ? listed : image
  const packages = distinct(all.flatMap((one) => one.packages))
  if (packages.length > MAX_INVENTORY_PACKAGES)
    return unknown('too-many', about, `its SBOM lists ${packages.length} packages, more than ${MAX_INVENTORY_PACKAGES}`)
  const { created } = all[0] ?? {}
  return found({
    source: { kind: 'sbom', format: formatsOf(all), vouch: first.vouch, ...(created === undefined ? {} : { created }) },
    packages,
    gaps: all.flatMap(({ gaps }) => gaps),
  })
}

function formatsOf(listed: readonly Listed[]): string {
  return [...new Set(listed.map(({ format }) => format))].join(', ')
}

function distinct(packages: readonly Package[]): readonly Package[] {
  const keyOf = ({ type, namespace = '', name, version = '', arch = '' }: Package): string =>
    JSON.stringify([type, namespace, name, version, arch])
  const byKey = new Map(packages.map((one) => [keyOf(one), one]))
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}
