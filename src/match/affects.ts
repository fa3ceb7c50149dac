import type { VersionOrder } from '../languages/versions/order.ts'
import type { Advisory, AffectedPackage, PackageQuestion } from '../model/advisory.ts'
import { orderIn } from './orders.ts'
import { fixAfter, within } from './ranges.ts'

/** Whether an advisory is about a package at a version. `unclear`: what it says cannot be compared with the version. */
export type Affects =
  | { readonly kind: 'affected'; readonly by: AffectedPackage; readonly fixed?: string }
  | { readonly kind: 'unaffected' }
  | { readonly kind: 'unclear' }

/** Weighs every mention of the package in an advisory: one that hits suffices. A withdrawn advisory is about nothing. */
export function affects(advisory: Advisory, question: PackageQuestion): Affects {
  if (advisory.withdrawn !== undefined) return { kind: 'unaffected' }
  const mentions = advisory.affected.filter((one) => isAbout(one, question))
  const said = mentions.map((one) => affectsOne(one, question))
  return said.find(({ kind }) => kind === 'affected') ?? said.find(({ kind }) => kind === 'unclear') ?? { kind: 'unaffected' }
}

/** Whether an advisory's package is the one that a question names, by the rules of its ecosystem; its release must be the same one. */
export function isAbout({ ecosystem, name }: Pick<AffectedPackage, 'ecosystem' | 'name'>, question: PackageQuestion): boolean {
  const [base = '', ...release] = question.ecosystem.split(':')
  const same = ecosystem === question.ecosystem || (release.length > 0 && ecosystem === base)
  return same && spelled(base, name) === spelled(base, question.name)
}

function affectsOne(one: AffectedPackage, { ecosystem, version }: PackageQuestion): Affects {
  const order = orderIn(ecosystem)
  const ranges = rangesOf(one)
  const places = ranges.map((range) => within(version, range, order))
  const fix = ranges.flatMap((range, at) => (places[at] === 'inside' ? (fixAfter(version, range, order) ?? []) : []))[0]
  if (places.includes('inside') || isListed(one, version, order))
    return { kind: 'affected', by: one, ...(fix === undefined ? {} : { fixed: fix }) }
  // Commits say nothing about versions; where versions are listed too, the list is what there is to know.
  const open = ranges.some((range, at) => places[at] === 'unclear' && !(range.type === 'GIT' && knowsVersions(one)))
  return { kind: open ? 'unclear' : 'unaffected' }
}

/** Go's database keeps bounds apart that its own order cannot express, and says *all versions* in their place. */
function rangesOf({ ranges, customRanges }: AffectedPackage): AffectedPackage['ranges'] {
  const everything = ranges.every(({ events }) => events.every(({ kind, version }) => kind === 'introduced' && version === '0'))
  return everything && customRanges !== undefined && customRanges.length > 0 ? customRanges : ranges
}

function knowsVersions({ versions, ranges }: AffectedPackage): boolean {
  return versions.length > 0 || ranges.some(({ type }) => type !== 'GIT')
}

function isListed({ versions }: AffectedPackage, version: string, order: VersionOrder | undefined): boolean {
  return versions.some((listed) => listed === version || order?.(listed, version) === 0)
}

function spelled(base: string, name: string): string {
  if (base === 'PyPI') return name.toLowerCase().replace(/[-_.]+/g, '-')
  return base === 'NuGet' || base === 'Packagist' || base === 'Hex' ? name.toLowerCase() : name
}
