import { bytesOf, fromBytes } from '../govalue/utf8.ts'

/** Bytes of the longest prefix of a text that a glob matches; 0 for none or a bad glob. A star crosses slashes. */
export function longestPrefix(glob: string, of: string, spend: (steps: number) => void): number {
  const [pattern, name] = [bytesAsText(glob), bytesAsText(of)]
  for (let size = name.length; size > 0; size--) {
    spend(size + pattern.length)
    const found = matches(pattern, name.slice(0, size), spend)
    if (found === undefined) return 0
    if (found) return size
  }
  return 0
}

/** Bytes of the shortest prefix (of one byte at least) of a text that a glob matches; 0 for none or a bad glob. */
export function shortestPrefix(glob: string, of: string, spend: (steps: number) => void): number {
  const [pattern, name] = [bytesAsText(glob), bytesAsText(of)]
  let shortest = 0
  for (let size = name.length; size > 0; size--) {
    spend(size + pattern.length)
    const found = matches(pattern, name.slice(0, size), spend)
    if (found === undefined) return 0
    if (found) shortest = size
  }
  return shortest
}

/** A text of one character for each byte. */
function bytesAsText(of: string): string {
  return Buffer.from(bytesOf(of)).toString('latin1')
}

/** Whether the glob matches the whole name; undefined for a bad glob. */
function matches(glob: string, whole: string, spend: (steps: number) => void): boolean | undefined {
  let pattern = glob
  let name = whole
  while (pattern !== '') {
    const { star, chunk, rest } = nextChunk(pattern)
    pattern = rest
    if (star && chunk === '') return true
    const here = matchChunk(chunk, name)
    if (here !== BAD && here !== undefined && (here === '' || pattern !== '')) {
      name = here
      continue
    }
    if (here === BAD) return undefined
    const later = star ? matchLater(chunk, name, pattern === '', spend) : undefined
    if (later === BAD) return undefined
    if (later === undefined) return false
    name = later
  }
  return name === ''
}

const BAD = Symbol('bad pattern')

function matchLater(chunk: string, name: string, last: boolean, spend: (steps: number) => void): string | typeof BAD | undefined {
  for (let at = 0; at < name.length; at++) {
    spend(1)
    const found = matchChunk(chunk, name.slice(at + 1))
    if (found === BAD) return BAD
    if (found !== undefined && !(last && found !== '')) return found
  }
  return undefined
}

function nextChunk(pattern: string): { readonly star: boolean; readonly chunk: string; readonly rest: string } {
  const begin = /^\**/.exec(pattern)?.[0].length ?? 0
  let inRange = false
  let at = begin
  for (; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === '\\') {
      if (at + 1 < pattern.length) at++
    } else if (character === '[') inRange = true
    else if (character === ']') inRange = false
    else if (character === '*' && !inRange) break
  }
  return { star: begin > 0, chunk: pattern.slice(begin, at), rest: pattern.slice(at) }
}

/** What is left of the name behind a chunk without stars; undefined where it does not match. */
function matchChunk(chunk: string, name: string): string | typeof BAD | undefined {
  let at = 0
  let left = name
  while (at < chunk.length) {
    if (left === '') return undefined
    const character = chunk[at]
    if (character === '[') {
      const range = matchRange(chunk, at + 1, left)
      if (range === BAD || range === undefined) return range
      at = range.at
      left = left.slice(characterSize(left))
      continue
    }
    if (character === '?') left = left.slice(characterSize(left))
    else {
      if (character === '\\') at++
      if (at >= chunk.length) return BAD
      if (chunk[at] !== left[0]) return undefined
      left = left.slice(1)
    }
    at++
  }
  return left
}

function matchRange(chunk: string, start: number, name: string): { readonly at: number } | typeof BAD | undefined {
  const code = characterAt(name, 0).code
  let at = start
  const negated = chunk[at] === '^'
  if (negated) at++
  let found = false
  for (let ranges = 0; ; ranges++) {
    if (chunk[at] === ']' && ranges > 0) return found === negated ? undefined : { at: at + 1 }
    const low = escapedAt(chunk, at)
    if (low === undefined) return BAD
    const high = chunk[low.next] === '-' ? escapedAt(chunk, low.next + 1) : low
    if (high === undefined) return BAD
    if (low.code <= code && code <= high.code) found = true
    at = high.next
  }
}

function escapedAt(chunk: string, at: number): { readonly code: number; readonly next: number } | undefined {
  if (at >= chunk.length || chunk[at] === '-' || chunk[at] === ']') return undefined
  const start = chunk[at] === '\\' ? at + 1 : at
  if (start >= chunk.length) return undefined
  const { code, size } = characterAt(chunk, start)
  const next = start + size
  return next >= chunk.length ? undefined : { code, next }
}

function characterSize(bytes: string): number {
  return characterAt(bytes, 0).size
}

/** The character that begins at a byte; a byte that begins none stands for U+FFFD. */
function characterAt(bytes: string, at: number): { readonly code: number; readonly size: number } {
  const first = bytes.charCodeAt(at)
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  const decoded = fromBytes(Buffer.from(bytes.slice(at, at + size), 'latin1'))
  const code = decoded.codePointAt(0) ?? 0xfffd
  const whole = String.fromCodePoint(code) === decoded && !(code >= 0xdc80 && code <= 0xdcff)
  return whole ? { code, size } : { code: 0xfffd, size: 1 }
}
