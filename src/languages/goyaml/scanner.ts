import { scanBlock } from './scan-block.ts'
import { scanPlain, scanQuoted } from './scan-scalar.ts'
import { scanAnchor, scanDirective, scanTag } from './scan-tag.ts'
import {
  atDocumentIndicator,
  code,
  columnOf,
  isBlankOrEnd,
  isBreak,
  readBreak,
  type Scanner,
  scannerError,
  skipLine,
  type Token,
  type TokenKind,
  token,
} from './scanner-state.ts'
import { isValidKey, MAX_LEVELS, noKey, push, pushHere, removeKey, rollIndent, saveKey, unrollIndent } from './simple-keys.ts'

/** The next token, which stays. */
export function peekToken(s: Scanner): Token {
  if (!s.available) fetchMore(s)
  const next = s.tokens[s.head]
  if (next === undefined) throw scannerError(s, 'unknown problem parsing YAML content', 0)
  return next
}

/** Takes the token that was seen. */
export function skipToken(s: Scanner): void {
  s.available = false
  s.parsed++
  s.head++
  if (s.head > 512) {
    s.tokens = s.tokens.slice(s.head)
    s.head = 0
  }
}

function fetchMore(s: Scanner): void {
  for (;;) {
    if (s.head < s.tokens.length - s.ahead) {
      const key = s.keyByToken.get(s.parsed)
      if (key === undefined || !isValidKey(s, key)) break
    }
    fetchNext(s)
  }
  s.available = true
}

function fetchNext(s: Scanner): void {
  if (!s.started) {
    s.started = true
    s.keys.push(noKey(s))
    push(s, token('stream-start', s.at, s.at, s.line))
    return
  }
  skipToNext(s)
  unrollIndent(s, columnOf(s))
  const c = code(s)
  if (s.at >= s.text.length) fetchEnd(s)
  else if (columnOf(s) === 0 && c === 37) fetchDirective(s)
  else if (atDocumentIndicator(s)) fetchIndicator(s, c === 45 ? 'document-start' : 'document-end')
  else if (!fetchPunctuation(s, c)) fetchContent(s, c)
}

function fetchPunctuation(s: Scanner, c: number): boolean {
  const inFlow = s.flow > 0
  switch (c) {
    case 91:
      openFlow(s, 'flow-sequence-start')
      return true
    case 123:
      openFlow(s, 'flow-mapping-start')
      return true
    case 93:
      closeFlow(s, 'flow-sequence-end')
      return true
    case 125:
      closeFlow(s, 'flow-mapping-end')
      return true
    case 44:
      removeKey(s)
      s.keyAllowed = true
      pushHere(s, 'flow-entry', 1)
      return true
    case 45:
      if (!isBlankOrEnd(code(s, 1))) return false
      fetchBlockEntry(s)
      return true
    case 63:
      if (!inFlow && !isBlankOrEnd(code(s, 1))) return false
      fetchKey(s)
      return true
    case 58:
      if (!inFlow && !isBlankOrEnd(code(s, 1))) return false
      fetchValue(s)
      return true
    default:
      return false
  }
}

function fetchContent(s: Scanner, c: number): void {
  const block = (c === 124 || c === 62) && s.flow === 0
  if (block) {
    removeKey(s)
    s.keyAllowed = true
    push(s, scanBlock(s, c === 124))
    return
  }
  const scan = scanOf(s, c)
  if (scan === undefined) throw scannerError(s, 'found character that cannot start any token', s.line)
  saveKey(s)
  s.keyAllowed = false
  push(s, scan(s))
}

function scanOf(s: Scanner, c: number): ((s: Scanner) => Token) | undefined {
  if (c === 42) return (at) => scanAnchor(at, 'alias')
  if (c === 38) return (at) => scanAnchor(at, 'anchor')
  if (c === 33) return scanTag
  if (c === 39) return (at) => scanQuoted(at, true)
  if (c === 34) return (at) => scanQuoted(at, false)
  return startsPlain(s, c) ? scanPlain : undefined
}

function startsPlain(s: Scanner, c: number): boolean {
  if (!isBlankOrEnd(c) && !'-?:,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(c))) return true
  if (c === 45) return code(s, 1) !== 32 && code(s, 1) !== 9
  return s.flow === 0 && (c === 63 || c === 58) && !isBlankOrEnd(code(s, 1))
}

function skipToNext(s: Scanner): void {
  for (;;) {
    if (columnOf(s) === 0 && s.at === 0 && code(s) === 0xfeff) s.at++
    for (let c = code(s); c === 32 || (c === 9 && (s.flow > 0 || !s.keyAllowed)); c = code(s)) s.at++
    if (code(s) === 35) skipLine(s)
    if (!isBreak(code(s))) return
    readBreak(s)
    if (s.flow === 0) s.keyAllowed = true
  }
}

function fetchEnd(s: Scanner): void {
  if (columnOf(s) !== 0) {
    s.line++
    s.lineStart = s.at
  }
  unrollIndent(s, -1)
  removeKey(s)
  s.keyAllowed = false
  push(s, token('stream-end', s.at, s.at, s.line))
}

function fetchDirective(s: Scanner): void {
  unrollIndent(s, -1)
  removeKey(s)
  s.keyAllowed = false
  push(s, scanDirective(s))
}

function fetchIndicator(s: Scanner, kind: TokenKind): void {
  unrollIndent(s, -1)
  removeKey(s)
  s.keyAllowed = false
  pushHere(s, kind, 3)
}

function openFlow(s: Scanner, kind: TokenKind): void {
  saveKey(s)
  s.keys.push(noKey(s))
  s.flow++
  if (s.flow > MAX_LEVELS) throw scannerError(s, `exceeded max depth of ${MAX_LEVELS}`, s.line)
  s.keyAllowed = true
  pushHere(s, kind, 1)
}

function closeFlow(s: Scanner, kind: TokenKind): void {
  removeKey(s)
  if (s.flow > 0) {
    s.flow--
    const last = s.keys.pop()
    if (last !== undefined) s.keyByToken.delete(last.token)
  }
  s.keyAllowed = false
  pushHere(s, kind, 1)
}

function fetchBlockEntry(s: Scanner): void {
  if (s.flow === 0) {
    if (!s.keyAllowed) throw scannerError(s, 'block sequence entries are not allowed in this context', s.line)
    rollIndent(s, columnOf(s), -1, 'block-sequence-start', s.at, s.line)
  }
  removeKey(s)
  s.keyAllowed = true
  pushHere(s, 'block-entry', 1)
}

function fetchKey(s: Scanner): void {
  if (s.flow === 0) {
    if (!s.keyAllowed) throw scannerError(s, 'mapping keys are not allowed in this context', s.line)
    rollIndent(s, columnOf(s), -1, 'block-mapping-start', s.at, s.line)
  }
  removeKey(s)
  s.keyAllowed = s.flow === 0
  pushHere(s, 'key', 1)
}

function fetchValue(s: Scanner): void {
  const key = s.keys.at(-1)
  if (key !== undefined && isValidKey(s, key)) {
    s.tokens.splice(s.head + key.token - s.parsed, 0, token('key', key.at, key.at, key.line))
    rollIndent(s, key.column, key.token, 'block-mapping-start', key.at, key.line)
    key.possible = false
    s.keyByToken.delete(key.token)
    s.keyAllowed = false
  } else {
    if (s.flow === 0) {
      if (!s.keyAllowed) throw scannerError(s, 'mapping values are not allowed in this context', s.line)
      rollIndent(s, columnOf(s), -1, 'block-mapping-start', s.at, s.line)
    }
    s.keyAllowed = s.flow === 0
  }
  pushHere(s, 'value', 1)
}
