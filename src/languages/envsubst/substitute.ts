import { concatText, EMPTY, type Text, unknownText } from '../govalue/text.ts'
import { deriveUnknown, type Unknown } from '../govalue/unknown.ts'
import { applyFunction } from './functions.ts'
import { type Part, parseTemplate, type Use } from './parse.ts'
import { SubstitutionError } from './scan.ts'

/** Bounds of one substitution: uses inside of each other, and steps of work. */
export interface SubstitutionLimits {
  readonly depth: number
  readonly steps: number
}

/** How variables are looked up. */
export interface SubstitutionOptions {
  /** The value of a variable; undefined where it is not set. */
  readonly variable: (name: string) => Text | undefined
  /** Whether a variable that is not set is an error where it has no default; else it is empty. */
  readonly strict: boolean
  readonly limits: SubstitutionLimits
}

/** A text with its variables put in; or why Flux refuses it, with the offset in the template. `limit`: a bound of ours was hit. */
export type Substitution =
  | { readonly ok: true; readonly text: Text }
  | { readonly ok: false; readonly why: string; readonly at: number; readonly limit: boolean }

/**
 * Puts variables into a text as fluxcd/pkg/envsubst v1.7.0 does for `postBuild`: `${name}`, defaults, substrings, case, length,
 * replacement, globs; `$$` is a dollar sign. What stands in the result keeps where it came from, and unknown values stay unknown.
 */
export function substitute(template: Text, options: SubstitutionOptions): Substitution {
  let left = options.limits.steps
  const spend = (steps: number, at = 0): void => {
    left -= steps
    if (left < 0) throw new SubstitutionError('putting in its variables takes more steps than are allowed', at, true)
  }
  try {
    if (!template.text.includes('$')) return { ok: true, text: template }
    const parts = parseTemplate(template, options.limits.depth)
    return { ok: true, text: concatText(parts.map((part) => evaluate(part, options, spend))) }
  } catch (problem) {
    if (problem instanceof SubstitutionError) return { ok: false, why: problem.message, at: problem.at, limit: problem.limit }
    throw problem
  }
}

type Spend = (steps: number, at?: number) => void

function evaluate(part: Part, options: SubstitutionOptions, spend: Spend): Text {
  if (part.kind === 'text') return part.text
  const found = part.arguments.map((argument) => evaluate(argument, options, spend))
  const value = options.variable(part.name)
  if (value === undefined && options.strict && !isDefault(part.operator)) {
    throw new SubstitutionError(`variable not set (strict mode): ${JSON.stringify(part.name)}`, part.at)
  }
  const known = value ?? EMPTY
  spend(1 + known.text.length + found.reduce((sum, one) => sum + one.text.length, 0), part.at)
  return unknownResult(part, known, found) ?? applied(part, known, found, spend)
}

function applied({ operator, at }: Use, value: Text, found: readonly Text[], spend: Spend): Text {
  try {
    return applyFunction(operator, value, found, spend)
  } catch (problem) {
    if (problem instanceof SubstitutionError && !problem.limit) throw new SubstitutionError(problem.message, at)
    throw problem
  }
}

function isDefault(operator: string): boolean {
  return /^:?[-+=?]$/.test(operator)
}

/** What becomes of an unknown value or argument; undefined where none takes part. */
function unknownResult({ operator }: Use, value: Text, found: readonly Text[]): Text | undefined {
  const [first, ...others] = [value, ...found].flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown]))
  if (first === undefined) return undefined
  const falls = operator === '' || isDefault(operator)
  if (falls && (operator === '' || value.unknown?.alphabet === 'word')) return value
  if (falls && value.unknown === undefined) return value.text === '' ? concatText(found) : value
  const from: readonly [Unknown, ...Unknown[]] = [first, ...others]
  const known = [value, ...found].map((one) => (one.unknown === undefined ? one.text : '')).join('\0')
  return unknownText(deriveUnknown(operator, from, 'any', known))
}
