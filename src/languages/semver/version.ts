/** A version as Masterminds/semver v3.5.0 reads it. */
export interface Version {
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
  /** Without the dash; '' when there is none. */
  readonly pre: string
  /** Without the plus; '' when there is none. */
  readonly metadata: string
  /** The text that it was read from. */
  readonly original: string
}

/** A version, or the library's reason for refusing the text. */
export type ParsedVersion = { readonly ok: true; readonly version: Version } | { readonly ok: false; readonly why: string }

const MAX_LENGTH = 256
const MAX_SEGMENT = 2n ** 64n - 1n
// Every repetition is followed by what it cannot match itself, so there is nothing to try twice.
const LOOSE =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/

/** Reads a version as `NewVersion`: a leading `v`, missing segments and leading zeros of segments are fine. */
export function parseVersion(text: string): ParsedVersion {
  if (new TextEncoder().encode(text).length > MAX_LENGTH)
    return { ok: false, why: `version string is too long (max ${MAX_LENGTH} bytes)` }
  const found = LOOSE.exec(text)
  if (found === null) return { ok: false, why: 'invalid semantic version' }
  const [, major = '0', minor = '0', patch = '0', pre = '', metadata = ''] = found
  for (const segment of [major, minor, patch])
    if (BigInt(segment) > MAX_SEGMENT)
      return { ok: false, why: `error parsing version segment: strconv.ParseUint: parsing "${segment}": value out of range` }
  if (pre.split('.').some((part) => /^0[0-9]+$/.test(part))) return { ok: false, why: 'version segment starts with 0' }
  return {
    ok: true,
    version: { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), pre, metadata, original: text },
  }
}

/** The version in the normal form: `1.2.3-pre+metadata`, without a `v`. */
export function printVersion({ major, minor, patch, pre, metadata }: Version): string {
  return `${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}${metadata === '' ? '' : `+${metadata}`}`
}

/** Below, at or above zero as `a` is older, equal or newer; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  const numbers = compare(a.major, b.major) || compare(a.minor, b.minor) || compare(a.patch, b.patch)
  if (numbers !== 0 || a.pre === b.pre) return numbers
  if (a.pre === '') return 1
  return b.pre === '' ? -1 : comparePreReleases(a.pre, b.pre)
}

/** The order of two pre-releases, part by part: numbers below words, fewer parts below more. */
export function comparePreReleases(a: string, b: string): number {
  const left = a.split('.')
  const right = b.split('.')
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = comparePart(left[index] ?? '', right[index] ?? '')
    if (difference !== 0) return difference
  }
  return 0
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0
  if (a === '' || b === '') return a === '' ? -1 : 1
  const left = segment(a)
  const right = segment(b)
  if (left === undefined && right === undefined) return a > b ? 1 : -1
  if (left === undefined || right === undefined) return right === undefined ? -1 : 1
  return left > right ? 1 : -1
}

function segment(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined
  const value = BigInt(text)
  return value > MAX_SEGMENT ? undefined : value
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The next patch: of a pre-release the release itself. */
export function nextPatch(version: Version): Version {
  return bumped(version, { patch: version.pre === '' ? version.patch + 1n : version.patch })
}

/** The next minor version. */
export function nextMinor(version: Version): Version {
  return bumped(version, { minor: version.minor + 1n, patch: 0n })
}

/** The next major version. */
export function nextMajor(version: Version): Version {
  return bumped(version, { major: version.major + 1n, minor: 0n, patch: 0n })
}

/** The version with another pre-release, or the library's reason against it. */
export function withPreRelease(version: Version, pre: string): ParsedVersion {
  const parts = pre === '' ? [] : pre.split('.')
  for (const part of parts) {
    if (/^0[0-9]+$/.test(part)) return { ok: false, why: 'version segment starts with 0' }
    if (!/^[0-9A-Za-z-]+$/.test(part)) return { ok: false, why: 'invalid prerelease string' }
  }
  return { ok: true, version: renamed({ ...version, pre }) }
}

/** The version with other metadata, or the library's reason against it. */
export function withMetadata(version: Version, metadata: string): ParsedVersion {
  const bad = metadata !== '' && metadata.split('.').some((part) => !/^[0-9A-Za-z-]+$/.test(part))
  return bad ? { ok: false, why: 'invalid metadata string' } : { ok: true, version: renamed({ ...version, metadata }) }
}

function bumped(version: Version, changed: Partial<Version>): Version {
  return renamed({ ...version, ...changed, pre: '', metadata: '' })
}

function renamed(version: Version): Version {
  return { ...version, original: (version.original.startsWith('v') ? 'v' : '') + printVersion(version) }
}
