import { type Callable, CallError, type Run } from '../../govalue/callable.ts'
import { sourcesOf, typeOf } from '../../govalue/inspect.ts'
import { sliceText, text } from '../../govalue/text.ts'
import { deriveUnknown } from '../../govalue/unknown.ts'
import { byteLength, bytesOf, isAscii, sliceBytes } from '../../govalue/utf8.ts'
import { type Bytes, bytes, int, type List, NIL, unknownValue, type Value } from '../../govalue/value.ts'
import { missing } from '../field.ts'

/** Items or bytes of what can be indexed; undefined for anything else. */
function lengthOf(value: Value): number | undefined {
  switch (value.kind) {
    case 'text':
      return byteLength(value.text)
    case 'bytes':
      return byteLength(value.text.text)
    case 'list':
      return value.items.length
    case 'map':
      return value.entries.size
    default:
      return undefined
  }
}

function positionOf(index: Value, limit: number): number {
  if (index.kind === 'nil') throw new CallError('cannot index slice/array with nil')
  if (index.kind !== 'int') throw new CallError(`cannot index slice/array with type ${typeOf(index)}`)
  if (index.value < 0n || index.value > BigInt(limit)) throw new CallError(`index out of range: ${index.value}`)
  return Number(index.value)
}

function entryOf(item: Value, index: Value): Value {
  if (item.kind === 'nil') throw new CallError('index of nil pointer')
  if (item.kind === 'unknown')
    return unknownValue(deriveUnknown('index', [item.unknown], 'any', keyText(index)), undefined, item.sources)
  if (item.kind === 'map') {
    if (index.kind === 'unknown') return unknownEntry(item, index)
    if (index.kind === 'nil') throw new CallError('value is nil; should be of type string')
    if (index.kind !== 'text') throw new CallError(`value has type ${typeOf(index)}; should be string`)
    if (index.unknown !== undefined) return unknownEntry(item, index)
    return item.entries.get(index.text) ?? missing(item)
  }
  const length = item.kind === 'text' || item.kind === 'bytes' || item.kind === 'list' ? lengthOf(item) : undefined
  if (length === undefined) throw new CallError(`can't index item of type ${typeOf(item)}`)
  if (index.kind === 'unknown') return unknownEntry(item, index)
  const position = positionOf(index, length)
  if (position === length) throw new CallError(outOfRange(item, position, length))
  if (item.kind === 'list') return item.items[position] ?? NIL
  return byteAt(item, position)
}

/** reflect panics one past the end, where text/template's own check lets it pass. */
function outOfRange(item: Value, _position: number, _length: number): string {
  return item.kind === 'text' ? 'reflect: string index out of range' : 'reflect: slice index out of range'
}

function byteAt(item: Value, position: number): Value {
  const of = item.kind === 'bytes' ? item.text : item
  if (of.kind === 'text' && of.unknown !== undefined) return unknownValue(deriveUnknown('index', [of.unknown], 'word'), 'uint8')
  return int(of.kind === 'text' ? (bytesOf(of.text)[position] ?? 0) : 0, 'uint8', sourcesOf(item))
}

function unknownEntry(item: Value, index: Value): Value {
  const unknown = index.kind === 'unknown' || index.kind === 'text' ? index.unknown : undefined
  if (unknown === undefined) return NIL
  return unknownValue(deriveUnknown('index', [unknown], 'any', typeOf(item)), undefined, sourcesOf(item))
}

function keyText(index: Value): string {
  return index.kind === 'text' ? index.text : index.kind === 'int' ? String(index.value) : index.kind
}

function index(args: readonly Value[]): Value {
  const [item = NIL, ...path] = args
  if (item.kind === 'nil') throw new CallError('index of untyped nil')
  return path.reduce(entryOf, item)
}

function slice(args: readonly Value[]): Value {
  const [item = NIL, ...indexes] = args
  if (item.kind === 'nil') throw new CallError('slice of untyped nil')
  if (indexes.length > 3) throw new CallError(`too many slice indexes: ${indexes.length}`)
  if (item.kind === 'text' && indexes.length === 3) throw new CallError('cannot 3-index slice a string')
  if (item.kind !== 'text' && item.kind !== 'list' && item.kind !== 'bytes') {
    throw new CallError(`can't slice item of type ${typeOf(item)}`)
  }
  const length = lengthOf(item) ?? 0
  const [from = 0, to = length, most = length] = indexes.map((one) => positionOf(one, length))
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`)
  if (to > most) throw new CallError(`invalid slice index: ${to} > ${most}`)
  return cut(item, from, to)
}

function cut(item: Value & { readonly kind: 'text' | 'list' | 'bytes' }, from: number, to: number): Value {
  if (item.kind === 'list') return { ...item, items: item.items.slice(from, to) } satisfies List
  const of = item.kind === 'bytes' ? item.text : item
  const part = isAscii(of.text) ? sliceText(of, from, to) : text(sliceBytes(of.text, from, to), sourcesOf(of))
  return item.kind === 'bytes' ? (bytes(part) satisfies Bytes) : part
}

function length(args: readonly Value[], _run: Run): Value {
  const [item = NIL] = args
  if (item.kind === 'unknown') return unknownValue(deriveUnknown('len', [item.unknown], 'word'), 'int', item.sources)
  if (item.kind === 'text' && item.unknown !== undefined) return unknownValue(deriveUnknown('len', [item.unknown], 'word'), 'int')
  if (item.kind === 'nil')
    throw new CallError(item.invalid === true ? 'reflect: call of reflect.Value.Type on zero Value' : 'len of nil pointer')
  const count = lengthOf(item)
  if (count === undefined) throw new CallError(`len of type ${typeOf(item)}`)
  return int(count, 'int', sourcesOf(item))
}

/** index, slice, len. */
export const collections: readonly Callable[] = [
  { name: 'index', params: ['reflect.Value', 'reflect.Value'], variadic: true, unknowns: 'handles', call: index },
  { name: 'slice', params: ['reflect.Value', 'reflect.Value'], variadic: true, result: 'reflect.Value', call: slice },
  { name: 'len', params: ['reflect.Value'], result: 'int', unknowns: 'handles', call: length },
]
