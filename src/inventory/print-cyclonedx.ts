import { makePurl, printPurl } from '../languages/purl/purl.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Package } from '../model/package.ts'

/** The image that an inventory is of. */
export interface Subject {
  readonly name: string
  readonly digest: string
}

/** An inventory as a CycloneDX 1.6 document: its packages, where they are known from, and that it is not known to be whole. */
export function printCyclonedx({ name, digest }: Subject, { source, packages, gaps }: Inventory, tool: string): string {
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'preadmit', version: tool }] },
      component: { type: 'container', name, version: digest, 'bom-ref': digest },
      properties: [
        { name: 'preadmit:source', value: JSON.stringify(source) },
        ...gaps.map((gap) => ({ name: 'preadmit:gap', value: `${gap.count} × ${gap.detail}` })),
      ],
    },
    components: packages.map(componentOf),
    compositions: [{ aggregate: gaps.length === 0 ? 'unknown' : 'incomplete', assemblies: [digest] }],
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function componentOf(found: Package, at: number): object {
  const { namespace, name, version, place } = found
  const purl = purlOf(found)
  return {
    type: 'library',
    'bom-ref': `package-${at + 1}`,
    ...(namespace === undefined ? {} : { group: namespace }),
    name,
    ...(version === undefined ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(place === undefined || place === '' ? {} : { properties: [{ name: 'preadmit:place', value: place }] }),
  }
}

/** The package URL of the list, or one made of its parts. */
function purlOf({ purl, type, namespace, name, version, arch }: Package): string | undefined {
  if (purl !== undefined) return purl
  const made = makePurl({
    type,
    name,
    qualifiers: arch === undefined ? {} : { arch },
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
  })
  return made.ok ? printPurl(made.purl) : undefined
}
