import { typeOf } from '../govalue/inspect.ts'
import { bytesOf, compareBytes } from '../govalue/utf8.ts'
import { isUnsigned, type List, type MapValue, type Struct, type Value } from '../govalue/value.ts'
import { type Flags, pad } from './flags.ts'
import { bytesVerb, complexVerb, floatVerb, integerVerb, stringVerb } from './verbs.ts'

/** Levels of lists and maps that are printed before the value is held for endless. */
const MAX_PRINT_DEPTH = 10_000

/** A value that holds itself, or is too deep: Go's own printer would never end. */
export class EndlessValue extends Error {}

/**
 * What a verb prints of a known operand, as package fmt prints it: wrong verbs give `%!d(string=x)`. Addresses in memory come out as
 * `ADDRESS`, which the caller must not take for known.
 */
export function printOperand(flags: Flags, value: Value, verb: string): string {
  if (value.kind === 'nil') return verb === 'T' || verb === 'v' ? pad(flags, '<nil>') : `%!${verb}(<nil>)`
  if (verb === 'T') return stringVerb(flags, typeOf(value), 's') ?? ''
  return print(flags, value, verb, 0, false)
}

/** Stands for an address, which differs between runs. */
export const ADDRESS = '0xc000012345'

function print(flags: Flags, value: Value, verb: string, depth: number, erroring: boolean): string {
  return printIfAny(flags, value, verb, depth, erroring) ?? badVerb(flags, value, verb, depth)
}

/** `depth` counts as Go's printValue does: 0 for an operand, more for what it holds. */
function printIfAny(flags: Flags, value: Value, verb: string, depth: number, erroring: boolean): string | undefined {
  if (depth > MAX_PRINT_DEPTH) throw new EndlessValue('the value holds itself or is nested too deep to be printed')
  switch (value.kind) {
    case 'nil':
      return flags.sharpV ? 'interface {}(nil)' : '<nil>'
    case 'bool':
      return verb === 't' || verb === 'v' ? pad(flags, String(value.value)) : undefined
    case 'int': {
      const named = erroring || flags.sharpV || !'vsxXq'.includes(verb) ? undefined : value.named?.print?.(value)
      return named === undefined ? integerVerb(flags, value.value, isUnsigned(value.type), verb) : stringVerb(flags, named, verb)
    }
    case 'float':
      return floatVerb(flags, value.value, verb)
    case 'complex':
      return complexVerb(flags, value.real, value.imaginary, verb)
    case 'text':
      return stringVerb(flags, value.text, verb)
    case 'bytes':
      return (
        bytesVerb(flags, value.text.text, verb, depth === 0 ? '[]byte' : '[]uint8') ?? bytesAsList(flags, value.text.text, verb)
      )
    case 'list':
      return printList(flags, value, verb, depth, erroring)
    case 'map':
      return printMap(flags, value, verb, depth, erroring)
    case 'struct':
      return printStruct(flags, value, verb, depth, erroring)
    default:
      return ADDRESS
  }
}

function badVerb(flags: Flags, value: Value, verb: string, depth: number): string {
  return `%!${verb}(${typeOf(value)}=${print(flags, value, 'v', depth, true)})`
}

function bytesAsList(flags: Flags, value: string, verb: string): string {
  const items = Array.from(bytesOf(value), (byte) => `%!${verb}(uint8=${integerVerb(flags, BigInt(byte), true, 'v')})`)
  return `[${items.join(' ')}]`
}

function printList(flags: Flags, { items, type, isNil }: List, verb: string, depth: number, erroring: boolean): string {
  const inner = depth + (type === '[]interface {}' ? 2 : 1)
  if (!flags.sharpV) return `[${items.map((item) => print(flags, item, verb, inner, erroring)).join(' ')}]`
  if (isNil === true) return `${type}(nil)`
  return `${type}{${items.map((item) => print(flags, item, verb, inner, erroring)).join(', ')}}`
}

function printMap(flags: Flags, { entries, type }: MapValue, verb: string, depth: number, erroring: boolean): string {
  const pairs = [...entries.keys()].sort(compareBytes).map((key) => {
    const name = stringVerb(flags, key, verb) ?? `%!${verb}(string=${stringVerb(flags, key, 'v')})`
    return `${name}:${print(flags, entries.get(key) ?? NOTHING, verb, depth + 1, erroring)}`
  })
  return flags.sharpV ? `${type}{${pairs.join(', ')}}` : `map[${pairs.join(' ')}]`
}

const NOTHING: Value = { kind: 'nil', sources: undefined }

function printStruct(flags: Flags, value: Struct, verb: string, depth: number, erroring: boolean): string | undefined {
  if (!erroring && !flags.sharpV && value.print !== undefined && 'vsxXq'.includes(verb))
    return stringVerb(flags, value.print().text, verb)
  const pointer = value.type.startsWith('*')
  if (pointer && depth > 0) return verb === 'v' || 'pbodxX'.includes(verb) ? ADDRESS : undefined
  const inner = pointer ? 2 : 1
  const fields = [...value.fields].map(([name, field]) => {
    const shown = print(flags, field, verb, depth + inner, erroring)
    return flags.plusV || flags.sharpV ? `${name}:${shown}` : shown
  })
  const type = flags.sharpV ? value.type.replace(/^\*/, '') : ''
  return `${pointer ? '&' : ''}${type}{${fields.join(flags.sharpV ? ', ' : ' ')}}`
}
