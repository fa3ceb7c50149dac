import { comparePreReleases, compareVersions, type Version } from './version.ts'

/** The version of a condition, and from which segment on it was left open (`1.2` and `1.2.x`: patch). */
export interface Wanted {
  readonly version: Version
  readonly open: 'major' | 'minor' | 'patch' | 'none'
}

/** Whether a version meets a condition; that it may be a pre-release at all was asked before. */
export type Check = (version: Version, wanted: Wanted) => boolean

/** Conditions by operator. */
export const CHECKS: Readonly<Record<string, Check>> = {
  '': equal,
  '=': equal,
  '!=': notEqual,
  '>': above,
  '<': (version, wanted) => compareVersions(version, wanted.version) < 0,
  '>=': atLeast,
  '=>': atLeast,
  '<=': atMost,
  '=<': atMost,
  '~': tilde,
  '~>': tilde,
  '^': caret,
}

function atLeast(version: Version, wanted: Wanted): boolean {
  return compareVersions(version, wanted.version) >= 0
}

function equal(version: Version, wanted: Wanted): boolean {
  return wanted.open === 'none' ? compareVersions(version, wanted.version) === 0 : tilde(version, wanted)
}

function notEqual(version: Version, { version: other, open }: Wanted): boolean {
  if (open === 'none' || version.major !== other.major) return open !== 'none' || compareVersions(version, other) !== 0
  if (open === 'minor') return false
  if (version.minor !== other.minor) return true
  // With everything left open the library compares with 0.0.0.
  if (open === 'major') return version.patch !== other.patch || compareVersions(version, other) !== 0
  return (version.pre !== '' || other.pre !== '') && comparePreReleases(version.pre, other.pre) !== 0
}

function above(version: Version, { version: other, open }: Wanted): boolean {
  if (open === 'minor') return version.major > other.major
  if (open === 'patch') return version.major > other.major || (version.major === other.major && version.minor > other.minor)
  return compareVersions(version, other) > 0
}

function atMost(version: Version, { version: other, open }: Wanted): boolean {
  if (open === 'none') return compareVersions(version, other) <= 0
  if (version.major !== other.major) return version.major < other.major
  return open === 'minor' || version.minor <= other.minor
}

function tilde(version: Version, { version: other, open }: Wanted): boolean {
  if (compareVersions(version, other) < 0) return false
  const zero = other.major === 0n && other.minor === 0n && other.patch === 0n
  if (zero && open !== 'minor' && open !== 'patch') return true
  return version.major === other.major && (open === 'minor' || version.minor === other.minor)
}

function caret(version: Version, { version: other, open }: Wanted): boolean {
  if (compareVersions(version, other) < 0) return false
  if (version.major !== other.major) return false
  if (other.major > 0n || open === 'minor') return true
  if (version.minor !== other.minor) return false
  return other.minor > 0n || open === 'patch' || version.patch === other.patch
}
