/** Whether a path matches as gobwas/glob has it with `/` as separator: `*` stays in one part, `**` crosses, `{a,b}` chooses. A bad pattern matches all, as in Helm. */
export function matchesGlob(pattern: string, path: string): boolean {
  const parsed = parse([...pattern], NOT_SLASH)
  return parsed === undefined || matchesAny(parsed, [...path])
}

/** Whether a text matches as gobwas/glob has it without separators: `*` crosses everything. A bad pattern matches nothing. */
export function matchesPlainGlob(pattern: string, text: string): boolean {
  const parsed = parse([...pattern], ANY)
  return parsed !== undefined && matchesAny(parsed, [...text])
}

type Matcher = (character: string) => boolean

interface Step {
  readonly kind: 'one' | 'many' | 'fork'
  readonly matches: Matcher
  /** Where a fork leads beside the next step. */
  readonly to: readonly number[]
}

const NOT_SLASH: Matcher = (character) => character !== '/'
const ANY: Matcher = () => true

interface Parser {
  readonly characters: readonly string[]
  /** What a single star and a question mark match. */
  readonly any: Matcher
  at: number
  readonly steps: Step[]
}

function parse(characters: readonly string[], any: Matcher): readonly Step[] | undefined {
  const p: Parser = { characters, any, at: 0, steps: [] }
  return parseSequence(p, false) && p.at === characters.length ? p.steps : undefined
}

function parseSequence(p: Parser, inside: boolean): boolean {
  for (;;) {
    const c = p.characters[p.at]
    if (c === undefined) return !inside
    if (inside && (c === ',' || c === '}')) return true
    p.at++
    if (c === '*') {
      const crosses = p.characters[p.at] === '*'
      if (crosses) p.at++
      p.steps.push({ kind: 'many', matches: crosses ? ANY : p.any, to: [] })
    } else if (c === '?') one(p, p.any)
    else if (c === '[') {
      if (!parseClass(p)) return false
    } else if (c === '{') {
      if (!parseChoice(p)) return false
    } else {
      const literal = c === '\\' ? p.characters[p.at++] : c
      if (literal === undefined) return false
      one(p, (other) => other === literal)
    }
  }
}

function one(p: Parser, matches: Matcher): void {
  p.steps.push({ kind: 'one', matches, to: [] })
}

function parseClass(p: Parser): boolean {
  const end = p.characters.indexOf(']', p.at + 1)
  if (end < 0) return false
  const negated = p.characters[p.at] === '!'
  const inner = p.characters.slice(p.at + (negated ? 1 : 0), end)
  p.at = end + 1
  const [low = '', dash, high = ''] = inner
  if (inner.length === 3 && dash === '-') one(p, (other) => (low <= other && other <= high) !== negated)
  else one(p, (other) => inner.includes(other) !== negated)
  return true
}

function parseChoice(p: Parser): boolean {
  const ends: number[] = []
  const starts: number[] = []
  const fork = p.steps.length
  p.steps.push({ kind: 'fork', matches: ANY, to: [] })
  for (;;) {
    starts.push(p.steps.length)
    if (!parseSequence(p, true)) return false
    ends.push(p.steps.length)
    p.steps.push({ kind: 'fork', matches: ANY, to: [] })
    if (p.characters[p.at++] === '}') break
  }
  p.steps[fork] = { kind: 'fork', matches: ANY, to: starts }
  for (const end of ends) p.steps[end] = { kind: 'fork', matches: ANY, to: [p.steps.length] }
  return true
}

function matchesAny(steps: readonly Step[], path: readonly string[]): boolean {
  let states = closure(steps, [0])
  for (const character of path) {
    const next: number[] = []
    for (const state of states) {
      const step = steps[state]
      if (step !== undefined && step.kind !== 'fork' && step.matches(character))
        next.push(step.kind === 'many' ? state : state + 1)
    }
    states = closure(steps, next)
  }
  return states.has(steps.length)
}

function closure(steps: readonly Step[], from: readonly number[]): ReadonlySet<number> {
  const open = new Set(from)
  for (const state of open) {
    const step = steps[state]
    if (step?.kind === 'many') open.add(state + 1)
    if (step?.kind === 'fork') for (const to of step.to) open.add(to)
  }
  return open
}
