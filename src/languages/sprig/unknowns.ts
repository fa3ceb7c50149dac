import { unknownWithin } from '../govalue/inspect.ts'
import { piecesOf, type Text, unknownText } from '../govalue/text.ts'
import { type Alphabet, deriveUnknown, type Unknown } from '../govalue/unknown.ts'
import { type GoType, type UnknownValue, unknownValue, type Value } from '../govalue/value.ts'

const MAX_PRINT = 400
const MAX_DEPTH = 4

/** The unknown that an operation makes of its arguments, of which at least one is or holds an unknown. */
export function derived(operation: string, args: readonly Value[], alphabet: Alphabet): Unknown {
  const found: Unknown[] = []
  for (const arg of args) {
    const unknown = unknownWithin(arg)
    if (unknown !== undefined) found.push(unknown)
  }
  const [first, ...rest] = found
  const known = args.map((arg) => fingerprint(arg, 0)).join(',')
  if (first === undefined)
    return { why: `${operation} gives a different result each time`, id: `${operation}(${known})`, alphabet }
  return deriveUnknown(operation, [first, ...rest], alphabet, known)
}

/** An unknown result of an operation that is no text, with its type where it is known. */
export function unknownResult(operation: string, args: readonly Value[], type?: GoType): UnknownValue {
  return unknownValue(derived(operation, args, 'any'), type)
}

/** An unknown text as result of an operation. */
export function unknownTextResult(operation: string, args: readonly Value[], alphabet: Alphabet, like?: string): Text {
  return unknownText(derived(operation, args, alphabet), like)
}

/** Tells known arguments apart in the id of a derived unknown. */
function fingerprint(value: Value, depth: number): string {
  if (depth > MAX_DEPTH) return '…'
  switch (value.kind) {
    case 'text':
      return piecesOf(value)
        .map((piece) => piece.unknown?.id ?? piece.text)
        .join('')
        .slice(0, MAX_PRINT)
    case 'int':
    case 'float':
    case 'bool':
      return String(value.value)
    case 'list':
      return `[${value.items
        .slice(0, MAX_PRINT)
        .map((item) => fingerprint(item, depth + 1))
        .join()}]`
    case 'map':
      return `{${[...value.entries]
        .slice(0, MAX_PRINT)
        .map(([key, item]) => `${key}:${fingerprint(item, depth + 1)}`)
        .join()}}`
    case 'unknown':
      return value.unknown.id
    default:
      return value.kind
  }
}

/** The first of these arguments that is not known as a whole: an unknown value, or a text with unknown parts. */
export function isOpen(value: Value | undefined): boolean {
  if (value === undefined) return false
  return value.kind === 'unknown' || (value.kind === 'text' && value.unknown !== undefined)
}
