import type { InventoryGap } from '../model/inventory.ts'
import type { Package } from '../model/package.ts'
import { isList, type JsonValue, member, textMember } from '../model/strict-json.ts'
import { packageOfPurl } from './purl-package.ts'

/** What a document lists, and what of it could not be read. */
export interface Listed {
  readonly format: string
  readonly name: string
  readonly created?: string
  readonly packages: readonly Package[]
  readonly gaps: readonly InventoryGap[]
}

/** What describes the image, its operating system or files is no package of it. */
const NO_PACKAGES: readonly string[] = ['CONTAINER', 'OPERATING-SYSTEM', 'OPERATING_SYSTEM', 'FILE', 'SOURCE', 'ARCHIVE']

/** What cannot be read of the package URLs of a list, and a list that names nothing. */
export function gapsOf({ nameless, unreadable, packages }: Losses): readonly InventoryGap[] {
  const gap = (kind: InventoryGap['kind'], detail: string, count: number): readonly InventoryGap[] =>
    count === 0 ? [] : [{ kind, detail, count }]
  return [
    ...gap('unnamed-package', 'entries without a package URL', nameless),
    ...gap('unnamed-package', 'package URLs that cannot be read', unreadable),
    ...gap('declared-incomplete', 'a list that names no package at all', packages + nameless + unreadable === 0 ? 1 : 0),
  ]
}

/** How much of a list was lost, and how many packages are left. */
export interface Losses {
  readonly nameless: number
  readonly unreadable: number
  readonly packages: number
}

/** Whether a package URL names the image itself. */
export function namesImage(purl: string): boolean {
  return /^pkg:(?:oci|docker)\//i.test(purl)
}

/** The packages of an SPDX 2.2 or 2.3 document in JSON; undefined where it is none, or has no list of packages. */
export function readSpdx2(document: JsonValue): Listed | undefined {
  const version = textMember(document, 'spdxVersion')
  const packages = member(document, 'packages')
  if (version === undefined || !/^SPDX-2\.\d$/.test(version) || !isList(packages)) return undefined
  const described = new Set(textsOf(document, 'documentDescribes'))
  const elements = packages.filter((one) => isPackage(one, described))
  const read = elements.map((element) => ({ purls: purlsOf(element), packages: packagesOf(element) }))
  const listed = read.flatMap((one) => one.packages)
  const written = read.reduce((sum, { purls }) => sum + purls.filter((purl) => !namesImage(purl)).length, 0)
  const created = textMember(member(document, 'creationInfo'), 'created')
  return {
    format: version,
    name: textMember(document, 'name') ?? '',
    ...(created === undefined ? {} : { created }),
    packages: listed,
    gaps: gapsOf({
      nameless: read.filter(({ purls }) => purls.length === 0).length,
      unreadable: written - listed.length,
      packages: listed.length,
    }),
  }
}

function isPackage(element: JsonValue, described: ReadonlySet<string>): boolean {
  const purls = purlsOf(element)
  // A package URL says more than a purpose, which writers fill in as they like.
  if (purls.length > 0) return purls.some((purl) => !namesImage(purl))
  const purpose = textMember(element, 'primaryPackagePurpose')
  return !(purpose !== undefined && NO_PACKAGES.includes(purpose)) && !described.has(textMember(element, 'SPDXID') ?? '')
}

/** Some writers group by name: one entry may have several package URLs. */
function packagesOf(element: JsonValue): readonly Package[] {
  const [version, place] = [textMember(element, 'versionInfo'), textMember(element, 'SPDXID') ?? '']
  return purlsOf(element).flatMap((purl) => (namesImage(purl) ? [] : (packageOfPurl(purl, version, place) ?? [])))
}

function purlsOf(element: JsonValue): readonly string[] {
  const references = member(element, 'externalRefs')
  return (isList(references) ? references : []).flatMap((one) => {
    const locator = textMember(one, 'referenceLocator')
    return textMember(one, 'referenceType') === 'purl' && locator !== undefined ? [locator] : []
  })
}

function textsOf(value: JsonValue, key: string): readonly string[] {
  const list = member(value, key)
  return (isList(list) ? list : []).flatMap((one) => (typeof one === 'string' ? [one] : []))
}
