import { findAll, findFirst, matchesPattern } from '../re2/pattern.ts'
import { CHECKS, type Check, type Wanted } from './checks.ts'
import { ANY_VERSION, CONSTRAINT, FIND, RANGE, VALID } from './grammar.ts'
import { parseVersion, type Version } from './version.ts'

/** Constraints as Masterminds/semver v3.5.0 reads them: alternatives, each a list of conditions that must all hold. */
export interface Constraints {
  readonly alternatives: readonly Alternative[]
}

interface Alternative {
  readonly conditions: readonly { readonly check: Check; readonly wanted: Wanted }[]
  /** Whether one of its conditions names a pre-release: only then may it hold for pre-releases. */
  readonly preReleases: boolean
}

/** Constraints, or the library's reason for refusing the text. */
export type ParsedConstraints =
  | { readonly ok: true; readonly constraints: Constraints }
  | { readonly ok: false; readonly why: string }

const MAX_LENGTH = 512
const MAX_ALTERNATIVES = 32
// The length is bounded above, and the machine is linear: there is nothing to count.
const FREE = (): void => undefined

/** Reads constraints as `NewConstraint`: `>=1.2, <2 || ^3`, `1.2.x`, `~1.2`, `1 - 2`. `quote` is Go's %q. */
export function parseConstraints(text: string, quote: (text: string) => string = JSON.stringify): ParsedConstraints {
  if (new TextEncoder().encode(text).length > MAX_LENGTH)
    return { ok: false, why: `constraint string is too long (max ${MAX_LENGTH} bytes)` }
  const parts = rewriteRanges(text).split('||')
  if (parts.length > MAX_ALTERNATIVES) return { ok: false, why: `too many constraint groups (max ${MAX_ALTERNATIVES})` }
  const alternatives: Alternative[] = []
  for (const part of parts) {
    if (!matchesPattern(VALID, part, FREE)) return { ok: false, why: `improper constraint: ${quote(part)}` }
    const conditions: Alternative['conditions'][number][] = []
    for (const match of findAll(FIND, part, -1, FREE)) {
      const condition = parseCondition(group(part, match, 0))
      if (condition === undefined) return { ok: false, why: 'constraint parser error' }
      conditions.push(condition)
    }
    alternatives.push({ conditions, preReleases: conditions.some(({ wanted }) => wanted.version.pre !== '') })
  }
  return { ok: true, constraints: { alternatives } }
}

/** Whether a version satisfies the constraints. */
export function satisfies(version: Version, { alternatives }: Constraints): boolean {
  return alternatives.some(
    ({ conditions, preReleases }) =>
      (version.pre === '' || preReleases) && conditions.every(({ check, wanted }) => check(version, wanted)),
  )
}

function group(text: string, match: readonly number[], index: number): string {
  const start = match[2 * index] ?? -1
  return start < 0 ? '' : text.slice(start, match[2 * index + 1])
}

/** `1 - 2` becomes `>= 1, <= 2 `. */
function rewriteRanges(text: string): string {
  let rewritten = text
  for (const match of findAll(RANGE, text, -1, FREE)) {
    const range = group(text, match, 0)
    const at = rewritten.indexOf(range)
    const plain = `>= ${group(text, match, 1)}, <= ${group(text, match, 11)} `
    rewritten = rewritten.slice(0, at) + plain + rewritten.slice(at + range.length)
  }
  return rewritten
}

function parseCondition(text: string): Alternative['conditions'][number] | undefined {
  const match = findFirst(CONSTRAINT, text, FREE)
  if (match === undefined) return undefined
  const [operator = '', whole = '', major = '', minor = '', patch = '', pre = ''] = [1, 2, 3, 4, 5, 6].map((index) =>
    group(text, match, index),
  )
  const open = isOpen(major) ? 'major' : isOpen(minor.slice(1)) ? 'minor' : isOpen(patch.slice(1)) ? 'patch' : 'none'
  const text3 = { major: `0.0.0${pre}`, minor: `${major}.0.0${pre}`, patch: `${major}${minor}.0${pre}`, none: whole }
  const parsed = parseVersion(text3[open])
  const check = CHECKS[operator]
  return parsed.ok && check !== undefined ? { check, wanted: { version: parsed.version, open } } : undefined
}

function isOpen(segment: string): boolean {
  return segment === '' || ANY_VERSION.includes(segment)
}
