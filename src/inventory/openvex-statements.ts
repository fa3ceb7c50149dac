import { type Purl, parsePurl } from '../languages/purl/purl.ts'
import { isList, type JsonValue, member, textMember } from '../model/strict-json.ts'
import type { VexStatement } from '../model/vex.ts'

const STATUSES: readonly VexStatement['status'][] = ['not_affected', 'affected', 'fixed', 'under_investigation']
const SHA256 = /^sha256:[0-9a-f]{64}$/

/** Who attested a document, and about which manifest. */
export interface VexOrigin {
  readonly authority: string
  readonly digest: string
  /** When the signature proves that it was made. */
  readonly time?: string
}

/**
 * The statements of an OpenVEX document (0.0.1 to 0.2.0) that was attested about a manifest. A product that names a digest means that
 * one; a statement whose products name none is about the manifest that was signed. A status that nobody knows silences nothing.
 */
export function readOpenVex(document: JsonValue, origin: VexOrigin): readonly VexStatement[] {
  const made = textMember(document, 'timestamp') ?? textMember(document, 'last_updated') ?? origin.time
  return listOf(document, 'statements').flatMap((statement) => {
    const time = textMember(statement, 'timestamp') ?? made
    if (time === undefined || Number.isNaN(Date.parse(time))) return []
    const products = listOf(statement, 'products')
    const named = products.flatMap(digestsOf)
    const status = STATUSES.find((one) => one === textMember(statement, 'status')) ?? 'affected'
    const justification = textMember(statement, 'justification')
    return [
      {
        authority: origin.authority,
        ids: idsOf(member(statement, 'vulnerability')),
        digests: named.length > 0 ? named : [origin.digest],
        parts: products.flatMap((product) => listOf(product, 'subcomponents').map(partOf)),
        status,
        ...(justification === undefined ? {} : { justification }),
        time,
      },
    ]
  })
}

/** A vulnerability is a text in the oldest documents, and a name with other names since. */
function idsOf(vulnerability: JsonValue | undefined): readonly string[] {
  if (typeof vulnerability === 'string') return [vulnerability]
  const aliases = listOf(vulnerability, 'aliases').flatMap((one) => (typeof one === 'string' ? [one] : []))
  return [textMember(vulnerability, 'name'), textMember(vulnerability, '@id'), ...aliases].flatMap((id) => id ?? [])
}

function digestsOf(product: JsonValue): readonly string[] {
  const purls = [
    textMember(product, '@id'),
    textMember(member(product, 'identifiers'), 'purl'),
    typeof product === 'string' ? product : undefined,
  ]
  const versions = purls.flatMap((text) => purlOf(text)?.version ?? [])
  const hash = textMember(member(product, 'hashes'), 'sha-256')
  return [...versions, ...(hash === undefined ? [] : [`sha256:${hash}`])].filter((digest) => SHA256.test(digest))
}

/** What cannot be read as a package URL names nothing, so that it silences nothing. */
function partOf(component: JsonValue): VexStatement['parts'][number] {
  const text =
    textMember(component, '@id') ??
    textMember(member(component, 'identifiers'), 'purl') ??
    (typeof component === 'string' ? component : '')
  const purl = purlOf(text)
  if (purl === undefined) return { name: text }
  const { type, namespace, name, version } = purl
  const scoped = namespace !== undefined && ['npm', 'golang', 'composer'].includes(type)
  const whole = scoped ? `${namespace}/${name}` : type === 'maven' ? `${namespace ?? ''}:${name}` : name
  return { name: whole, ...(version === undefined ? {} : { version }) }
}

function purlOf(text: string | undefined): Purl | undefined {
  const parsed = text === undefined ? undefined : parsePurl(text)
  return parsed?.ok === true ? parsed.purl : undefined
}

function listOf(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const list = member(value, key)
  return isList(list) ? list : []
}
