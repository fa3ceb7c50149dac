import type { Advisory, AdvisoryReference, AffectedPackage, ExploitedCatalogue, PackageQuestion } from '../model/advisory.ts'
import { type FoundVulnerability, RATINGS, type VulnerablePackage } from '../model/vulnerability.ts'
import { affects, isAbout } from './affects.ts'
import { type Flaw, flawsOf } from './groups.ts'
import { orderIn } from './orders.ts'
import { severityOf } from './severity.ts'

/** The advisories that a database gave for a question. */
export interface Hit {
  readonly question: PackageQuestion
  readonly references: readonly AdvisoryReference[]
}

/** What two sides are compared by. `exact`: the database compared the versions itself; otherwise that is done here. */
export interface Compared {
  readonly before: readonly Hit[]
  readonly after: readonly Hit[]
  readonly exact: boolean
  readonly record: (id: string) => Advisory | undefined
  readonly exploited: ExploitedCatalogue | undefined
}

/** What came in, what went out, how much stays, and how many answers nobody could weigh. */
export interface VulnerabilityDifference {
  readonly introduced: readonly FoundVulnerability[]
  readonly removed: readonly FoundVulnerability[]
  readonly staying: number
  /** Advisories of which it could not be told whether they are about a package of the new side. */
  readonly unclear: readonly Unclear[]
}

/** An advisory that could not be weighed against a package; `deciding` where it is hostile, or its flaw exploited. */
export interface Unclear {
  readonly id: string
  readonly name: string
  readonly deciding: boolean
}

interface Match {
  readonly id: string
  readonly question: PackageQuestion
  readonly advisory: Advisory | undefined
  readonly by: AffectedPackage | undefined
  readonly fixed: string | undefined
}

/** Holds the flaws of two sides against each other: one that any package of the old side has did not come in. */
export function compareVulnerabilities(input: Compared): VulnerabilityDifference {
  const [before, after] = [matches(input.before, input), matches(input.after, input)]
  const ids = [...new Set([...before.matches, ...after.matches].map(({ id }) => id))]
  const flawOf = flawsOf(ids, input.record)
  const [old, now] = [before, after].map((side) => Map.groupBy(side.matches, ({ id }) => flawOf(id).id))
  const found = (
    side: ReadonlyMap<string, readonly Match[]> | undefined,
    other: ReadonlyMap<string, readonly Match[]> | undefined,
  ) =>
    [...(side ?? [])].flatMap(([id, hits]) =>
      other?.has(id) === true ? [] : [vulnerability(flawOf(hits[0]?.id ?? id), hits, input)],
    )
  return {
    introduced: found(now, old).toSorted(byWeight),
    removed: found(old, now).toSorted(byWeight),
    staying: [...(now ?? [])].filter(([id]) => old?.has(id) === true).length,
    unclear: after.unclear.map(({ id, question }) => ({ id, name: question.name, deciding: isDeciding(id, input) })),
  }
}

/** The advisories whose records are worth reading: all where versions are compared here, else those of one side alone. */
export function worthReading({
  before,
  after,
  exact,
}: Pick<Compared, 'before' | 'after' | 'exact'>): readonly AdvisoryReference[] {
  const [old, now] = [before, after].map(
    (side) => new Map(side.flatMap(({ references }) => references.map((one) => [one.id, one]))),
  )
  const all = [...(now ?? []), ...(old ?? [])].map(([, reference]) => reference)
  return exact ? all.filter(({ id }) => now?.has(id) !== old?.has(id)) : [...new Map(all.map((one) => [one.id, one])).values()]
}

function matches(
  hits: readonly Hit[],
  { exact, record }: Compared,
): { readonly matches: readonly Match[]; readonly unclear: readonly Pick<Match, 'id' | 'question'>[] } {
  const read = hits.flatMap(({ question, references }) =>
    references.map(({ id }) => ({ id, question, match: matchOf(question, id, { record: record(id), exact }) })),
  )
  return {
    matches: read.flatMap(({ match }) => (typeof match === 'string' ? [] : [match])),
    unclear: read.filter(({ match }) => match === 'unclear'),
  }
}

function isDeciding(id: string, { record, exploited }: Compared): boolean {
  const advisory = record(id)
  const names = [id, ...(advisory?.aliases ?? []), ...(advisory?.upstream ?? [])]
  return id.startsWith('MAL-') || advisory?.malicious === true || names.some((name) => exploited?.entries.has(name) === true)
}

function matchOf(
  question: PackageQuestion,
  id: string,
  { record: advisory, exact }: { readonly record: Advisory | undefined; readonly exact: boolean },
): Match | 'unaffected' | 'unclear' {
  // Of an id alone the database's word is all there is.
  if (advisory === undefined) return exact ? { id, question, advisory, by: undefined, fixed: undefined } : 'unclear'
  const said = affects(advisory, question)
  if (said.kind === 'affected')
    return isAdvice(said.by) ? 'unaffected' : { id, question, advisory, by: said.by, fixed: said.fixed }
  if (!exact) return said.kind
  const by = advisory.affected.find((one) => isAbout(one, question))
  // The database compared the version itself; it is corrected only where it does not know bounds that its own record has.
  const corrected = advisory.withdrawn !== undefined || (said.kind === 'unaffected' && by?.customRanges !== undefined)
  return corrected || (by !== undefined && isAdvice(by)) ? 'unaffected' : { id, question, advisory, by, fixed: undefined }
}

function isAdvice({ informational }: AffectedPackage): boolean {
  return informational !== undefined
}

function vulnerability({ id, aliases }: Flaw, hits: readonly Match[], { before, exploited }: Compared): FoundVulnerability {
  const severities = hits.flatMap(({ advisory, by }) => (advisory === undefined ? [] : (severityOf(advisory, by) ?? [])))
  const worst = severities.toSorted(
    (a, b) => RATINGS.indexOf(b.rating) - RATINGS.indexOf(a.rating) || (b.score ?? 0) - (a.score ?? 0),
  )[0]
  const names = new Set([id, ...aliases, ...hits.flatMap(({ advisory }) => advisory?.upstream ?? [])])
  const known = [...names].flatMap((name) => exploited?.entries.get(name) ?? [])[0]
  const malicious = hits.some(({ advisory, id: own }) => advisory?.malicious === true || own.startsWith('MAL-'))
  const packages = hits.map((hit) => packageOf(hit, before))
  return {
    id,
    aliases: [...names].filter((name) => name !== id).toSorted(),
    packages: [...new Map(packages.map((one) => [`${one.ecosystem} ${one.name} ${one.version}`, one])).values()],
    ...(worst === undefined ? {} : { severity: worst }),
    ...(known === undefined ? {} : { exploited: known }),
    ...(malicious ? { malicious: true as const } : {}),
    ...(hits.every(({ advisory }) => advisory === undefined) ? { idOnly: true as const } : {}),
  }
}

function packageOf({ question: { ecosystem, name, version }, fixed }: Match, before: readonly Hit[]): VulnerablePackage {
  const olds = before.filter(({ question }) => question.ecosystem === ecosystem && question.name === name)
  const versions = [...new Set(olds.map(({ question }) => question.version))].toSorted()
  return {
    ecosystem,
    name,
    version,
    ...(versions.length === 0 ? {} : { before: versions }),
    ...(fixed === undefined ? {} : { fixed }),
    ...(fixed !== undefined && versions.some((old) => (orderIn(ecosystem)?.(old, fixed) ?? -1) >= 0)
      ? { regressed: true as const }
      : {}),
  }
}

/** The order of a report: hostile and exploited ones first, then by severity, unknown before low: nobody said that it is. */
export function byWeight(a: FoundVulnerability, b: FoundVulnerability): number {
  return weight(b) - weight(a) || (b.severity?.score ?? 0) - (a.severity?.score ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function weight({ malicious, exploited, severity }: FoundVulnerability): number {
  const rank = severity === undefined ? RATINGS.indexOf('low') + 0.5 : RATINGS.indexOf(severity.rating)
  return (malicious === true ? 20 : 0) + (exploited === undefined ? 0 : 10) + rank
}
