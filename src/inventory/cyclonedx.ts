import type { InventoryGap } from '../model/inventory.ts'
import { MAX_JSON_DEPTH } from '../model/limits.ts'
import type { Package } from '../model/package.ts'
import { isList, type JsonValue, member, textMember } from '../model/strict-json.ts'
import { packageOfPurl } from './purl-package.ts'
import { gapsOf, type Listed, namesImage } from './spdx2.ts'

/** Kinds of components that are packages; files, the operating system and the image itself are none. */
const PACKAGES: readonly string[] = ['application', 'framework', 'library', 'platform', 'firmware']

/** The packages of a CycloneDX document 1.2 to 1.7 in JSON, nested ones too; undefined where it is none, or has no list of components. */
export function readCyclonedx(document: JsonValue): Listed | undefined {
  const version = textMember(document, 'specVersion')
  if (textMember(document, 'bomFormat') !== 'CycloneDX' || version === undefined || !/^1\.\d+$/.test(version)) return undefined
  const subject = member(member(document, 'metadata'), 'component')
  const all = [...componentsOf(document, 0), ...componentsOf(subject, 0)].filter(isPackage)
  if (!isList(member(document, 'components'))) return undefined
  const read = all.map((component) => ({ purl: textMember(component, 'purl'), package: packageOf(component) }))
  const packages = read.flatMap((one) => one.package ?? [])
  const created = textMember(member(document, 'metadata'), 'timestamp')
  return {
    format: `CycloneDX ${version}`,
    name: textMember(subject, 'name') ?? '',
    ...(created === undefined ? {} : { created }),
    packages,
    gaps: [
      ...gapsOf({
        nameless: read.filter(({ purl }) => purl === undefined).length,
        unreadable: read.filter((one) => one.purl !== undefined && one.package === undefined).length,
        packages: packages.length,
      }),
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
  const [type, purl] = [textMember(component, 'type') ?? 'library', textMember(component, 'purl')]
  const isOne = purl === undefined ? PACKAGES.includes(type) : !namesImage(purl)
  return isOne && textMember(component, 'scope') !== 'excluded' && member(component, 'isExternal') !== true
}

function packageOf(component: JsonValue): Package | undefined {
  const purl = textMember(component, 'purl')
  const [version, place] = [textMember(component, 'version'), textMember(component, 'bom-ref') ?? '']
  return purl === undefined ? undefined : packageOfPurl(purl, version, place)
}

function incomplete(document: JsonValue): readonly InventoryGap[] {
  const list = member(document, 'compositions')
  const words = (isList(list) ? list : []).map((one) => textMember(one, 'aggregate') ?? '')
  const gap = (detail: string, count: number): readonly InventoryGap[] =>
    count === 0 ? [] : [{ kind: 'declared-incomplete', detail, count }]
  return [
    ...gap('parts that the list itself calls incomplete', words.filter((word) => word.startsWith('incomplete')).length),
    ...gap(
      'parts of which the list does not know whether they are complete',
      words.filter((word) => /^(?:unknown|not_specified)$/.test(word)).length,
    ),
  ]
}
