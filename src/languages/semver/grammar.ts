import { compilePattern, type Pattern } from '../re2/pattern.ts'

// The grammar of constraints is written in the library as regular expressions of RE2, ambiguous ones, so that only the same kind of machine
// reads it the same: names and shapes are those of Masterminds/semver v3.5.0.
const VERSION =
  'v?([0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?(\\.[0-9|x|X|\\*]+)?(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?'
const OPERATORS = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^'

/** What stands for any number. */
export const ANY_VERSION: readonly string[] = ['x', 'X', '*']
/** One condition: operator, version and its parts. */
export const CONSTRAINT = compiled(`^\\s*(${OPERATORS})\\s*(${VERSION})\\s*$`)
/** A range with a dash between two versions. */
export const RANGE = compiled(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`)
/** Conditions inside an alternative. */
export const FIND = compiled(`(${OPERATORS})\\s*(${VERSION})`)
/** A whole alternative. */
export const VALID = compiled(`^(\\s*(${OPERATORS})\\s*(${VERSION})\\s*)((?:\\s+|,\\s*)(${OPERATORS})\\s*(${VERSION})\\s*)*$`)

function compiled(text: string): Pattern {
  const result = compilePattern(text)
  if (result.kind !== 'pattern') throw new Error(result.why)
  return result.pattern
}
