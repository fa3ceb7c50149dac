import { affords, type Budget, outOf, spend } from './budget.ts'
import type { CelFunction } from './cel-function.ts'
import { formatted } from './format.ts'
import { bool, failure, int, isValue, list, noOverload, type Outcome, string, type Value } from './value.ts'

/** The functions on texts: those of cel-spec and of the strings extension of cel-go. Positions count code points. */
export const stringFunctions: readonly (readonly [string, CelFunction])[] = [
  ['contains', texts('contains', ([text, part]) => bool(text.includes(part)))],
  ['startsWith', texts('startsWith', ([text, part]) => bool(text.startsWith(part)))],
  ['endsWith', texts('endsWith', ([text, part]) => bool(text.endsWith(part)))],
  ['lowerAscii', alone('lowerAscii', (text) => text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase()))],
  ['upperAscii', alone('upperAscii', (text) => text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase()))],
  ['trim', alone('trim', (text) => text.replace(LEADING, '').replace(TRAILING, ''))],
  ['reverse', alone('reverse', (text) => [...text].reverse().join(''))],
  ['charAt', charAt],
  ['indexOf', (args, budget) => position('indexOf', args, budget)],
  ['lastIndexOf', (args, budget) => position('lastIndexOf', args, budget)],
  ['substring', substring],
  ['replace', replace],
  ['split', split],
  ['join', join],
  ['format', (args, budget) => formatted(args, budget)],
  ['strings.quote', alone('strings.quote', quote)],
]

/** White space as Unicode has it, which leaves out the byte order mark that JavaScript takes for one. */
const LEADING = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/
const TRAILING =
  /(?<![\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000])[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/

/** Whether a value is a text. */
export function isText(value: Value | undefined): value is Value & { kind: 'string' } {
  return value?.kind === 'string'
}

function texts(name: string, make: (args: readonly [string, string]) => Outcome): CelFunction {
  return (args, budget) => {
    const [text, part] = args
    if (!isText(text) || !isText(part) || args.length !== 2) return noOverload(name, args)
    return spend(budget, text.value.length / 100) ? make([text.value, part.value]) : outOf(budget)
  }
}

function alone(name: string, make: (text: string) => string): CelFunction {
  return (args, budget) => {
    const [text] = args
    if (!isText(text) || args.length !== 1) return noOverload(name, args)
    return affords(budget, text.value.length) ? string(make(text.value)) : outOf(budget)
  }
}

function numberAt(value: Value | undefined): number | undefined {
  return value?.kind === 'int' ? Number(value.value) : undefined
}

function charAt(args: readonly Value[]): Outcome {
  const [text] = args
  const at = numberAt(args[1])
  if (!isText(text) || at === undefined || args.length !== 2) return noOverload('charAt', args)
  const chars = [...text.value]
  return at < 0 || at > chars.length ? failure('index out of range') : string(chars[at] ?? '')
}

function position(name: 'indexOf' | 'lastIndexOf', args: readonly Value[], budget: Budget): Outcome {
  const [text, part] = args
  if (text?.kind === 'list') return noOverload(name, args)
  const at = args.length === 3 ? numberAt(args[2]) : undefined
  if (!isText(text) || !isText(part) || args.length > 3 || (args.length === 3 && at === undefined)) return noOverload(name, args)
  if (!affords(budget, text.value.length + part.value.length)) return outOf(budget)
  const chars = [...text.value]
  if (at !== undefined && (at < 0 || at > chars.length)) return failure('index out of range')
  if (part.value === '') return int(at ?? (name === 'indexOf' ? 0 : chars.length))
  const units = (count: number): number => chars.slice(0, count).join('').length
  const found =
    name === 'indexOf'
      ? text.value.indexOf(part.value, units(at ?? 0))
      : text.value.lastIndexOf(part.value, units(at ?? chars.length))
  return int(found < 0 ? -1 : [...text.value.slice(0, found)].length)
}

function substring(args: readonly Value[], budget: Budget): Outcome {
  const [text] = args
  const [from, to] = [numberAt(args[1]), args.length === 3 ? numberAt(args[2]) : Number.POSITIVE_INFINITY]
  if (!isText(text) || from === undefined || to === undefined || args.length < 2 || args.length > 3)
    return noOverload('substring', args)
  if (!affords(budget, text.value.length)) return outOf(budget)
  const chars = [...text.value]
  const end = to === Number.POSITIVE_INFINITY ? chars.length : to
  if (from < 0 || end > chars.length || from > end) return failure('index out of range')
  return string(chars.slice(from, end).join(''))
}

function replace(args: readonly Value[], budget: Budget): Outcome {
  const [text, part, by] = args
  const times = args.length === 4 ? numberAt(args[3]) : -1
  if (!isText(text) || !isText(part) || !isText(by) || times === undefined || args.length > 4) return noOverload('replace', args)
  const pieces = part.value === '' ? emptyPieces(text.value) : text.value.split(part.value)
  const count = times < 0 ? pieces.length - 1 : Math.min(times, pieces.length - 1)
  if (!affords(budget, text.value.length + count * by.value.length + pieces.length)) return outOf(budget)
  const head = pieces.slice(0, count + 1).join(by.value)
  return string([head, ...pieces.slice(count + 1)].join(part.value))
}

/** Between all characters, at the start and at the end: where Go finds the empty text. */
function emptyPieces(text: string): readonly string[] {
  return ['', ...text, '']
}

function split(args: readonly Value[], budget: Budget): Outcome {
  const [text, by] = args
  const limit = args.length === 3 ? numberAt(args[2]) : -1
  if (!isText(text) || !isText(by) || limit === undefined || args.length > 3) return noOverload('split', args)
  const pieces = by.value === '' ? [...text.value] : text.value.split(by.value)
  if (!affords(budget, pieces.length + text.value.length)) return outOf(budget)
  if (limit === 0) return list([])
  const kept =
    limit < 0 || pieces.length <= limit ? pieces : [...pieces.slice(0, limit - 1), pieces.slice(limit - 1).join(by.value)]
  return list(kept.map(string))
}

function join(args: readonly Value[], budget: Budget): Outcome {
  const [of, by] = args
  if (of?.kind !== 'list' || args.length > 2 || (args.length === 2 && !isText(by))) return noOverload('join', args)
  const parts = of.items.filter(isValue).filter(isText)
  if (parts.length !== of.items.length) return failure('join() of what is no text')
  const separator = isText(by) ? by.value : ''
  const size = parts.reduce((sum, part) => sum + part.value.length + separator.length, 0)
  return affords(budget, size) ? string(parts.map(({ value }) => value).join(separator)) : outOf(budget)
}

const QUOTED: Readonly<Record<string, string>> = {
  ...{ '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"' },
}

function quote(text: string): string {
  return `"${text.toWellFormed().replaceAll(/[\u0007\b\f\n\r\t\v\\"]/g, (char) => QUOTED[char] ?? char)}"`
}
