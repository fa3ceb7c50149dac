import type { InventoryGap } from '../model/inventory.ts'
import { MAX_JSON_DEPTH } from '../model/limits.ts'
import type { Package } from '../model/package.ts'
import { isList, type JsonValue, member } from '../model/strict-json.ts'
import { packageOfPurl } from './purl-package.ts'
import type { Listed } from './spdx2.ts'

/** Kinds of components that are packages; files, the operating system and the image itself are none. */
const PACKAGES: readonly string[] = ['application', 'framework', 'library', 'platform', 'firmware']

/** The packages of a CycloneDX document 1.2 to 1.7 in JSON, nested ones too; undefined where it is none. */
export function readCyclonedx(document: JsonValue): Listed | undefined {
  const version = textOf(document, 'specVersion')
  if (textOf(document, 'bomFormat') !== 'CycloneDX' || version === undefined || !/^1\.\d+$/.test(version)) return undefined
  const subject = member(member(document, 'metadata'), 'component')
  const all = [...componentsOf(document, 0), ...componentsOf(subject, 0)].filter(isPackage)
  const packages = all.map(packageOf)
  const created = textOf(member(document, 'metadata'), 'timestamp')
  const nameless = packages.filter((one) => one === undefined).length
  return {
    format: `CycloneDX ${version}`,
    name: textOf(subject, 'name') ?? '',
    ...(created === undefined ? {} : { created }),
    packages: packages.flatMap((one) => one ?? []),
    gaps: [
      ...(nameless === 0
        ? []
        : [{ kind: 'unnamed-package', detail: 'components without a package URL', count: nameless } as const]),
      ...incomplete(document),
    ],
  }
}

function componentsOf(value: JsonValue | undefined, depth: number): readonly JsonValue[] {
  const list = member(value, 'components')
  if (!isList(list) || depth > MAX_JSON_DEPTH) return []
  return list.flatMap((one) => [one, ...componentsOf(one, depth + 1)])
}

/** What is excluded, or expected from elsewhere, is not in the image. */
function isPackage(component: JsonValue): boolean {
  const type = textOf(component, 'type') ?? 'library'
  return PACKAGES.includes(type) && textOf(component, 'scope') !== 'excluded' && member(component, 'isExternal') !== true
}

function packageOf(component: JsonValue): Package | undefined {
  const purl = textOf(component, 'purl')
  const [version, place] = [textOf(component, 'version'), textOf(component, 'bom-ref') ?? '']
  return purl === undefined ? undefined : packageOfPurl(purl, version, place)
}

function incomplete(document: JsonValue): readonly InventoryGap[] {
  const list = member(document, 'compositions')
  const open = (isList(list) ? list : []).filter((one) => (textOf(one, 'aggregate') ?? '').startsWith('incomplete'))
  return open.length === 0
    ? []
    : [{ kind: 'declared-incomplete', detail: 'parts that the list itself calls incomplete', count: open.length }]
}

function textOf(value: JsonValue | undefined, key: string): string | undefined {
  const text = member(value, key)
  return typeof text === 'string' && text !== '' ? text : undefined
}
