import {
  code,
  isBlank,
  isBlankOrEnd,
  isBreakOrEnd,
  isWord,
  readBreak,
  type Scanner,
  scannerError,
  skip,
  type Token,
  token,
} from './scanner-state.ts'

/** Scans `&name` or `*name`. */
export function scanAnchor(s: Scanner, kind: 'anchor' | 'alias'): Token {
  const start = s.at
  const line = s.line
  s.at++
  const name = readWord(s)
  const c = code(s)
  const ends = isBlankOrEnd(c) || '?:,]}%@`'.includes(String.fromCharCode(c))
  if (name === '' || !ends) throw scannerError(s, 'did not find expected alphabetic or numeric character', line)
  return { ...token(kind, start, s.at, line), text: name }
}

function readWord(s: Scanner): string {
  const from = s.at
  while (isWord(code(s))) s.at++
  return s.text.slice(from, s.at)
}

/** Scans a tag: `!<uri>`, `!suffix`, `!!suffix`, `!handle!suffix`, `!`. */
export function scanTag(s: Scanner): Token {
  const start = s.at
  const line = s.line
  let handle = ''
  let suffix = ''
  if (code(s, 1) === 60) {
    s.at += 2
    suffix = scanUri(s, '', line)
    if (code(s) !== 62) throw scannerError(s, "did not find the expected '>'", line)
    s.at++
  } else {
    handle = scanHandle(s, false, line)
    if (handle.length > 1 && handle.endsWith('!')) suffix = scanUri(s, '', line)
    else {
      suffix = scanUri(s, handle, line)
      handle = '!'
      if (suffix === '') [handle, suffix] = ['', '!']
    }
  }
  if (!isBlankOrEnd(code(s))) throw scannerError(s, 'did not find expected whitespace or line break', line)
  return { ...token('tag', start, s.at, line), text: handle, suffix }
}

function scanHandle(s: Scanner, directive: boolean, line: number): string {
  if (code(s) !== 33) throw scannerError(s, "did not find expected '!'", line)
  const from = s.at
  s.at++
  readWord(s)
  if (code(s) === 33) s.at++
  else if (directive && s.at - from > 1) throw scannerError(s, "did not find expected '!'", line)
  return s.text.slice(from, s.at)
}

function scanUri(s: Scanner, head: string, line: number): string {
  let uri = head.slice(1)
  let any = head !== ''
  for (let c = code(s); isWord(c) || ";/?:@&=+$,.!~*'()[]%".includes(String.fromCharCode(c)); c = code(s)) {
    if (s.at >= s.text.length) break
    if (c === 37) uri += scanEscapes(s, line)
    else uri += s.text.charAt(s.at++)
    any = true
  }
  if (!any) throw scannerError(s, 'did not find expected tag URI', line)
  return uri
}

function scanEscapes(s: Scanner, line: number): string {
  const bytes: number[] = []
  let left = 1
  while (left > 0) {
    const octet = /^%([0-9a-fA-F]{2})/.exec(s.text.slice(s.at, s.at + 3))?.[1]
    if (octet === undefined) throw scannerError(s, 'did not find URI escaped octet', line)
    const value = Number.parseInt(octet, 16)
    if (bytes.length === 0) {
      left = value < 0x80 ? 1 : (value & 0xe0) === 0xc0 ? 2 : (value & 0xf0) === 0xe0 ? 3 : (value & 0xf8) === 0xf0 ? 4 : 0
      if (left === 0) throw scannerError(s, 'found an incorrect leading UTF-8 octet', line)
    } else if ((value & 0xc0) !== 0x80) throw scannerError(s, 'found an incorrect trailing UTF-8 octet', line)
    bytes.push(value)
    s.at += 3
    left--
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** Scans a line that begins with `%`. */
export function scanDirective(s: Scanner): Token {
  const start = s.at
  const line = s.line
  s.at++
  const name = readWord(s)
  if (name === '') throw scannerError(s, 'could not find expected directive name', line)
  if (!isBlankOrEnd(code(s))) throw scannerError(s, 'found unexpected non-alphabetical character', line)
  if (name !== 'YAML' && name !== 'TAG') throw scannerError(s, 'found unknown directive name', line)
  const found = name === 'YAML' ? scanVersion(s, start, line) : scanTagDirective(s, start, line)
  skipBlanks(s)
  if (code(s) === 35) while (!isBreakOrEnd(code(s))) skip(s)
  if (!isBreakOrEnd(code(s))) throw scannerError(s, 'did not find expected comment or line break', line)
  if (s.at < s.text.length) readBreak(s)
  return found
}

function skipBlanks(s: Scanner): void {
  while (isBlank(code(s))) s.at++
}

function scanVersion(s: Scanner, start: number, line: number): Token {
  skipBlanks(s)
  const major = scanNumber(s, line)
  if (code(s) !== 46) throw scannerError(s, "did not find expected digit or '.' character", line)
  s.at++
  const minor = scanNumber(s, line)
  return { ...token('version', start, s.at, line), suffix: `${major}.${minor}` }
}

function scanNumber(s: Scanner, line: number): number {
  const from = s.at
  while (code(s) >= 48 && code(s) <= 57) {
    if (s.at - from >= 2) throw scannerError(s, 'found extremely long version number', line)
    s.at++
  }
  if (s.at === from) throw scannerError(s, 'did not find expected version number', line)
  return Number(s.text.slice(from, s.at))
}

function scanTagDirective(s: Scanner, start: number, line: number): Token {
  skipBlanks(s)
  const handle = scanHandle(s, true, line)
  if (!isBlank(code(s))) throw scannerError(s, 'did not find expected whitespace', line)
  skipBlanks(s)
  const prefix = scanUri(s, '', line)
  if (!isBlankOrEnd(code(s))) throw scannerError(s, 'did not find expected whitespace or line break', line)
  return { ...token('tag-directive', start, s.at, line), text: handle, suffix: prefix }
}
