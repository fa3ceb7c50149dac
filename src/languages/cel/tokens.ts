import { MAX_CEL_TOKENS } from '../../model/limits.ts'
import { CelProblem } from './syntax.ts'
import type { Value } from './value.ts'

/** One token: an operator, a name, or a literal with its value. `quoted`: a name in backticks, which only a selector may be. */
export interface Token {
  readonly kind: 'operator' | 'name' | 'quoted' | 'literal'
  readonly text: string
  readonly value?: Value
}

const SPACE = /(?:[\t\n\f\r ]+|\/\/[^\n]*)*/y
const STRING = /(?<prefix>[rRbB]{0,2})(?<quote>"""|'''|"|')/y
const NUMBER = /(?<double>\d*\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)|(?<whole>0[xX][0-9a-fA-F]+|\d+)(?<unsigned>[uU]?)/y
const NAME = /[A-Za-z_]\w*/y
const QUOTED = /`([A-Za-z0-9_.\-/ ]+)`/y
const OPERATOR = /&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}]/y
const SIMPLE: Readonly<Record<string, string>> = {
  ...{ a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`' },
}

/** The tokens of an expression; throws `CelProblem` for what is none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = skip(text, 0); at < text.length; ) {
    const { token, end } = tokenAt(text, at)
    tokens.push(token)
    if (tokens.length > MAX_CEL_TOKENS) throw new CelProblem(`it has more than ${MAX_CEL_TOKENS} tokens`)
    at = skip(text, end)
  }
  return tokens
}

interface Cut {
  readonly token: Token
  readonly end: number
}

function tokenAt(text: string, at: number): Cut {
  const quote = match(STRING, text, at)
  if (quote?.groups !== undefined && distinct(quote.groups.prefix ?? '')) return stringAt(text, at, quote)
  const number = match(NUMBER, text, at)
  if (number !== null) return numberAt(number, at)
  const name = match(NAME, text, at)
  if (name !== null) return cut({ kind: 'name', text: name[0] }, at, name[0])
  const quoted = match(QUOTED, text, at)
  if (quoted !== null) return cut({ kind: 'quoted', text: quoted[1] ?? '' }, at, quoted[0])
  const operator = match(OPERATOR, text, at)
  if (operator === null) throw new CelProblem(`"${text.slice(at, at + 10)}" is not understood`)
  return cut({ kind: 'operator', text: operator[0] }, at, operator[0])
}

function cut(token: Token, at: number, text: string): Cut {
  return { token, end: at + text.length }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function skip(text: string, at: number): number {
  return at + (match(SPACE, text, at)?.[0].length ?? 0)
}

function distinct(prefix: string): boolean {
  return prefix.length < 2 || prefix.charAt(0).toLowerCase() !== prefix.charAt(1).toLowerCase()
}

function numberAt(found: RegExpExecArray, at: number): Cut {
  const { double, whole = '', unsigned = '' } = found.groups ?? {}
  const [text] = found
  if (double !== undefined) return cut({ kind: 'literal', text, value: { kind: 'double', value: Number(double) } }, at, text)
  const value = BigInt(whole)
  // The least integer has no positive twin: its sign is read with it, so the range is looked at by the parser.
  if (value > (unsigned === '' ? 2n ** 63n : 2n ** 64n - 1n)) throw new CelProblem(`${text} is out of range`)
  return cut({ kind: 'literal', text, value: { kind: unsigned === '' ? 'int' : 'uint', value } }, at, text)
}

function stringAt(text: string, at: number, opening: RegExpExecArray): Cut {
  const prefix = (opening.groups?.prefix ?? '').toLowerCase()
  const quote = opening.groups?.quote ?? '"'
  const raw = prefix.includes('r')
  const from = at + opening[0].length
  let end = from
  for (; !text.startsWith(quote, end); end++) {
    const char = text.charAt(end)
    if (char === '' || (quote.length === 1 && /[\n\r]/.test(char))) throw new CelProblem('a text does not end')
    if (char === '\\' && !raw) end++
  }
  const body = text.slice(from, end)
  const token = { kind: 'literal' as const, text: text.slice(at, end + quote.length) }
  const value: Value = prefix.includes('b')
    ? { kind: 'bytes', value: raw ? new TextEncoder().encode(body) : bytesOf(body) }
    : { kind: 'string', value: raw ? body : unescaped(body) }
  return { token: { ...token, value }, end: end + quote.length }
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]?))/g

/** A part of a literal: text as it stands, or one escaped character by its number. */
interface Part {
  readonly text: string
  readonly code?: number
  readonly wide?: boolean
}

function partsOf(body: string): readonly Part[] {
  const parts: Part[] = []
  let from = 0
  for (const found of body.matchAll(ESCAPE)) {
    parts.push({ text: body.slice(from, found.index) }, escapeOf(found))
    from = found.index + found[0].length
  }
  return [...parts, { text: body.slice(from) }]
}

function escapeOf([whole, x, upperX, u, upperU, octal, char = '']: RegExpExecArray): Part {
  const narrow = x ?? upperX
  if (narrow !== undefined) return { text: '', code: Number.parseInt(narrow, 16) }
  if (octal !== undefined) return { text: '', code: Number.parseInt(octal, 8) }
  const wide = u ?? upperU
  if (wide !== undefined) return { text: '', code: scalarOf(Number.parseInt(wide, 16)), wide: true }
  const simple = SIMPLE[char]
  if (simple === undefined) throw new CelProblem(`the escape ${whole} is not understood`)
  return { text: simple }
}

function scalarOf(code: number): number {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new CelProblem('an escape names no character')
  return code
}

function unescaped(body: string): string {
  return partsOf(body)
    .map(({ text, code }) => text + (code === undefined ? '' : String.fromCodePoint(code)))
    .join('')
}

function bytesOf(body: string): Uint8Array {
  const bytes = partsOf(body).flatMap(({ text, code, wide }): readonly number[] => {
    if (code === undefined) return [...new TextEncoder().encode(text)]
    if (wide === true) throw new CelProblem('an escape for a character stands in bytes')
    return [code]
  })
  return Uint8Array.from(bytes)
}
