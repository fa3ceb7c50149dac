import { normalized, type Purl, problemOf } from './spelling.ts'

export type { Purl }

/** A package URL, or what is wrong with the text. */
export type ParsedPurl = { readonly ok: true; readonly purl: Purl } | { readonly ok: false; readonly why: string }

/** Characters of one package URL; longer ones are not read. */
export const MAX_PURL_TEXT = 4_096

const TYPE = /^[a-z.-][a-z0-9.-]*$/
const KEY = /^[a-z][a-z0-9._-]*$/

/**
 * Reads a package URL. Keys of qualifiers may be written in any case, as lists of packages do; `strict` refuses keys that begin with a
 * capital, where the suite of the specification draws the line. Percent signs are decoded once; a plus is a plus.
 */
export function parsePurl(text: string, strict = false): ParsedPurl {
  if (text.length > MAX_PURL_TEXT) return wrong(`it is longer than ${MAX_PURL_TEXT} characters`)
  const [beforeSubpath, subpath] = cutLast(text.trim(), '#')
  const [beforeQualifiers, query] = cutLast(beforeSubpath, '?')
  const scheme = /^pkg:\/*/i.exec(beforeQualifiers)?.[0]
  if (scheme === undefined) return wrong('it does not begin with "pkg:"')
  const path = beforeQualifiers.slice(scheme.length)
  const slash = path.indexOf('/')
  if (slash < 0) return wrong('it has a type and no name')
  const type = path.slice(0, slash).toLowerCase()
  if (!TYPE.test(type)) return wrong(`"${type}" is no type`)
  const [place, version] = cutVersion(path.slice(slash + 1))
  const qualifiers = parseQualifiers(query, strict)
  const segments = type === 'git' ? gitSegments(place) : place.split('/').filter((segment) => segment !== '')
  const parts = decoded([...segments.slice(0, -1), ...(place.endsWith('/') ? [''] : segments.slice(-1)), version ?? ''])
  if (parts === undefined || qualifiers === undefined) return wrong('a part of it is not well-formed')
  const name = parts.at(-2) ?? ''
  return checked({
    type,
    ...written('namespace', parts.slice(0, -2).join('/')),
    name,
    ...written('version', parts.at(-1) ?? ''),
    qualifiers,
    ...written('subpath', (decoded((subpath ?? '').split('/')) ?? []).filter(isSegment).join('/')),
  })
}

/** A package URL made of its parts, or what is wrong with them. */
export function makePurl(parts: Purl): ParsedPurl {
  const type = parts.type.toLowerCase()
  if (!TYPE.test(type)) return wrong(`"${type}" is no type`)
  const qualifiers = Object.entries(parts.qualifiers).filter(([, value]) => value !== '')
  const keys = qualifiers.map(([key]) => key.toLowerCase())
  if (!keys.every((key) => KEY.test(key))) return wrong('a key of its qualifiers is no key')
  return checked({
    type,
    ...written('namespace', (parts.namespace ?? '').split('/').filter(Boolean).join('/')),
    name: parts.name,
    ...written('version', parts.version ?? ''),
    qualifiers: Object.fromEntries(qualifiers.map(([key, value]) => [key.toLowerCase(), value])),
    ...written('subpath', (parts.subpath ?? '').split('/').filter(isSegment).join('/')),
  })
}

/** The canonical text of a package URL. */
export function printPurl({ type, namespace, name, version, qualifiers, subpath }: Purl): string {
  const segments = [...(namespace?.split('/') ?? []), ...(type === 'git' ? name.split('/') : [name])]
  const query = Object.keys(qualifiers)
    .toSorted()
    .map((key) => `${key}=${encoded(qualifiers[key] ?? '')}`)
    .join('&')
  const at = version === undefined ? '' : `@${encoded(version)}`
  const below = subpath === undefined ? '' : `#${subpath.split('/').map(encoded).join('/')}`
  return `pkg:${type}/${segments.map(encoded).join('/')}${at}${query === '' ? '' : `?${query}`}${below}`
}

function wrong(why: string): ParsedPurl {
  return { ok: false, why }
}

function checked(given: Purl): ParsedPurl {
  if (given.name === '') return wrong('it has no name')
  const purl = normalized(given)
  const why = problemOf(purl)
  return why === undefined ? { ok: true, purl } : wrong(why)
}

function written<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  return value === '' ? {} : ({ [key]: value } as { readonly [P in K]?: string })
}

function cutLast(text: string, sign: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf(sign)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** An `@` at the start of a segment begins an npm scope that was not encoded, not a version. */
function cutVersion(text: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf('@')
  return at <= 0 || text[at - 1] === '/' ? cutOnlyVersion(text, at) : [text.slice(0, at), text.slice(at + 1)]
}

function cutOnlyVersion(text: string, at: number): readonly [string, string | undefined] {
  return at >= 0 && !text.slice(at).includes('/') ? [text.slice(0, at), text.slice(at + 1)] : [text, undefined]
}

/** A repository of git: its host, and its whole path as the name. */
function gitSegments(place: string): readonly string[] {
  const slash = place.indexOf('/')
  return slash < 0 ? [place] : [place.slice(0, slash), place.slice(slash + 1)]
}

function parseQualifiers(query: string | undefined, strict: boolean): Readonly<Record<string, string>> | undefined {
  const qualifiers = new Map<string, string>()
  for (const pair of (query ?? '').split('&')) {
    const [key = '', ...rest] = pair.split('=')
    const value = decode(rest.join('='))
    if (pair === '' || value === '') continue
    const lower = key.toLowerCase()
    if (value === undefined || (strict && /^[A-Z]/.test(key)) || !KEY.test(lower) || qualifiers.has(lower)) return undefined
    qualifiers.set(lower, value)
  }
  return Object.fromEntries(qualifiers)
}

function isSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..'
}

function decoded(parts: readonly string[]): readonly string[] | undefined {
  const values = parts.map(decode)
  return values.includes(undefined) ? undefined : values.map((value) => value ?? '')
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function encoded(text: string): string {
  const bytes = encodeURIComponent(text.toWellFormed())
  return bytes.replaceAll('%3A', ':').replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
