import { NotKnown } from '../govalue/callable.ts'
import { typeOf } from '../govalue/inspect.ts'
import { concatText, sliceText, type Text, text } from '../govalue/text.ts'
import type { Value } from '../govalue/value.ts'
import { type Flags, noFlags } from './flags.ts'
import { printVerb } from './print.ts'

/** Widths and precisions beyond this are refused by Go, those of `*` exactly, written ones a digit later. */
const MAX_WIDTH = 1_000_000

interface State {
  readonly format: string
  readonly args: readonly Value[]
  readonly out: Text[]
  readonly allow: (size: number) => void
  at: number
  arg: number
  reordered: boolean
  goodArg: boolean
  afterIndex: boolean
}

/**
 * fmt.Sprintf: literal parts keep their pieces, each operand becomes pieces with its sources. Mistakes come out in the text as Go writes them.
 * Throws `NotKnown` when the format itself is not known. `allow` is asked before a width is filled (see `Run`).
 */
export function formatText(format: Text, args: readonly Value[], allow: (size: number) => void): Text {
  if (format.unknown !== undefined) throw new NotKnown(format.unknown)
  const state: State = {
    format: format.text,
    args,
    out: [],
    allow,
    at: 0,
    arg: 0,
    reordered: false,
    goodArg: true,
    afterIndex: false,
  }
  while (state.at < state.format.length) {
    const percent = state.format.indexOf('%', state.at)
    const end = percent < 0 ? state.format.length : percent
    if (end > state.at) state.out.push(sliceText(format, state.at, end))
    state.at = end + 1
    if (percent >= 0) formatVerb(state)
  }
  if (!state.reordered && state.arg < args.length) pushExtra(state)
  return concatText(state.out)
}

function formatVerb(state: State): void {
  state.goodArg = true
  state.afterIndex = false
  const flags = noFlags()
  readFlags(state, flags)
  readIndex(state)
  readWidth(state, flags)
  readPrecision(state, flags)
  if (!state.afterIndex) readIndex(state)
  if (state.at >= state.format.length) {
    state.out.push(text('%!(NOVERB)'))
    return
  }
  const verb = String.fromCodePoint(state.format.codePointAt(state.at) ?? 0)
  state.at += verb.length
  if (verb === '%') state.out.push(text('%'))
  else if (!state.goodArg) state.out.push(text(`%!${verb}(BADINDEX)`))
  else if (state.arg >= state.args.length) state.out.push(text(`%!${verb}(MISSING)`))
  else pushOperand(state, flags, verb)
}

function pushOperand(state: State, flags: Flags, verb: string): void {
  const value = state.args[state.arg++]
  if (value === undefined) return
  if (verb === 'v' || verb === 'w') {
    flags.sharpV = flags.sharp
    flags.sharp = false
    flags.plusV = flags.plus
    flags.plus = false
  }
  state.out.push(printVerb(flags, value, verb))
}

function readFlags(state: State, flags: Flags): void {
  for (; state.at < state.format.length; state.at++) {
    const character = state.format[state.at]
    if (character === '#') flags.sharp = true
    else if (character === '0') flags.zero = true
    else if (character === '+') flags.plus = true
    else if (character === '-') flags.minus = true
    else if (character === ' ') flags.space = true
    else return
  }
}

/** `[3]`: the operand that the next verb, width or precision takes. */
function readIndex(state: State): void {
  if (state.format[state.at] !== '[') {
    state.afterIndex = false
    return
  }
  state.reordered = true
  const close = state.format.indexOf(']', state.at)
  const digits = close < 0 ? '' : state.format.slice(state.at + 1, close)
  const index = /^\d+$/.test(digits) && Number(digits) <= MAX_WIDTH ? Number(digits) - 1 : -1
  const readable = state.format.length - state.at >= 3 && /^\d+$/.test(digits)
  state.at = close < 0 || state.format.length - state.at < 3 ? state.at + 1 : close + 1
  if (index >= 0 && index < state.args.length) state.arg = index
  else state.goodArg = false
  state.afterIndex = readable
}

function readWidth(state: State, flags: Flags): void {
  if (state.format[state.at] === '*') {
    state.at++
    const width = starOperand(state)
    flags.hasWidth = width !== undefined
    flags.width = Math.abs(width ?? 0)
    if (width === undefined) state.out.push(text('%!(BADWIDTH)'))
    else if (width < 0) {
      flags.minus = true
      flags.zero = false
    }
    state.afterIndex = false
    return
  }
  const number = readNumber(state)
  flags.hasWidth = number !== undefined
  flags.width = number ?? 0
  if (state.afterIndex && number !== undefined) state.goodArg = false
}

function readPrecision(state: State, flags: Flags): void {
  if (state.format[state.at] !== '.' || state.at + 1 >= state.format.length) return
  state.at++
  if (state.afterIndex) state.goodArg = false
  readIndex(state)
  if (state.format[state.at] === '*') {
    state.at++
    const precision = starOperand(state)
    flags.hasPrecision = precision !== undefined && precision >= 0
    flags.precision = flags.hasPrecision ? (precision ?? 0) : 0
    if (!flags.hasPrecision) state.out.push(text('%!(BADPREC)'))
    state.afterIndex = false
    return
  }
  flags.precision = readNumber(state) ?? 0
  flags.hasPrecision = true
}

function readNumber(state: State): number | undefined {
  let number: number | undefined
  for (; /[0-9]/.test(state.format[state.at] ?? ''); state.at++) {
    if ((number ?? 0) > MAX_WIDTH) {
      state.at = state.format.length
      return undefined
    }
    number = (number ?? 0) * 10 + Number(state.format[state.at])
  }
  if (number !== undefined) state.allow(number)
  return number
}

function starOperand(state: State): number | undefined {
  const value = state.args[state.arg]
  if (value === undefined) return undefined
  state.arg++
  if (value.kind === 'unknown') throw new NotKnown(value.unknown)
  if (value.kind !== 'int') return undefined
  const size = Number(value.value)
  if (Math.abs(size) > MAX_WIDTH) return undefined
  state.allow(Math.abs(size))
  return size
}

function pushExtra(state: State): void {
  state.out.push(text('%!(EXTRA '))
  for (const [index, value] of state.args.slice(state.arg).entries()) {
    if (index > 0) state.out.push(text(', '))
    if (value.kind !== 'nil') state.out.push(text(`${typeOf(value)}=`))
    state.out.push(printVerb(noFlags(), value, 'v'))
  }
  state.out.push(text(')'))
}
