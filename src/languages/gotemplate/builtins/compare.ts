import { noFlags } from '../../gofmt/flags.ts'
import { printValue, printVerb } from '../../gofmt/print.ts'
import { type Callable, CallError } from '../../govalue/callable.ts'
import { sourcesOfAll, typeOf, unknownOf } from '../../govalue/inspect.ts'
import { deriveUnknown } from '../../govalue/unknown.ts'
import { compareBytes } from '../../govalue/utf8.ts'
import { bool, isUnsigned, unknownValue, type Value } from '../../govalue/value.ts'

type Basic = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | undefined
type Comparison = (first: Value, others: readonly Value[]) => boolean

const NOTHING_TO_COMPARE = 'missing argument for comparison'

function basicKind(value: Value): Basic {
  switch (value.kind) {
    case 'text':
      return 'string'
    case 'int':
      return isUnsigned(value.type) ? 'uint' : 'int'
    case 'bool':
    case 'float':
    case 'complex':
      return value.kind
    default:
      return undefined
  }
}

/** Whether the first equals any of the others; kinds that Go does not compare are errors, nil equals only nil. */
function isEqualToAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new CallError(NOTHING_TO_COMPARE)
  return others.some((other) => isEqual(first, other))
}

function isEqual(a: Value, b: Value): boolean {
  if (a.kind === 'int' && b.kind === 'int') return a.value === b.value
  const kind = basicKind(a)
  if (kind !== basicKind(b)) {
    if (a.kind === 'nil' || b.kind === 'nil') return false
    throw new CallError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`)
  }
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text
  if (a.kind === 'complex' && b.kind === 'complex') return a.real === b.real && a.imaginary === b.imaginary
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value
  if (a.kind === 'float' && b.kind === 'float') return a.value === b.value
  return isSame(a, b)
}

function isSame(a: Value, b: Value): boolean {
  if (a.kind !== 'nil' && b.kind !== 'nil' && reflectKind(a) !== reflectKind(b)) {
    throw new CallError(`non-comparable types ${shown(a)}: ${typeOf(a)}, ${typeOf(b)}: ${printValue(b).text}`)
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b)
  if (b.kind === 'list' || b.kind === 'map' || b.kind === 'bytes' || b.kind === 'func') {
    throw new CallError(`non-comparable type ${shown(b)}: ${typeOf(b)}`)
  }
  return a === b
}

/** A value as `%s` prints it. */
function shown(value: Value): string {
  return printVerb(noFlags(), value, 's').text
}

function reflectKind(value: Value): string {
  return value.kind === 'bytes' ? 'list' : value.kind
}

function isNil(value: Value): boolean {
  return value.kind === 'nil' || ((value.kind === 'list' || value.kind === 'map') && value.isNil === true)
}

function isLess(a: Value, b: Value): boolean {
  const kinds = [basicKind(a), basicKind(b)]
  if (kinds.includes(undefined)) throw new CallError('invalid type for comparison')
  if (a.kind === 'int' && b.kind === 'int') return a.value < b.value
  if (kinds[0] !== kinds[1]) throw new CallError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`)
  if (a.kind === 'text' && b.kind === 'text') return compareBytes(a.text, b.text) < 0
  if (a.kind === 'float' && b.kind === 'float') return a.value < b.value
  throw new CallError('invalid type for comparison')
}

/** The kind that a value has whatever it is; undefined where even that is not known, or for a nil. */
function sureKind(value: Value): Basic | 'other' {
  if (value.kind !== 'unknown') return value.kind === 'nil' ? undefined : (basicKind(value) ?? 'other')
  const { type } = value
  if (type === undefined || type === '') return undefined
  if (type === 'string' || type === 'bool') return type
  if (type === 'float64') return 'float'
  return /^int\d*$/.test(type) ? 'int' : /^uint\d*$/.test(type) ? 'uint' : 'other'
}

/** Kinds that cannot be compared fail also where a value is not known. */
function refuseKinds(name: string, first: Value, others: readonly Value[]): void {
  const kind = sureKind(first)
  for (const other of others) {
    const second = sureKind(other)
    if (kind === undefined || second === undefined) continue
    const integers = [kind, second].every((one) => one === 'int' || one === 'uint')
    if (kind !== second && !integers)
      throw new CallError(`incompatible types for comparison: ${typeOf(first)} and ${typeOf(other)}`)
    if (name !== 'eq' && name !== 'ne' && (kind === 'bool' || kind === 'complex' || kind === 'other')) {
      throw new CallError('invalid type for comparison')
    }
  }
}

function comparison(name: string, params: number, variadic: boolean, compare: Comparison): Callable {
  return {
    name,
    params: Array.from({ length: params }, () => 'reflect.Value'),
    variadic,
    result: 'bool',
    unknowns: 'handles',
    call: (args) => {
      const [first, ...others] = args
      if (first === undefined) throw new CallError(NOTHING_TO_COMPARE)
      const [unknown, ...more] = args.flatMap((value) => unknownOf(value) ?? [])
      if (unknown === undefined) return bool(compare(first, others), sourcesOfAll(args))
      if (others.length === 0) throw new CallError(NOTHING_TO_COMPARE)
      refuseKinds(name, first, others)
      const known = args.map((value) => (value.kind === 'text' ? value.text : typeOf(value))).join('\0')
      return unknownValue(deriveUnknown(name, [unknown, ...more], 'word', known), 'bool', sourcesOfAll(args))
    },
  }
}

const NOT_GIVEN: Value = { kind: 'nil', sources: undefined }

/** eq, ne, lt, le, gt, ge. What compares with an unknown is unknown. */
export const comparisons: readonly Callable[] = [
  comparison('eq', 2, true, isEqualToAny),
  comparison('ne', 2, false, (a, others) => !isEqualToAny(a, others)),
  comparison('lt', 2, false, (a, [b = NOT_GIVEN]) => isLess(a, b)),
  comparison('le', 2, false, (a, [b = NOT_GIVEN]) => isLess(a, b) || isEqual(a, b)),
  comparison('gt', 2, false, (a, [b = NOT_GIVEN]) => !(isLess(a, b) || isEqual(a, b))),
  comparison('ge', 2, false, (a, [b = NOT_GIVEN]) => !isLess(a, b)),
]
