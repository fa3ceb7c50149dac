import { quote } from '../gofmt/quote.ts'
import { isSix } from './address.ts'

/** The parts of a URL as Go's net/url splits them; texts are bytes as Latin-1 characters. */
export interface UrlParts {
  readonly scheme: string
  readonly opaque: string
  readonly user: string | undefined
  readonly host: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

/** What may stand unescaped where. */
export type Mode = 'path' | 'user' | 'host' | 'zone' | 'fragment'

const PLAIN: Readonly<Record<Mode, RegExp>> = {
  path: /[\w.~$&+,/:;=@-]/,
  user: /[\w.~$&+,;=-]/,
  host: /[\w.~!$&'()*+,;=:[\]<>"-]/,
  zone: /[\w.~!$&'()*+,;=:[\]<>"-]/,
  fragment: /[\w.~$&+,/:;=?@!()*-]/,
}

/** Go's refusal of a URL, in its words. */
export class UrlProblem extends Error {}

/** Percent-encodes what may not stand there as it is. */
export function escapeUrl(latin: string, mode: Mode): string {
  return latin.replace(/[\s\S]/g, (char) =>
    PLAIN[mode].test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

function unescapeUrl(latin: string, mode: Mode): string {
  for (const found of latin.matchAll(/%[\s\S]{0,2}|[\0-\x7f]/g)) {
    const [part] = found
    if (part.startsWith('%')) checkEscape(part, mode)
    else if ((mode === 'host' || mode === 'zone') && !PLAIN[mode].test(part))
      throw new UrlProblem(`invalid character ${quote(part)} in host name`)
  }
  return latin.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

function checkEscape(part: string, mode: Mode): void {
  const refused = new UrlProblem(`invalid URL escape ${quote(part)}`)
  if (!/^%[0-9A-Fa-f]{2}$/.test(part)) throw refused
  const value = Number.parseInt(part.slice(1), 16)
  if (mode === 'host' && value < 128 && part !== '%25') throw refused
  if (mode === 'zone' && part !== '%25' && value !== 32 && !PLAIN.host.test(String.fromCharCode(value))) throw refused
}

/** Splits a URL as url.Parse; throws `UrlProblem` with Go's whole message. */
export function parseUrl(latin: string): UrlParts {
  const hash = latin.indexOf('#')
  const [main, fragment] = hash < 0 ? [latin, ''] : [latin.slice(0, hash), latin.slice(hash + 1)]
  const parts = reporting(main, () => parseMain(main))
  return { ...parts, fragment: reporting(latin, () => unescapeUrl(fragment, 'fragment')) }
}

function reporting<T>(url: string, parse: () => T): T {
  try {
    return parse()
  } catch (problem) {
    throw problem instanceof UrlProblem ? new UrlProblem(`parse ${quote(url)}: ${problem.message}`) : problem
  }
}

function parseMain(url: string): UrlParts {
  const none: UrlParts = { scheme: '', opaque: '', user: undefined, host: '', path: '', query: '', fragment: '' }
  if (/[\0-\x1f\x7f]/.test(url)) throw new UrlProblem('net/url: invalid control character in URL')
  if (url === '*') return { ...none, path: '*' }
  if (url.startsWith(':')) throw new UrlProblem('missing protocol scheme')
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1] ?? ''
  const behind = scheme === '' ? url : url.slice(scheme.length + 1)
  const mark = behind.indexOf('?')
  const rest = mark < 0 ? behind : behind.slice(0, mark)
  const found = { ...none, scheme: scheme.toLowerCase(), query: mark < 0 ? '' : behind.slice(mark + 1) }
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...found, opaque: rest }
    if (rest.split('/')[0]?.includes(':') === true) throw new UrlProblem('first path segment in URL cannot contain colon')
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return { ...found, path: unescapeUrl(rest, 'path') }
  const slash = rest.indexOf('/', 2)
  const authority = parseAuthority(found.scheme, slash < 0 ? rest.slice(2) : rest.slice(2, slash))
  return { ...found, ...authority, path: unescapeUrl(slash < 0 ? '' : rest.slice(slash), 'path') }
}

function parseAuthority(scheme: string, authority: string): { readonly user: string | undefined; readonly host: string } {
  const at = authority.lastIndexOf('@')
  const host = parseHost(scheme, authority.slice(at + 1))
  return { user: at < 0 ? undefined : parseUser(authority.slice(0, at)), host }
}

/** A user and a password in the normal form of escapes. */
function parseUser(info: string): string {
  if (!/^[\w.:~!$&'()*+,;=%@-]*$/.test(info)) throw new UrlProblem('net/url: invalid userinfo')
  const colon = info.indexOf(':')
  const parts = colon < 0 ? [info] : [info.slice(0, colon), info.slice(colon + 1)]
  return parts.map((part) => escapeUrl(unescapeUrl(part, 'user'), 'user')).join(':')
}

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[')
  if (open > 0) throw new UrlProblem('invalid IP-literal')
  if (open === 0) return parseLiteral(host)
  const first = host.indexOf(':')
  const port = first < 0 ? '' : host.slice(scheme === 'http' || scheme === 'https' ? first : host.lastIndexOf(':'))
  checkPort(port)
  return unescapeUrl(host, 'host')
}

function checkPort(port: string): void {
  if (!/^(?::\d*)?$/.test(port)) throw new UrlProblem(`invalid port ${quote(port)} after host`)
}

function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']')
  if (close < 0) throw new UrlProblem("missing ']' in host")
  const port = host.slice(close + 1)
  checkPort(port)
  const inside = host.slice(1, close)
  const zone = inside.indexOf('%25')
  const address = unescapeUrl(zone < 0 ? inside : inside.slice(0, zone), 'host')
  const named = zone < 0 ? '' : unescapeUrl(inside.slice(zone), 'zone')
  if (/^[\d.]+$/.test(address)) throw new UrlProblem('invalid IP-literal')
  if (!isSix(address)) throw new UrlProblem(`invalid host: ParseAddr(${quote(address + named)}): unable to parse IP`)
  return `[${address}${named}]${port}`
}

/** Puts a URL together as URL.String. */
export function printUrl({ scheme, opaque, user, host, path, query, fragment }: UrlParts): string {
  let out = scheme === '' ? '' : `${scheme}:`
  if (opaque !== '') out += opaque
  else {
    if ((scheme !== '' || host !== '' || user !== undefined) && (host !== '' || path !== '' || user !== undefined)) out += '//'
    if (user !== undefined) out += `${user}@`
    out += escapeUrl(host, 'host')
    const escaped = path === '*' ? '*' : escapeUrl(path, 'path')
    if (escaped !== '' && !escaped.startsWith('/') && host !== '') out += '/'
    if (out === '' && escaped.split('/')[0]?.includes(':') === true) out += './'
    out += escaped
  }
  if (query !== '') out += `?${query}`
  return fragment === '' ? out : `${out}#${escapeUrl(fragment, 'fragment')}`
}

/** The host without port and brackets, as URL.Hostname. */
export function hostName(host: string): string {
  const colon = host.lastIndexOf(':')
  const plain = colon >= 0 && /^:\d*$/.test(host.slice(colon)) ? host.slice(0, colon) : host
  return plain.startsWith('[') && plain.endsWith(']') ? plain.slice(1, -1) : plain
}
