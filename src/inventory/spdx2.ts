import type { InventoryGap } from '../model/inventory.ts'
import type { Package } from '../model/package.ts'
import { isList, type JsonValue, member } from '../model/strict-json.ts'
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

/** The packages of an SPDX 2.2 or 2.3 document in JSON; undefined where it is none. */
export function readSpdx2(document: JsonValue): Listed | undefined {
  const version = textOf(document, 'spdxVersion')
  const packages = member(document, 'packages')
  if (version === undefined || !/^SPDX-2\.\d$/.test(version) || !(packages === undefined || isList(packages))) return undefined
  const described = new Set(textsOf(document, 'documentDescribes'))
  const elements = (packages ?? []).filter((one) => isPackage(one, described))
  const named = elements.map((element) => ({ element, packages: packagesOf(element) }))
  const nameless = named.filter((one) => one.packages.length === 0).length
  const created = textOf(member(document, 'creationInfo'), 'created')
  return {
    format: version,
    name: textOf(document, 'name') ?? '',
    ...(created === undefined ? {} : { created }),
    packages: named.flatMap((one) => one.packages),
    gaps: nameless === 0 ? [] : [{ kind: 'unnamed-package', detail: 'entries without a package URL', count: nameless }],
  }
}

function isPackage(element: JsonValue, described: ReadonlySet<string>): boolean {
  const purpose = textOf(element, 'primaryPackagePurpose')
  if (purpose !== undefined && NO_PACKAGES.includes(purpose)) return false
  const purls = purlsOf(element)
  return purls.length > 0
    ? purls.some((purl) => !/^pkg:(?:oci|docker)\//i.test(purl))
    : !described.has(textOf(element, 'SPDXID') ?? '')
}

/** Some writers group by name: one entry may have several package URLs. */
function packagesOf(element: JsonValue): readonly Package[] {
  const [version, place] = [textOf(element, 'versionInfo'), textOf(element, 'SPDXID') ?? '']
  return purlsOf(element).flatMap((purl) => packageOfPurl(purl, version, place) ?? [])
}

function purlsOf(element: JsonValue): readonly string[] {
  const references = member(element, 'externalRefs')
  return (isList(references) ? references : []).flatMap((one) => {
    const locator = textOf(one, 'referenceLocator')
    return textOf(one, 'referenceType') === 'purl' && locator !== undefined ? [locator] : []
  })
}

function textsOf(value: JsonValue, key: string): readonly string[] {
  const list = member(value, key)
  return (isList(list) ? list : []).flatMap((one) => (typeof one === 'string' ? [one] : []))
}

function textOf(value: JsonValue | undefined, key: string): string | undefined {
  const text = member(value, key)
  return typeof text === 'string' && text !== '' ? text : undefined
}
