import { Undecided } from './refusal.ts'
import type { Scalar, Tag, Tree } from './tree.ts'

/** The tag that yaml.v3 gives a plain text (YAML 1.2 with octal `017` and underscores). */
export function resolveTag(text: string): Tag {
  const first = text.charCodeAt(0)
  if (text === '' || WORDS.has(text)) return WORDS.get(text) ?? 'null'
  if (first === DOT) return goFloat(text) === undefined ? 'str' : 'float'
  if (!(first >= 0x30 && first <= 0x39) && first !== PLUS && first !== MINUS) return 'str'
  if (instantOf(text) !== undefined) return 'timestamp'
  const plain = text.replaceAll('_', '')
  if (integerOf(plain) !== undefined) return 'int'
  return PLAIN_FLOAT.test(plain) && Number.isFinite(Number(plain)) ? 'float' : 'str'
}

const DOT = 0x2e
const PLUS = 0x2b
const MINUS = 0x2d
const PLAIN_FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

const WORDS = new Map<string, Tag>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, 'null'] as const),
  ...['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map((word) => [word, 'bool'] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, 'float'] as const),
  ...['', '+', '-'].flatMap((sign) => ['.inf', '.Inf', '.INF'].map((word) => [sign + word, 'float'] as const)),
  ['<<', '!!merge'],
])

/** The tag of a scalar, read from its text where none is set. */
export function tagOf(node: Scalar): Tag {
  node.tag ??= node.quoted ? 'str' : resolveTag(node.text)
  return node.tag
}

/** Changes the text and keeps the tag that the old text had. */
export function setText(node: Scalar, text: string): void {
  tagOf(node)
  node.text = text
}

/** Whether there is no value: nothing, or a scalar that reads as null. */
export function isMissing(node: Tree | undefined): node is undefined {
  return node === undefined || (node.kind === 'scalar' && tagOf(node) === 'null')
}

/** Refuses to decide by a value that no file decides. */
export function demandKnown(node: Tree | undefined): void {
  if (node?.kind === 'scalar' && node.unknown !== undefined) throw new Undecided(node.unknown.why, node.unknown.at)
}

/** Whether a node is a text, or a value that was set without saying what it is. */
export function isTextual(node: Tree): node is Scalar {
  if (node.kind !== 'scalar') return false
  const tag = tagOf(node)
  return tag === 'str' || tag === ''
}

/** An integer as Go's `ParseInt(text, 0, 64)` reads it, with yaml.v3's `0b` and `0o`; undefined beyond 64 bits. */
export function integerOf(plain: string): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain)
  if (match === null) return undefined
  const [, sign, hex, octal, binary, old, decimal] = match
  const digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : undefined
  const size = BigInt(digits ?? (decimal === undefined ? `0o${octal ?? old ?? '0'}` : decimal))
  const value = sign === '-' ? -size : size
  if (value < -(2n ** 63n) || value >= 2n ** 64n || (sign === '+' && value >= 2n ** 63n)) return undefined
  return value
}

/** A float as Go's `ParseFloat` reads it, where it is finite. */
function goFloat(text: string): number | undefined {
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** A date as Go prints it in JSON, where yaml.v3 takes the text for one. */
export function instantOf(text: string): string | undefined {
  if (!/^\d{4}-/.test(text)) return undefined
  const pattern =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:([Tt])|( ))(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d{2}:\d{2})?)?$/
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year = '', month = '', day = '', letter, blank, hours, minutes, seconds, fraction, zone] = match
  if (letter !== undefined ? zone === undefined : zone !== undefined || (blank === undefined && hours !== undefined))
    return undefined
  const parts = [month, day, hours ?? '0', minutes ?? '0', seconds ?? '0'].map(Number)
  const [m = 0, d = 0, h = 0, min = 0, s = 0] = parts
  if (m < 1 || m > 12 || d < 1 || d > daysIn(Number(year), m) || h > 23 || min > 59 || s > 59) return undefined
  const [mm, dd, hh, mi, ss] = parts.map((part) => String(part).padStart(2, '0'))
  const rest = (fraction ?? '').slice(0, 9).replace(/0+$/, '')
  const offset = zone === undefined || /^[-+]00:00$/.test(zone) ? 'Z' : zone
  return `${year}-${mm}-${dd}T${hh}:${mi}:${ss}${rest === '' ? '' : `.${rest}`}${offset}`
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}
