import { columnOf, type Scanner, type SimpleKey, scannerError, type Token, type TokenKind, token } from './scanner-state.ts'

/** Nesting that go-yaml takes. */
export const MAX_LEVELS = 10_000
/** Characters that a key without `?` may have before its `:`. */
const MAX_KEY = 1024

/** Whether the place may still turn out to be a key. Throws where a key had to stand. */
export function isValidKey(s: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false
  if (key.line < s.line || key.index + MAX_KEY < s.at - s.lows) {
    if (key.required) throw scannerError(s, "could not find expected ':'", key.line)
    key.possible = false
    return false
  }
  return true
}

/** No key, for a level that begins. */
export function noKey(s: Scanner): SimpleKey {
  return {
    possible: false,
    required: false,
    token: s.parsed + s.tokens.length - s.head,
    at: s.at,
    index: 0,
    line: s.line,
    column: 0,
  }
}

/** Remembers that a key may begin here. */
export function saveKey(s: Scanner): void {
  if (!s.keyAllowed) return
  const column = columnOf(s)
  const key: SimpleKey = {
    possible: true,
    required: s.flow === 0 && s.indent === column,
    token: s.parsed + s.tokens.length - s.head,
    at: s.at,
    index: s.at - s.lows,
    line: s.line,
    column,
  }
  removeKey(s)
  s.keys[s.keys.length - 1] = key
  s.keyByToken.set(key.token, key)
}

/** Nothing that began before can be a key any more. */
export function removeKey(s: Scanner): void {
  const key = s.keys.at(-1)
  if (!key?.possible) return
  if (key.required) throw scannerError(s, "could not find expected ':'", key.line)
  key.possible = false
  s.keyByToken.delete(key.token)
}

/** Adds a token. */
export function push(s: Scanner, next: Token): void {
  s.tokens.push(next)
}

/** Adds a token of so many characters and goes past them. */
export function pushHere(s: Scanner, kind: TokenKind, size: number): void {
  push(s, token(kind, s.at, s.at + size, s.line))
  s.at += size
}

/** Opens a block collection where the column asks for one; `number` is the token that it goes before, -1 for the end. */
export function rollIndent(s: Scanner, column: number, number: number, kind: TokenKind, at: number, line: number): void {
  if (s.flow > 0 || s.indent >= column) return
  s.indents.push(s.indent)
  s.indent = column
  if (s.indents.length > MAX_LEVELS) throw scannerError(s, `exceeded max depth of ${MAX_LEVELS}`, line)
  const start = token(kind, at, at, line)
  if (number < 0) push(s, start)
  else s.tokens.splice(s.head + number - s.parsed, 0, start)
}

/** Closes the block collections that are deeper than a column. */
export function unrollIndent(s: Scanner, column: number): void {
  if (s.flow > 0) return
  while (s.indent > column) {
    push(s, token('block-end', s.at, s.at, s.line))
    s.indent = s.indents.pop() ?? -1
  }
}
