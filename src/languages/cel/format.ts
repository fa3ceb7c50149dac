import { MAX_FORMAT_NESTING } from '../../model/limits.ts'
import { affords, type Budget, outOf } from './budget.ts'
import { writeDouble } from './convert.ts'
import { writeDuration, writeTimestamp } from './moment.ts'
import { failure, type Item, isValue, noOverload, type Outcome, string, typeName, unknownBecause, type Value } from './value.ts'

/** `text.format(list)` of the strings extension: `%s %d %f %e %b %o %x %X %%`. */
export function formatted(args: readonly Value[], budget: Budget): Outcome {
  const [text, list] = args
  if (text?.kind !== 'string' || list?.kind !== 'list' || args.length !== 2) return noOverload('format', args)
  const parts: string[] = []
  let from = 0
  let next = 0
  for (const found of text.value.matchAll(/%(?:%|(?:\.(\d{1,3}))?([a-zA-Z])|)/g)) {
    parts.push(text.value.slice(from, found.index))
    from = found.index + found[0].length
    if (found[0] === '%%') parts.push('%')
    else {
      const item = list.items[next++]
      if (item === undefined) return failure('format() has too few values')
      const written = clause(found[2] ?? '', found[1], item)
      if (typeof written !== 'string') return written
      if (!affords(budget, written.length + parts.length)) return outOf(budget)
      parts.push(written)
    }
  }
  const whole = [...parts, text.value.slice(from)].join('')
  return affords(budget, whole.length) ? string(whole) : outOf(budget)
}

function clause(verb: string, precision: string | undefined, item: Item): string | Outcome {
  if (!isValue(item)) return item
  if (verb === 's') return shown(item, 0)
  if (verb === 'f' || verb === 'e') return decimal(verb, Number(precision ?? 6), item)
  const whole = item.kind === 'int' || item.kind === 'uint' ? item.value : undefined
  if (verb === 'd' && whole !== undefined) return `${whole}`
  if (verb === 'd' && item.kind === 'double' && !Number.isFinite(item.value)) return shownDouble(item.value)
  if (verb === 'b' && item.kind === 'bool') return item.value ? '1' : '0'
  if (verb === 'b' && whole !== undefined) return whole.toString(2)
  if (verb === 'o' && whole !== undefined) return whole.toString(8)
  if (verb === 'x' || verb === 'X') return hexadecimal(verb, item)
  return failure(`format() cannot write a ${typeName(item)} by %${verb}`)
}

function hexadecimal(verb: 'x' | 'X', item: Value): string | Outcome {
  const bytes = item.kind === 'string' ? new TextEncoder().encode(item.value) : item.kind === 'bytes' ? item.value : undefined
  if (bytes === undefined && item.kind !== 'int' && item.kind !== 'uint')
    return failure(`format() cannot write a ${typeName(item)} by %${verb}`)
  const text =
    bytes === undefined && (item.kind === 'int' || item.kind === 'uint')
      ? item.value.toString(16)
      : [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return verb === 'X' ? text.toUpperCase() : text
}

function decimal(verb: 'f' | 'e', precision: number, item: Value): string | Outcome {
  if (item.kind !== 'double' && item.kind !== 'int' && item.kind !== 'uint')
    return failure(`format() cannot write a ${typeName(item)} by %${verb}`)
  const value = Number(item.value)
  if (!Number.isFinite(value)) return shownDouble(value)
  if (precision > 100 || Math.abs(value) >= 1e21) return unknownBecause('format() of so many digits is not evaluated here')
  if (verb === 'f') return fixed(value, precision)
  return value.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2')
}

/** Go rounds a tie to the even digit, JavaScript away from zero. */
function fixed(value: number, precision: number): string {
  const exact = value.toFixed(Math.min(100, precision + 60))
  const cutOff = exact.length - Math.min(60, 100 - precision)
  const tie = /^\.?50*$/.test(exact.slice(cutOff).replace('.', '')) && precision <= 40
  const below = exact.slice(0, cutOff).replace(/\.$/, '')
  return tie && /[02468]$/.test(below) ? below : value.toFixed(precision)
}

function shownDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return writeDouble(value)
}

function shown(item: Item, depth: number): string | Outcome {
  if (!isValue(item)) return item
  if (depth > MAX_FORMAT_NESTING) return unknownBecause('format() of what nests so deep is not evaluated here')
  if (item.kind === 'string' || item.kind === 'type') return item.value
  if (item.kind === 'bool' || item.kind === 'int' || item.kind === 'uint') return `${item.value}`
  if (item.kind === 'double') return shownDouble(item.value)
  if (item.kind === 'null') return 'null'
  if (item.kind === 'bytes') return new TextDecoder().decode(item.value)
  if (item.kind === 'timestamp') return writeTimestamp(item.value)
  if (item.kind === 'duration') return writeDuration(item.value)
  if ((item.kind === 'list' || item.kind === 'map') && item.open !== undefined) return unknownBecause(item.open)
  if (item.kind === 'list') return joined(item.items, depth, ', ', '[]')
  if (item.kind !== 'map') return failure(`format() cannot write a ${typeName(item)} by %s`)
  const pairs: string[] = []
  for (const { key, value } of item.entries.values()) {
    const pair = joined([key, value], depth, ': ', '')
    if (typeof pair !== 'string') return pair
    pairs.push(pair)
  }
  return `{${pairs.toSorted().join(', ')}}`
}

function joined(items: readonly Item[], depth: number, by: string, around: string): string | Outcome {
  const parts: string[] = []
  for (const item of items) {
    const part = shown(item, depth + 1)
    if (typeof part !== 'string') return part
    parts.push(part)
  }
  return `${around.charAt(0)}${parts.join(by)}${around.charAt(1)}`
}
