import { findMatch, type Match, runeAt, type Spend } from './machine.ts'
import { parsePattern } from './parse.ts'
import { compileSyntax, type Program } from './program.ts'
import { PatternProblem, PatternUnsupported } from './syntax.ts'

/** A compiled expression of Go's regexp package. */
export interface Pattern {
  readonly text: string
  readonly program: Program
  /** Names of the groups by index, '' where there is none; the first is the whole match. */
  readonly names: readonly string[]
}

/** A compiled expression, or why there is none: Go's error in its words, or what this engine does not support though Go may. */
export type CompiledPattern =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'invalid'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly why: string }

/** Compiles an expression as Go's `regexp.Compile` does (RE2 syntax, leftmost-first). */
export function compilePattern(text: string): CompiledPattern {
  try {
    const { syntax, names } = parsePattern(text)
    return { kind: 'pattern', pattern: { text, program: compileSyntax(syntax, names.length), names } }
  } catch (problem) {
    if (problem instanceof PatternProblem) return { kind: 'invalid', why: problem.message }
    if (problem instanceof PatternUnsupported) return { kind: 'unsupported', why: problem.message }
    throw problem
  }
}

/** Whether the expression matches anywhere, as `MatchString`. */
export function matchesPattern({ program }: Pattern, text: string, spend: Spend): boolean {
  return findMatch(program, text, 0, spend) !== undefined
}

/** The leftmost match with its groups, as `FindStringSubmatchIndex`; undefined when there is none. */
export function findFirst({ program }: Pattern, text: string, spend: Spend): Match | undefined {
  return findMatch(program, text, 0, spend)
}

/** Matches one behind the other, at most `limit` (below 0: all), as `FindAllStringSubmatchIndex`. */
export function findAll({ program }: Pattern, text: string, limit: number, spend: Spend): readonly Match[] {
  const found: Match[] = []
  let previousEnd = -1
  for (let place = 0; place <= text.length && (limit < 0 || found.length < limit); ) {
    const match = findMatch(program, text, place, spend)
    if (match === undefined) break
    const [start = 0, end = 0] = match
    // An empty match right behind another one does not count.
    if (end !== place || start !== previousEnd) found.push(match)
    place = end === place ? place + width(text, place) : end
    previousEnd = end
  }
  return found
}

/** Matches that a replacement takes, as `ReplaceAllString` finds them. */
export function findReplaced({ program }: Pattern, text: string, spend: Spend): readonly Match[] {
  const found: Match[] = []
  let lastEnd = 0
  for (let place = 0; place <= text.length; ) {
    const match = findMatch(program, text, place, spend)
    if (match === undefined) break
    const [start = 0, end = 0] = match
    if (end > lastEnd || start === 0) found.push(match)
    lastEnd = end
    const stepped = place + width(text, place)
    place = stepped > end ? stepped : end
  }
  return found
}

/** The parts between matches as start and end, as `Split`: `limit` 0 gives none, below 0 all. */
export function splitPlaces(pattern: Pattern, text: string, limit: number, spend: Spend): readonly (readonly [number, number])[] {
  if (limit === 0) return []
  if (pattern.text !== '' && text === '') return [[0, 0]]
  const parts: (readonly [number, number])[] = []
  let begin = 0
  let end = 0
  for (const [start = 0, stop = 0] of findAll(pattern, text, limit, spend)) {
    if (limit > 0 && parts.length === limit - 1) break
    end = start
    if (stop !== 0) parts.push([begin, end])
    begin = stop
  }
  if (end !== text.length) parts.push([begin, text.length])
  return parts
}

function width(text: string, place: number): number {
  return runeAt(text, place) > 0xffff ? 2 : 1
}
