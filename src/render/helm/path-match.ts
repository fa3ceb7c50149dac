/**
 * A test for whole paths as Go's filepath.Match has it: `*` and `?` do not cross a slash, unless they are to, as in the patterns of Git.
 * Undefined for a bad pattern.
 */
export function pathMatcher(pattern: string, crossing = false): ((path: string) => boolean) | undefined {
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern
  const tokens = compile(pattern, crossing)
  if (tokens === undefined) return undefined
  const last = tokens.at(-1)
  const end = last?.star === false ? last : undefined
  return (path) => (end === undefined || end.matches(lastOf(path))) && run(tokens, [...path])
}

function lastOf(path: string): string {
  return /[\udc00-\udfff]$/.test(path) ? path.slice(-2) : path.slice(-1)
}

interface Token {
  readonly star: boolean
  readonly matches: (character: string) => boolean
}

function compile(pattern: string, crossing: boolean): readonly Token[] | undefined {
  const inside = (other: string): boolean => crossing || other !== '/'
  const characters = [...pattern]
  const tokens: Token[] = []
  for (let index = 0; index < characters.length; index++) {
    const c = characters[index] ?? ''
    if (c === '*') tokens.push({ star: true, matches: inside })
    else if (c === '?') tokens.push({ star: false, matches: inside })
    else if (c === '[') {
      const end = compileClass(characters, index + 1, tokens)
      if (end === undefined) return undefined
      index = end
    } else {
      const literal = c === '\\' ? characters[++index] : c
      if (literal === undefined) return undefined
      tokens.push({ star: false, matches: (other) => other === literal })
    }
  }
  return tokens
}

/** One `[...]`; gives the position of its closing bracket. */
function compileClass(characters: readonly string[], start: number, tokens: Token[]): number | undefined {
  let at = start
  const negated = characters[at] === '^'
  if (negated) at++
  const ranges: (readonly [number, number])[] = []
  for (;;) {
    if (characters[at] === ']' && ranges.length > 0) break
    const low = readMember(characters, at)
    if (low === undefined) return undefined
    at = low.next
    let high = low
    if (characters[at] === '-') {
      const end = readMember(characters, at + 1)
      if (end === undefined) return undefined
      high = end
      at = end.next
    }
    ranges.push([low.code, high.code])
  }
  const inside = (code: number) => ranges.some(([low, high]) => low <= code && code <= high)
  tokens.push({ star: false, matches: (other) => inside(other.codePointAt(0) ?? 0) !== negated })
  return at
}

function readMember(characters: readonly string[], at: number): { readonly code: number; readonly next: number } | undefined {
  const first = characters[at]
  if (first === undefined || first === '-' || first === ']') return undefined
  const escaped = first === '\\'
  const code = (escaped ? characters[at + 1] : first)?.codePointAt(0)
  return code === undefined ? undefined : { code, next: at + (escaped ? 2 : 1) }
}

function run(tokens: readonly Token[], path: readonly string[]): boolean {
  let states = new Set([0])
  const close = (open: Set<number>) => {
    for (const state of open) if (tokens[state]?.star === true) open.add(state + 1)
    return open
  }
  close(states)
  for (const character of path) {
    const next = new Set<number>()
    for (const state of states) {
      const token = tokens[state]
      if (token?.matches(character) === true) next.add(token.star ? state : state + 1)
    }
    states = close(next)
  }
  return states.has(tokens.length)
}
