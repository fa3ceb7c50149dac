import { scalar } from './scan-scalar.ts'
import {
  code,
  columnOf,
  isBlank,
  isBreak,
  isBreakOrEnd,
  readBreak,
  type Scanner,
  scannerError,
  skip,
  skipLine,
  type Token,
} from './scanner-state.ts'

/** Scans a block scalar, `|` or `>`. */
export function scanBlock(s: Scanner, literal: boolean): Token {
  const start = s.at
  const startLine = s.line
  skip(s)
  const header = readHeader(s, startLine)
  const state: BlockState = {
    indent: header.increment === 0 ? 0 : Math.max(s.indent, 0) + header.increment,
    breaks: '',
    end: s.at,
  }
  readBlockBreaks(s, state, startLine)
  let text = ''
  let leading = ''
  let leadingBlank = false
  const lines: number[] = []
  while (columnOf(s) === state.indent && s.at < s.text.length) {
    const trailingBlank = isBlank(code(s))
    if (!literal && !leadingBlank && !trailingBlank && leading === '\n') text += state.breaks === '' ? ' ' : ''
    else text += leading
    text += state.breaks
    state.breaks = ''
    leadingBlank = trailingBlank
    const from = s.at
    lines.push(text.length, from)
    skipLine(s)
    text += s.text.slice(from, s.at)
    leading = s.at < s.text.length ? readBreak(s) : ''
    readBlockBreaks(s, state, startLine)
  }
  if (header.chomp !== '-') text += leading
  if (header.chomp === '+') text += state.breaks
  return { ...scalar(text, literal ? 'literal' : 'folded', start, state.end, startLine), lines }
}

interface BlockState {
  indent: number
  breaks: string
  end: number
}

function readHeader(s: Scanner, startLine: number): { readonly chomp: string; readonly increment: number } {
  const header = /[-+]?[0-9]?[-+]?/y
  header.lastIndex = s.at
  let found = header.exec(s.text)?.[0] ?? ''
  if (/^[-+][-+]$/.test(found) || /^[-+][0-9][-+]$/.test(found)) found = found.slice(0, -1)
  const digit = /[0-9]/.exec(found)?.[0]
  if (digit === '0') {
    if (found.startsWith('-') || found.startsWith('+')) s.at++
    throw scannerError(s, 'found an indentation indicator equal to 0', startLine)
  }
  s.at += found.length
  while (isBlank(code(s))) skip(s)
  if (code(s) === 35) skipLine(s)
  if (!isBreakOrEnd(code(s))) throw scannerError(s, 'did not find expected comment or line break', startLine)
  if (s.at < s.text.length) readBreak(s)
  return { chomp: /[-+]/.exec(found)?.[0] ?? '', increment: digit === undefined ? 0 : Number(digit) }
}

function readBlockBreaks(s: Scanner, state: BlockState, startLine: number): void {
  state.end = s.at
  let deepest = 0
  for (;;) {
    while ((state.indent === 0 || columnOf(s) < state.indent) && code(s) === 32) s.at++
    if (columnOf(s) > deepest) deepest = columnOf(s)
    if ((state.indent === 0 || columnOf(s) < state.indent) && code(s) === 9) {
      throw scannerError(s, 'found a tab character where an indentation space is expected', startLine)
    }
    if (!isBreak(code(s))) break
    state.breaks += readBreak(s)
    state.end = s.at
  }
  if (state.indent === 0) state.indent = Math.max(deepest, s.indent + 1, 1)
}
