import { sourcesOf, typeOf, unknownWithin } from '../govalue/inspect.ts'
import { concatText, type Text, text, unknownText } from '../govalue/text.ts'
import { deriveUnknown, type Unknown } from '../govalue/unknown.ts'
import type { Value } from '../govalue/value.ts'
import { type Flags, noFlags } from './flags.ts'
import { formatFloatVerb } from './number.ts'
import { ADDRESS, printOperand } from './printer.ts'
import { quoteText } from './quote.ts'

const PLAIN: Readonly<Flags> = noFlags()
const AN_ADDRESS: Unknown = { why: 'an address in memory is printed', id: 'address', alphabet: 'word' }

/** What `%v` prints of a value, as `{{ . }}`, sprig's toString and quote see it. A text is itself; nil is `<nil>`. */
export function printValue(value: Value): Text {
  switch (value.kind) {
    case 'text':
      return value
    case 'bool':
      return text(value.value ? 'true' : 'false', value.sources)
    case 'int':
      if (value.named === undefined) return text(String(value.value), value.sources)
      break
    case 'float':
      return text(formatFloatVerb(PLAIN, value.value, 'v', -1), value.sources)
    default:
  }
  return printVerb(PLAIN, value, 'v')
}

/** What a verb with its flags prints of an operand. Unknown operands print as unknown pieces. */
export function printVerb(flags: Flags, value: Value, verb: string): Text {
  if (value.kind === 'text' && isBare(flags)) {
    if (verb === 's' || (verb === 'v' && !flags.sharpV)) return value
    if (verb === 'q' && !flags.sharp && !flags.plus) return quoteText(value)
  }
  const unknown = unknownWithin(value)
  if (unknown !== undefined) return printUnknown(flags, value, verb, unknown)
  const shown = printOperand(flags, value, verb)
  if (shown.includes(ADDRESS)) return unknownText(AN_ADDRESS, shown, sourcesOf(value))
  return text(shown, sourcesOf(value))
}

function isBare(flags: Flags): boolean {
  return !flags.hasPrecision && (!flags.hasWidth || flags.width === 0)
}

function printUnknown(flags: Flags, value: Value, verb: string, unknown: Unknown): Text {
  if (verb === 'T' && typeOf(value) !== '') return text(printOperand(flags, value, 'T'), sourcesOf(value))
  const number = /^u?int|^float|^bool$/.test(typeOf(value)) && isBare(flags)
  const itself = value.kind === 'unknown' && verb === 'v' && isBare(flags) && !flags.sharpV
  const alphabet = number ? 'word' : itself ? unknown.alphabet : 'any'
  const shown = itself ? { ...unknown, alphabet } : deriveUnknown(`%${verb}`, [unknown], alphabet)
  return unknownText(shown, number ? '0' : 'unknown', sourcesOf(value))
}

/** fmt.Sprint: a space between operands when neither is a string. */
export function printAll(values: readonly Value[]): Text {
  const parts: Text[] = []
  let afterString = false
  for (const [index, value] of values.entries()) {
    const isString = value.kind === 'text'
    if (index > 0 && !isString && !afterString) parts.push(SPACE)
    parts.push(printValue(value))
    afterString = isString
  }
  return concatText(parts)
}

/** fmt.Sprintln: a space between all operands, a line break at the end. */
export function printLine(values: readonly Value[]): Text {
  const parts = values.flatMap((value, index) => (index > 0 ? [SPACE, printValue(value)] : [printValue(value)]))
  return concatText([...parts, NEWLINE])
}

const SPACE = text(' ')
const NEWLINE = text('\n')
