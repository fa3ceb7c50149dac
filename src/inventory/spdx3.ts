import { isList, isObject, type JsonValue, member, textMember } from '../model/strict-json.ts'
import { packageOfPurl } from './purl-package.ts'
import { gapsOf, type Listed, namesImage } from './spdx2.ts'

const CONTEXT = /^https:\/\/spdx\.org\/rdf\/(3\.\d+)(?:\.\d+)?\/spdx-context\.jsonld$/
/** What describes the image or its files is no package of it. */
const NO_PACKAGES: readonly string[] = ['container', 'operatingSystem', 'file', 'source', 'archive']

/**
 * The packages of an SPDX 3 document in JSON-LD, in its compact form (one context, that of the specification: it is never fetched).
 * Undefined where it is none: another context may give the names any meaning.
 */
export function readSpdx3(document: JsonValue): Listed | undefined {
  const version = CONTEXT.exec(textMember(document, '@context') ?? '')?.[1]
  if (version === undefined) return undefined
  const graph = member(document, '@graph')
  const elements = isList(graph) ? graph : [document]
  const root = elements.find((one) => typeOf(one) === 'SpdxDocument')
  const all = elements.filter((one) => typeOf(one) === 'software_Package')
  const read = all.filter(isPackage).map((element) => ({ purls: purlsOf(element), element }))
  const packages = read.flatMap(({ purls, element }) => {
    const [own, place] = [textMember(element, 'software_packageVersion'), textMember(element, 'spdxId') ?? '']
    return purls.filter((purl) => !namesImage(purl)).flatMap((purl) => packageOfPurl(purl, own, place) ?? [])
  })
  const written = read.reduce((sum, { purls }) => sum + purls.filter((purl) => !namesImage(purl)).length, 0)
  const created = createdIn(elements)
  return {
    format: `SPDX-${version}`,
    name: textMember(root, 'name') ?? '',
    ...(created === undefined ? {} : { created }),
    packages,
    gaps: [
      ...gapsOf({
        nameless: read.filter(({ purls }) => purls.length === 0).length,
        unreadable: written - packages.length,
        packages: packages.length,
      }),
      ...incomplete(elements),
    ],
  }
}

/** Types may be written with the prefix of their profile's namespace, and in a list of one. */
function typeOf(element: JsonValue): string {
  const type = member(element, 'type') ?? member(element, '@type')
  const [first] = isList(type) ? type : [type]
  return typeof first === 'string' ? first : ''
}

function isPackage(element: JsonValue): boolean {
  const purls = purlsOf(element)
  if (purls.length > 0) return purls.some((purl) => !namesImage(purl))
  return !NO_PACKAGES.includes(textMember(element, 'software_primaryPurpose') ?? '')
}

function purlsOf(element: JsonValue): readonly string[] {
  const identifiers = member(element, 'externalIdentifier')
  const others = (isList(identifiers) ? identifiers : isObject(identifiers) ? [identifiers] : []).flatMap((one) =>
    textMember(one, 'externalIdentifierType') === 'packageUrl' ? (textMember(one, 'identifier') ?? []) : [],
  )
  const own = textMember(element, 'software_packageUrl')
  return [...new Set([...(own === undefined ? [] : [own]), ...others])]
}

/** When the document was made: `creationInfo` is an element of its own, named or written out. */
function createdIn(elements: readonly JsonValue[]): string | undefined {
  const own = elements
    .flatMap((one) => [one, member(one, 'creationInfo') ?? null])
    .filter((one) => typeOf(one) === 'CreationInfo')
  return own.flatMap((one) => textMember(one, 'created') ?? [])[0]
}

/** Whoever writes that a list of what is contained is incomplete is believed. */
function incomplete(elements: readonly JsonValue[]): Listed['gaps'] {
  const said = elements.filter(
    (one) =>
      /contains|dependsOn/.test(textMember(one, 'relationshipType') ?? '') && textMember(one, 'completeness') === 'incomplete',
  )
  return said.length === 0
    ? []
    : [{ kind: 'declared-incomplete', detail: 'relationships that are declared incomplete', count: said.length }]
}
