import { compareDigits, compareText, isDigits, orderOf, type VersionOrder } from './order.ts'

interface SemanticVersion {
  readonly numbers: readonly string[]
  /** Empty for a release. */
  readonly before: readonly string[]
}

const IDENTIFIERS = '(?:[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)'
const STRICT = new RegExp(`^v?(\\d+\\.\\d+\\.\\d+)(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`)
const SHORT = new RegExp(`^v?(\\d+(?:\\.\\d+){0,2})(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`)
const LOOSE = new RegExp(`^v?(\\d+(?:\\.\\d+){0,5})(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`)
const NUGET = /^v?(\d+(?:\.\d+){0,3})[.-]?([^+]*)/

/** Semantic Versioning 2.0.0, as npm's semver and cargo order it; a leading `v` is no part of a version. */
export const semverOrder: VersionOrder = orderOf((text) => read(text, STRICT), compare)

/** Go's module versions with or without their `v`, as golang.org/x/mod/semver: `1.2` is `1.2.0`. */
export const goOrder: VersionOrder = orderOf(readGo, compare)

/** Versions that mean Semantic Versioning with fewer or more numbers than three, as advisories of npm, Hex, Bitnami and others write them. */
export const shortSemverOrder: VersionOrder = orderOf((text) => read(text, LOOSE, true), compare)

/** NuGet's versions: up to four numbers, and case does not count; what NuGet itself refuses is ordered as OSV's server does. */
export const nugetOrder: VersionOrder = orderOf((text) => read(text.toLowerCase(), NUGET, true), compare)

function read(text: string, grammar: RegExp, zeros = false): SemanticVersion | undefined {
  const match = grammar.exec(text.trim())
  const [, numbers = '', before = ''] = match ?? []
  const parts = numbers.split('.')
  if (match === null || (!zeros && hasLeadingZero(parts))) return undefined
  const words = before === '' ? [] : before.split('.')
  return !zeros && hasLeadingZero(words) ? undefined : { numbers: parts, before: words }
}

/** A short version of Go has nothing after its numbers. */
function readGo(text: string): SemanticVersion | undefined {
  const version = read(text, SHORT)
  const short = version !== undefined && version.numbers.length < 3 && /[-+]/.test(text)
  return short ? undefined : version
}

function hasLeadingZero(parts: readonly string[]): boolean {
  return parts.some((part) => /^0[0-9]+$/.test(part))
}

function compare(a: SemanticVersion, b: SemanticVersion): number {
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index++) {
    const order = compareDigits(a.numbers[index] ?? '', b.numbers[index] ?? '')
    if (order !== 0) return order
  }
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length
  for (let index = 0; index < Math.max(a.before.length, b.before.length); index++) {
    const order = compareIdentifiers(a.before[index], b.before[index])
    if (order !== 0) return order
  }
  return 0
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1
  if (isDigits(a) !== isDigits(b)) return isDigits(a) ? -1 : 1
  return isDigits(a) ? compareDigits(a, b) : compareText(a, b)
}
