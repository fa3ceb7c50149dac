import { MAX_CHALLENGE_TEXT } from '../../model/limits.ts'
/** One challenge of a `WWW-Authenticate` header. Scheme and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly params: Readonly<Record<string, string>>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const QUOTED = /"((?:[^"\\]|\\.)*)"/y
const SEPARATOR = /[ \t]*,[ \t,]*/y
const SPACE = /[ \t]*/y
const EQUALS = /[ \t]*=[ \t]*/y
const TOKEN_68 = /[0-9A-Za-z._~+/-]+=*/y

/**
 * Reads all challenges of a header (RFC 9110, 11.6.1): several schemes in one header, quoted commas, a realm that is no URL.
 * What cannot be read ends the list; a repeated parameter keeps its first value.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const text = header.slice(0, MAX_CHALLENGE_TEXT)
  const challenges: Challenge[] = []
  let at = skip(text, 0)
  while (at < text.length) {
    const scheme = match(TOKEN, text, at)
    if (scheme === undefined) break
    const read = readParams(text, at + scheme[0].length)
    challenges.push({ scheme: scheme[0].toLowerCase(), params: read.params })
    at = read.end
  }
  return challenges
}

function readParams(text: string, start: number): { readonly params: Readonly<Record<string, string>>; readonly end: number } {
  const params: Record<string, string> = Object.create(null)
  let at = start + (match(SPACE, text, start)?.[0].length ?? 0)
  for (;;) {
    const param = readParam(text, at)
    if (param === undefined) {
      if (Object.keys(params).length > 0) return { params, end: at }
      const end = at + (match(TOKEN_68, text, at)?.[0].length ?? 0)
      return { params, end: isAlone(text, end) ? skip(text, end) : text.length }
    }
    params[param.name] ??= param.value
    const after = match(SEPARATOR, text, param.end)
    if (after === undefined) return { params, end: param.end < text.length ? text.length : param.end }
    at = param.end + after[0].length
  }
}

function readParam(
  text: string,
  at: number,
): { readonly name: string; readonly value: string; readonly end: number } | undefined {
  const name = match(TOKEN, text, at)
  if (name === undefined) return undefined
  const equals = match(EQUALS, text, at + name[0].length)
  if (equals === undefined) return undefined
  const start = at + name[0].length + equals[0].length
  const quoted = match(QUOTED, text, start)
  const value = quoted === undefined ? match(TOKEN, text, start)?.[0] : quoted[1]?.replace(/\\(.)/g, '$1')
  if (value === undefined) return undefined
  const length = quoted === undefined ? value.length : quoted[0].length
  return { name: name[0].toLowerCase(), value, end: start + length }
}

function isAlone(text: string, at: number): boolean {
  return at >= text.length || match(SEPARATOR, text, at) !== undefined
}

function skip(text: string, at: number): number {
  const separator = match(SEPARATOR, text, at)
  return at + (separator?.[0].length ?? match(SPACE, text, at)?.[0].length ?? 0)
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
