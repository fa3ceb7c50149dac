import { createHash } from 'node:crypto'
import { compared, computed, decimalOf, printed } from './hcl-decimal.ts'
import { bool, stringOf, type Value } from './hcl-value.ts'

/** A function on values that are known whole. Undefined: its result is not computed here. */
type OnTexts = (values: readonly Value[]) => string | Value | undefined

const MAX_RESULT = 1_000_000

/** Functions whose arguments are texts and numbers, by name, as cty's standard library and Terraform define them. */
export const textFunctions: Readonly<Record<string, OnTexts>> = {
  lower: one((text) => text.toLowerCase()),
  upper: one((text) => text.toUpperCase()),
  trimspace: one((text) => text.trim()),
  chomp: one((text) => text.replace(/[\r\n]+$/, '')),
  title: one((text) =>
    text.replace(/(^|[^\p{L}\p{N}_'])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
  ),
  strrev: one((text) => [...text].toReversed().join('')),
  trim: two((text, set) => trimmed(trimmed(text, set, 'start'), set, 'end')),
  trimprefix: two((text, prefix) => (prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimsuffix: two((text, suffix) => (suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text)),
  startswith: two((text, prefix) => bool(text.startsWith(prefix))),
  endswith: two((text, suffix) => bool(text.endsWith(suffix))),
  strcontains: two((text, part) => bool(text.includes(part))),
  indent: (values) => {
    const [spaces, text] = textsOf(values)
    const width = Number(spaces)
    return text === undefined || !(width <= 1000) ? undefined : text.replaceAll('\n', `\n${' '.repeat(width)}`)
  },
  replace: (values) => {
    const [text, find, by] = textsOf(values)
    if (text === undefined || find === undefined || by === undefined) return undefined
    // A text between slashes is a regular expression of Go.
    if (/^\/.*\/$/s.test(find) && find.length > 1) return undefined
    return bounded(text.length + text.split(find).length * by.length, () => text.replaceAll(find, () => by))
  },
  substr: (values) => {
    const [text, offset, length] = textsOf(values)
    if (text === undefined) return undefined
    const letters = [...text]
    const [from, count] = [Number(offset), Number(length)]
    const start = from < 0 ? letters.length + from : from
    return Number.isInteger(start) && Number.isInteger(count)
      ? letters.slice(start, count < 0 ? undefined : start + count).join('')
      : undefined
  },
  format: (values) => {
    const [pattern, ...args] = textsOf(values)
    return pattern === undefined ? undefined : formatted(pattern, args)
  },
  tonumber: one((text) => numberFrom(text)),
  tobool: one((text) => (text === 'true' || text === 'false' ? bool(text === 'true') : undefined)),
  parseint: two((text, base) => (base === '10' && /^-?\d+$/.test(text) ? numberFrom(text) : undefined)),
  abs: one((text) => numberFrom(text.replace(/^-/, ''))),
  ceil: one((text) => rounded(text, 1)),
  floor: one((text) => rounded(text, 0)),
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide: arithmetic('/'),
  modulo: arithmetic('%'),
  equal: two((a, b) => bool(a === b)),
  notequal: two((a, b) => bool(a !== b)),
  base64encode: one((text) => Buffer.from(text).toString('base64')),
  base64decode: one((text) => {
    const bytes = Buffer.from(text, 'base64')
    const decoded = bytes.toString('utf8')
    return Buffer.from(decoded).equals(bytes) ? decoded : undefined
  }),
  sha256: one((text) => createHash('sha256').update(text).digest('hex')),
  sha512: one((text) => createHash('sha512').update(text).digest('hex')),
  sha1: one((text) => createHash('sha1').update(text).digest('hex')),
  md5: one((text) => createHash('md5').update(text).digest('hex')),
  basename: one((text) => text.replace(/\/+$/, '').replace(/^.*\//s, '')),
  dirname: one((text) => (text.includes('/') ? text.slice(0, text.lastIndexOf('/')) || '/' : '.')),
}

function textsOf(values: readonly Value[]): readonly (string | undefined)[] {
  return values.map(stringOf)
}

function one(apply: (text: string) => string | Value | undefined): OnTexts {
  return (values) => {
    const [text] = textsOf(values)
    return text === undefined || values.length !== 1 ? undefined : apply(text)
  }
}

function two(apply: (a: string, b: string) => string | Value | undefined): OnTexts {
  return (values) => {
    const [a, b] = textsOf(values)
    return a === undefined || b === undefined || values.length !== 2 ? undefined : apply(a, b)
  }
}

function bounded(length: number, make: () => string): string | undefined {
  return length > MAX_RESULT ? undefined : make()
}

function trimmed(text: string, set: string, side: 'start' | 'end'): string {
  const letters = [...text]
  const keep = (letter: string): boolean => !set.includes(letter)
  if (side === 'start') return letters.slice(letters.findIndex(keep) < 0 ? letters.length : letters.findIndex(keep)).join('')
  return letters.slice(0, letters.findLastIndex(keep) + 1).join('')
}

function numberFrom(text: string): Value | undefined {
  const decimal = decimalOf(text)
  return decimal === undefined ? undefined : { kind: 'number', text: printed(decimal) }
}

function arithmetic(operator: string): OnTexts {
  return two((a, b) => {
    const [left, right] = [decimalOf(a), decimalOf(b)]
    const result = left === undefined || right === undefined ? undefined : computed(operator, left, right)
    return result === undefined ? undefined : { kind: 'number', text: printed(result) }
  })
}

function rounded(text: string, up: 0 | 1): Value | undefined {
  const value = Number(text)
  return Number.isSafeInteger(Math.trunc(value)) ? numberFrom(String(up === 1 ? Math.ceil(value) : Math.floor(value))) : undefined
}

function extreme(values: readonly Value[], sign: number): Value | undefined {
  const decimals = textsOf(values).map((text) => decimalOf(text ?? ''))
  const known = decimals.flatMap((one) => one ?? [])
  const [first] = known
  if (first === undefined || known.length !== decimals.length) return undefined
  const best = known.reduce((found, next) => (compared(next, found) * sign > 0 ? next : found), first)
  return { kind: 'number', text: printed(best) }
}

/** `format`: the verbs that take a text or a whole number as it prints; of any other form the result is not computed. */
function formatted(pattern: string, args: readonly (string | undefined)[]): string | undefined {
  let next = 0
  let known = true
  const result = pattern.replace(
    /%(?:%|\[(\d+)\])?(-?0?\d{0,3})([a-zA-Z])?/g,
    (whole, position: string | undefined, width: string, verb: string | undefined) => {
      if (whole.startsWith('%%')) return whole.slice(1)
      const index = position === undefined ? next++ : Number(position) - 1
      const value = args[index]
      next = index + 1
      if (value === undefined || verb === undefined) known = false
      return known && value !== undefined ? (padded(verb ?? '', width, value) ?? fail()) : whole
    },
  )
  function fail(): string {
    known = false
    return ''
  }
  return known ? result : undefined
}

function padded(verb: string, width: string, value: string): string | undefined {
  if (!/^[sdvtq]$/.test(verb)) return undefined
  if (verb === 'd' && !/^-?\d+$/.test(value)) return undefined
  if (verb === 'q') return width === '' ? JSON.stringify(value) : undefined
  const size = Number(width.replace(/^-/, ''))
  if (width === '') return value
  if (width.startsWith('-')) return value.padEnd(size)
  if (width.startsWith('0') && value.startsWith('-')) return `-${value.slice(1).padStart(size - 1, '0')}`
  return value.padStart(size, width.startsWith('0') ? '0' : ' ')
}
