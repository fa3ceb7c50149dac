import type { ExploitedCatalogue } from '../model/advisory.ts'
import type { ScannedFlaw } from '../model/inventory.ts'
import { type FoundVulnerability, RATINGS } from '../model/vulnerability.ts'
import { byWeight, type VulnerabilityDifference } from './compare-vulnerabilities.ts'

/** Holds what scanners found in two images against each other. A flaw that the old image has by any of its ids did not come in. */
export function compareScans(
  before: readonly ScannedFlaw[],
  after: readonly ScannedFlaw[],
  exploited: ExploitedCatalogue | undefined,
): VulnerabilityDifference {
  const [old, now] = [before, after].map(grouped)
  const has = (side: readonly Group[] | undefined) => new Set((side ?? []).flatMap(({ ids }) => [...ids]))
  const [oldIds, nowIds] = [has(old), has(now)]
  const others = (side: readonly Group[] | undefined, known: ReadonlySet<string>) =>
    (side ?? []).filter(({ ids }) => ![...ids].some((id) => known.has(id)))
  return {
    introduced: others(now, oldIds)
      .map((one) => vulnerability(one, exploited))
      .toSorted(byWeight),
    removed: others(old, nowIds)
      .map((one) => vulnerability(one, exploited))
      .toSorted(byWeight),
    staying: (now ?? []).length - others(now, oldIds).length,
    unclear: [],
  }
}

interface Group {
  readonly ids: Set<string>
  readonly flaws: ScannedFlaw[]
}

/** Flaws that share an id are one. */
function grouped(flaws: readonly ScannedFlaw[]): readonly Group[] {
  const byId = new Map<string, Group>()
  for (const flaw of flaws) {
    const known = [...new Set(flaw.ids.flatMap((id) => byId.get(id) ?? []))]
    const group: Group = {
      ids: new Set([...known.flatMap(({ ids }) => [...ids]), ...flaw.ids]),
      flaws: [...known.flatMap((one) => one.flaws), flaw],
    }
    for (const id of group.ids) byId.set(id, group)
  }
  return [...new Set(byId.values())]
}

function vulnerability({ ids, flaws }: Group, exploited: ExploitedCatalogue | undefined): FoundVulnerability {
  const all = [...ids].toSorted()
  const id = all.find((one) => one.startsWith('CVE-')) ?? all[0] ?? ''
  const rating = flaws.flatMap((one) => one.rating ?? []).toSorted((a, b) => RATINGS.indexOf(b) - RATINGS.indexOf(a))[0]
  const known = all.flatMap((one) => exploited?.entries.get(one) ?? [])[0]
  const packages = flaws
    .filter(({ name }) => name !== '')
    .map(({ ecosystem, name, version, fixed }) => ({ ecosystem, name, version, ...(fixed === undefined ? {} : { fixed }) }))
  return {
    id,
    aliases: all.filter((one) => one !== id),
    packages: [...new Map(packages.map((one) => [`${one.ecosystem} ${one.name} ${one.version}`, one])).values()],
    ...(rating === undefined ? {} : { severity: { rating, by: 'publisher' } }),
    ...(known === undefined ? {} : { exploited: known }),
    ...(all.some((one) => one.startsWith('MAL-')) ? { malicious: true } : {}),
  }
}
