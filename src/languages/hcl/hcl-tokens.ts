import { MAX_TOKENS } from '../../model/limits.ts'

/** A token of HCL. A string's `start` and `end` lie inside its quotes; `text` is its source there. */
export interface Token {
  readonly kind: 'name' | 'string' | 'heredoc' | 'other' | 'newline'
  readonly text: string
  readonly start: number
  readonly end: number
}

const NAME = /[A-Za-z_][\w-]*(?:\.[\w*-]+|\[[^\]\n]*\])*/y
const HEREDOC = /<<(-?)([A-Za-z_]\w*)\r?\n/y

/**
 * Splits HCL into tokens: names with their attribute paths, quoted and heredoc strings, and single characters. Comments are left out. At most one token more than MAX_TOKENS is made.
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length && tokens.length <= MAX_TOKENS; ) {
    const skipped = skip(text, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const token = tokenAt(text, at)
    tokens.push(token)
    at = token.kind === 'string' ? token.end + 1 : Math.max(token.end, at + 1)
  }
  return tokens
}

/** Past blanks and a comment. */
function skip(text: string, at: number): number {
  const char = text[at]
  if (char === ' ' || char === '\t' || char === '\r') return at + 1
  if (char === '#' || text.startsWith('//', at)) return lineEnd(text, at)
  if (!text.startsWith('/*', at)) return at
  const end = text.indexOf('*/', at + 2)
  return end < 0 ? text.length : end + 2
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function tokenAt(text: string, at: number): Token {
  const char = text[at] ?? ''
  if (char === '\n') return { kind: 'newline', text: char, start: at, end: at + 1 }
  if (char === '"') return stringAt(text, at + 1)
  const heredoc = char === '<' ? matchAt(HEREDOC, text, at) : undefined
  if (heredoc !== undefined) return heredocAt(text, at + heredoc[0].length, heredoc[2] ?? '')
  const name = matchAt(NAME, text, at)
  if (name !== undefined) return { kind: 'name', text: name[0], start: at, end: at + name[0].length }
  return { kind: 'other', text: char, start: at, end: at + 1 }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

/** A quoted string ends at its quote, not at one inside `${…}`. */
function stringAt(text: string, start: number): Token {
  let depth = 0
  let at = start
  for (; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if ((char === '$' || char === '%') && text[at + 1] === '{') depth++
    else if (char === '}' && depth > 0) depth--
    else if ((char === '"' && depth === 0) || char === '\n') break
  }
  const end = Math.min(at, text.length)
  return { kind: 'string', text: text.slice(start, end), start, end }
}

function heredocAt(text: string, start: number, delimiter: string): Token {
  for (let at = start; at < text.length; at = lineEnd(text, at) + 1) {
    const stop = lineEnd(text, at)
    if (text.slice(at, stop).trim() === delimiter) return { kind: 'heredoc', text: text.slice(start, at), start, end: stop }
  }
  return { kind: 'heredoc', text: text.slice(start), start, end: text.length }
}
