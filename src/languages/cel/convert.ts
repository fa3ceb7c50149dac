import { readUtf8 } from '../../model/utf8.ts'
import { affords, outOf } from './budget.ts'
import type { CelFunction } from './cel-function.ts'
import { duration, readDuration, readTimestamp, timestamp, writeDuration, writeTimestamp } from './moment.ts'
import { bool, failure, int, noOverload, type Outcome, string, typeName, uint, type Value } from './value.ts'

/** The conversions of cel-spec: one function per type. */
export const conversions: readonly (readonly [string, CelFunction])[] = [
  ['int', ([of]) => (of === undefined ? failure('int()') : toInt(of))],
  ['uint', ([of]) => (of === undefined ? failure('uint()') : toUint(of))],
  ['double', ([of]) => (of === undefined ? failure('double()') : toDouble(of))],
  ['bool', ([of]) => (of === undefined ? failure('bool()') : toBool(of))],
  [
    'string',
    ([of], budget) => {
      if (of === undefined) return failure('string()')
      const size = of.kind === 'bytes' || of.kind === 'string' ? of.value.length : 1
      return affords(budget, size) ? toText(of) : outOf(budget)
    },
  ],
  ['bytes', ([of]) => (of === undefined ? failure('bytes()') : toBytes(of))],
  ['timestamp', ([of]) => (of === undefined ? failure('timestamp()') : toTimestamp(of))],
  ['duration', ([of]) => (of === undefined ? failure('duration()') : toDuration(of))],
  ['dyn', ([of]) => of ?? failure('dyn()')],
  ['type', ([of]) => (of === undefined ? failure('type()') : { kind: 'type', value: typeName(of) })],
]

function toInt(of: Value): Outcome {
  if (of.kind === 'int') return of
  if (of.kind === 'uint') return int(of.value)
  if (of.kind === 'double') return fromDouble(of.value, int)
  if (of.kind === 'string')
    return /^[-+]?\d{1,30}$/.test(of.value) ? int(BigInt(of.value.replace('+', ''))) : failure('not an integer')
  return of.kind === 'timestamp'
    ? int((of.value - (((of.value % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)) / 1_000_000_000n)
    : noOverload('int', [of])
}

function toUint(of: Value): Outcome {
  if (of.kind === 'uint') return of
  if (of.kind === 'int') return uint(of.value)
  if (of.kind === 'double') return fromDouble(of.value, uint)
  if (of.kind === 'string') return /^\d{1,30}$/.test(of.value) ? uint(BigInt(of.value)) : failure('not an unsigned integer')
  return noOverload('uint', [of])
}

/** A double at the edge of the integers is refused, as cel-go does: it may have been rounded. */
function fromDouble(value: number, make: (value: bigint) => Outcome): Outcome {
  if (!Number.isFinite(value) || value === -(2 ** 63)) return failure('integer overflow')
  return make(BigInt(Math.trunc(value)))
}

function toDouble(of: Value): Outcome {
  if (of.kind === 'double') return of
  if (of.kind === 'int' || of.kind === 'uint') return { kind: 'double', value: Number(of.value) }
  if (of.kind !== 'string') return noOverload('double', [of])
  const written = of.value.toLowerCase().replace(/^\+/, '')
  const special = Object.hasOwn(SPECIAL, written) ? SPECIAL[written] : undefined
  if (special !== undefined) return { kind: 'double', value: special }
  const plain = of.value.length <= 400 && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(of.value)
  return plain ? { kind: 'double', value: Number(of.value) } : failure('not a number')
}

const SPECIAL: Readonly<Record<string, number>> = {
  ...{ nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY },
  ...{ infinity: Number.POSITIVE_INFINITY, '-infinity': Number.NEGATIVE_INFINITY },
}

function toBool(of: Value): Outcome {
  if (of.kind === 'bool') return of
  if (of.kind !== 'string') return noOverload('bool', [of])
  if (/^(?:1|t|T|true|TRUE|True)$/.test(of.value)) return bool(true)
  return /^(?:0|f|F|false|FALSE|False)$/.test(of.value) ? bool(false) : failure('not a boolean')
}

function toText(of: Value): Outcome {
  if (of.kind === 'string') return of
  if (of.kind === 'bool' || of.kind === 'int' || of.kind === 'uint') return string(`${of.value}`)
  if (of.kind === 'double') return string(writeDouble(of.value))
  if (of.kind === 'timestamp') return string(writeTimestamp(of.value))
  if (of.kind === 'duration') return string(writeDuration(of.value))
  if (of.kind === 'opaque') return string(of.text)
  if (of.kind !== 'bytes') return noOverload('string', [of])
  const text = readUtf8(of.value)
  return text === undefined ? failure('bytes that are not UTF-8') : string(text)
}

/** A double as Go writes it: the shortest digits that mean it. */
export function writeDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return `${value}`
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
}

function toBytes(of: Value): Outcome {
  if (of.kind === 'bytes') return of
  return of.kind === 'string' ? { kind: 'bytes', value: new TextEncoder().encode(of.value) } : noOverload('bytes', [of])
}

function toTimestamp(of: Value): Outcome {
  if (of.kind === 'timestamp') return of
  if (of.kind === 'int') return timestamp(of.value * 1_000_000_000n)
  return of.kind === 'string' ? readTimestamp(of.value) : noOverload('timestamp', [of])
}

function toDuration(of: Value): Outcome {
  if (of.kind === 'duration') return of
  if (of.kind === 'int') return duration(of.value * 1_000_000_000n)
  return of.kind === 'string' ? readDuration(of.value) : noOverload('duration', [of])
}
