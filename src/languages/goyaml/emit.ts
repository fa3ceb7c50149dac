import { concatText, sliceText, type Text, text } from '../govalue/text.ts'
import { isBreakCode, isPrintable } from './analyze.ts'

/** Where an emitter stands: libyaml's column, and whether the last thing was white space or an indentation. */
export interface Output {
  readonly parts: Text[]
  readonly width: number
  column: number
  indent: number
  whitespace: boolean
  indention: boolean
}

/** An empty output that folds lines past `width` columns. */
export function startOutput(width: number): Output {
  return { parts: [], width, column: 0, indent: -1, whitespace: true, indention: true }
}

/** Everything that was written. */
export function outputText(out: Output): Text {
  return concatText(out.parts)
}

const SPACES = Array.from({ length: 64 }, (_, index) => text(' '.repeat(index)))
const BREAK = text('\n')
const known = new Map<string, Text>()

/** Writes characters that stand in no file. */
export function put(out: Output, characters: string): void {
  let literal = known.get(characters)
  if (literal === undefined) {
    literal = text(characters)
    if (known.size < 1000) known.set(characters, literal)
  }
  out.parts.push(literal)
  out.column += characters.length
}

function putBreak(out: Output): void {
  out.parts.push(BREAK)
  out.column = 0
}

/** Begins a line at the indentation, unless one was just begun. */
export function writeIndent(out: Output): void {
  const indent = Math.max(out.indent, 0)
  if (!out.indention || out.column > indent || (out.column === indent && !out.whitespace)) putBreak(out)
  if (out.column < indent) {
    const missing = indent - out.column
    out.parts.push(SPACES[missing] ?? text(' '.repeat(missing)))
    out.column = indent
  }
  out.whitespace = true
  out.indention = true
}

/** Writes `-`, `:`, `?` or a quote. */
export function writeIndicator(out: Output, mark: string, needSpace: boolean, whitespace = false, indention = false): void {
  if (needSpace && !out.whitespace) put(out, ' ')
  put(out, mark)
  out.whitespace = whitespace
  out.indention = out.indention && indention
}

/** Copies part of a scalar. */
function copy(out: Output, from: Text, start: number, end: number): void {
  if (end <= start) return
  out.parts.push(sliceText(from, start, end))
  out.column += columns(from.text, start, end)
}

function columns(characters: string, start: number, end: number): number {
  let count = 0
  for (let index = start; index < end; index++) if ((characters.charCodeAt(index) & 0xfc00) !== 0xdc00) count++
  return count
}

/** Writes a scalar without quotes. */
export function writePlain(out: Output, value: Text, fold: boolean): void {
  if (!out.whitespace) put(out, ' ')
  if (value.text === '' || (value.text.length + out.column <= out.width && !/[\r\n\x85\u2028\u2029]/.test(value.text))) {
    out.parts.push(value)
    out.column += columns(value.text, 0, value.text.length)
  } else writeFolded(out, value, fold, false)
  out.whitespace = false
  out.indention = false
}

/** Writes a scalar between single quotes. */
export function writeSingle(out: Output, value: Text, fold: boolean): void {
  writeIndicator(out, "'", true)
  writeFolded(out, value, fold, true)
  writeIndicator(out, "'", false)
}

function writeFolded(out: Output, value: Text, fold: boolean, quoted: boolean): void {
  const characters = value.text
  const last = characters.length - 1
  let spaces = false
  let breaks = false
  let from = 0
  for (let index = 0; index <= last; index++) {
    const c = characters.charCodeAt(index)
    if (c === 32) {
      const inside = !quoted || (index > 0 && index < last)
      const may = fold && !spaces && inside && characters.charCodeAt(index + 1) !== 32
      if (may && out.column + columns(characters, from, index) > out.width) {
        copy(out, value, from, index)
        writeIndent(out)
        from = index + 1
      }
      spaces = true
    } else if (isBreakCode(c)) {
      copy(out, value, from, index)
      from = index + 1
      if (!breaks && c === 10) putBreak(out)
      out.parts.push(sliceText(value, index, index + 1))
      out.column = 0
      out.indention = true
      breaks = true
    } else {
      if (breaks) writeIndent(out)
      if (quoted && c === 39) {
        copy(out, value, from, index)
        from = index
        put(out, "'")
      }
      out.indention = false
      spaces = false
      breaks = false
    }
  }
  copy(out, value, from, characters.length)
}

const ESCAPES: Readonly<Record<number, string>> = {
  0: '0',
  7: 'a',
  8: 'b',
  9: 't',
  10: 'n',
  11: 'v',
  12: 'f',
  13: 'r',
  27: 'e',
  34: '"',
  92: '\\',
  133: 'N',
  160: '_',
  8232: 'L',
  8233: 'P',
}

/** Writes a scalar between double quotes. */
export function writeDouble(out: Output, value: Text, fold: boolean): void {
  writeIndicator(out, '"', true)
  const characters = value.text
  // libyaml looks for a byte order mark at the start of the text, whatever character it is at.
  const marked = characters.charCodeAt(0) === 0xfeff
  let spaces = false
  let from = 0
  for (let index = 0; index < characters.length; index++) {
    const c = characters.charCodeAt(index)
    if (marked || !isPrintable(c) || isBreakCode(c) || c === 34 || c === 92) {
      copy(out, value, from, index)
      const code = characters.codePointAt(index) ?? c
      put(out, escaped(code))
      if (code > 0xffff) index++
      from = index + 1
      spaces = false
    } else if (c === 32) {
      const may = fold && !spaces && index > 0 && index < characters.length - 1
      if (may && out.column + columns(characters, from, index) > out.width) {
        copy(out, value, from, index)
        writeIndent(out)
        if (characters.charCodeAt(index + 1) === 32) put(out, '\\')
        from = index + 1
      }
      spaces = true
    } else spaces = false
  }
  copy(out, value, from, characters.length)
  writeIndicator(out, '"', false)
}

function escaped(code: number): string {
  const short = ESCAPES[code]
  if (short !== undefined) return `\\${short}`
  const [letter, size] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8]
  return `\\${letter}${code.toString(16).toUpperCase().padStart(Number(size), '0')}`
}

/** Writes a block scalar `|`. */
export function writeLiteral(out: Output, value: Text, indentSize: number, losesBreak: boolean): void {
  writeIndicator(out, '|', true)
  const characters = value.text
  const first = characters.charCodeAt(0)
  if (first === 32 || isBreakCode(first)) writeIndicator(out, String(indentSize), false)
  const chomp = chompHint(characters)
  if (chomp !== '') writeIndicator(out, chomp, false)
  if (!losesBreak) {
    putBreak(out)
    out.indention = true
  }
  out.whitespace = true
  let from = 0
  let breaks = true
  for (let index = 0; index < characters.length; index++) {
    if (isBreakCode(characters.charCodeAt(index))) {
      copy(out, value, from, index + 1)
      from = index + 1
      out.column = 0
      out.indention = true
      breaks = true
    } else {
      if (breaks) writeIndent(out)
      out.indention = false
      breaks = false
    }
  }
  copy(out, value, from, characters.length)
}

function chompHint(characters: string): string {
  const last = characters.length - 1
  if (last < 0 || !isBreakCode(characters.charCodeAt(last))) return '-'
  return last === 0 || isBreakCode(characters.charCodeAt(last - 1)) ? '+' : ''
}
