import type { Distribution, Package } from '../model/package.ts'
import type { ShownFile } from './merge.ts'

/** Distributions whose advisories name flaws before there is a fix: only there a package of a language says nothing more than its owner. */
const COMPLETE = ['debian', 'ubuntu']

/**
 * Packages without those of languages that a package of the distribution brought, in its version: a flaw of Python's `requests` is fixed in
 * Debian's without another version of Python's, so asking about both names flaws that are not there.
 */
export function withoutOwned(
  packages: readonly Package[],
  shown: readonly ShownFile[],
  distribution: Distribution | undefined,
): readonly Package[] {
  if (distribution?.version === undefined || !COMPLETE.includes(distribution.id)) return packages
  const owners = new Map(shown.flatMap(({ file }) => (file.owns ?? []).map(({ place, owner }) => [place, owner] as const)))
  const versions = new Map(
    packages.filter(({ type }) => type === 'deb').map(({ name, version = '' }) => [name, upstream(version)]),
  )
  return packages.filter(({ type, place = '', version = '' }) => {
    const owner = type === 'deb' ? undefined : versions.get(owners.get(place) ?? '')
    return owner === undefined || owner === '' || version === '' || !(isPartOf(owner, version) || isPartOf(version, owner))
  })
}

/** A version of Debian without its epoch and revision. */
function upstream(version: string): string {
  return version.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
}

/** Whether a version begins with another and goes on as one: `1.26.12+dfsg` with `1.26.12`, not with `1.26.1`. */
function isPartOf(whole: string, part: string): boolean {
  return whole.startsWith(part) && !/^\d/.test(whole.slice(part.length))
}
