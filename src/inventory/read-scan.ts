import { parsePurl } from '../languages/purl/purl.ts'
import { type Answer, found, unknown } from '../model/answer.ts'
import type { Inventory, InventoryGap, InventoryVouch, ScannedFlaw } from '../model/inventory.ts'
import { MAX_INVENTORY_PACKAGES } from '../model/limits.ts'
import { isList, isObject, type JsonValue, member, textMember } from '../model/strict-json.ts'

/** Whose scan it is, and how old it may be at `now`. */
export interface ScanTerms {
  readonly vouch: InventoryVouch
  readonly now: Date
  readonly maxAgeSeconds: number
}

interface Result {
  readonly flaws: readonly ScannedFlaw[]
  readonly gaps: readonly InventoryGap[]
}

const SEVERITIES: Readonly<Record<string, NonNullable<ScannedFlaw['rating']>>> = {
  negligible: 'negligible',
  low: 'low',
  medium: 'medium',
  moderate: 'medium',
  high: 'high',
  critical: 'critical',
}

/**
 * The result of a scan (predicates `vuln` of cosign and `vulns` of in-toto) by Trivy, Grype, or written as in-toto does: which flaws the
 * scanner found in which packages. Unknown where its form is another, where nobody says when it ended, and where it is too old.
 */
export function scanInventory(about: string, predicate: JsonValue, { vouch, now, maxAgeSeconds }: ScanTerms): Answer<Inventory> {
  const [scanner, finished] = [member(predicate, 'scanner'), textMember(member(predicate, 'metadata'), 'scanFinishedOn')]
  const ended = Date.parse(finished ?? '')
  if (finished === undefined || Number.isNaN(ended)) return unknown('malformed', about, 'its scan does not say when it ended')
  const age = Math.floor((now.getTime() - ended) / 1000)
  if (age > maxAgeSeconds)
    return unknown(
      'unresolved',
      about,
      `its scan of ${finished} is older than the ${Math.floor(maxAgeSeconds / 3600)} hours that the policy allows`,
    )
  const result = resultOf(member(scanner, 'result'))
  if (result === undefined) return unknown('unsupported', about, 'the result of its scan is none of Trivy, Grype or in-toto')
  if (result.flaws.length > MAX_INVENTORY_PACKAGES)
    return unknown('too-many', about, `its scan lists ${result.flaws.length} flaws, more than ${MAX_INVENTORY_PACKAGES}`)
  return found({
    source: { kind: 'scan', scanner: textMember(scanner, 'uri') ?? 'a scanner without a name', vouch, finished },
    packages: [],
    scanned: result.flaws,
    gaps: result.gaps,
  })
}

function resultOf(result: JsonValue | undefined): Result | undefined {
  if (isList(result)) return inToto(result)
  if (!isObject(result ?? null)) return undefined
  const [trivy, grype] = [member(result, 'Results'), member(result, 'matches')]
  if (isList(trivy)) return trivyResult(trivy)
  return isList(grype) ? grypeResult(grype) : undefined
}

/** Trivy leaves `Vulnerabilities` out both where there are none and where nothing was looked for: only a list of packages tells. */
function trivyResult(targets: readonly JsonValue[]): Result {
  const silent = targets.filter(
    (target) =>
      /-pkgs$/.test(textMember(target, 'Class') ?? '') &&
      !isList(member(target, 'Vulnerabilities')) &&
      !isList(member(target, 'Packages')),
  ).length
  const flaws = targets.flatMap((target) =>
    listOf(target, 'Vulnerabilities').map((one) => ({
      ids: [textMember(one, 'VulnerabilityID'), ...textsOf(one, 'VendorIDs')].flatMap((id) => id ?? []),
      ...packageOf(textMember(member(one, 'PkgIdentifier'), 'PURL'), textMember(target, 'Type'), textMember(one, 'PkgName')),
      version: textMember(one, 'InstalledVersion') ?? '',
      ...optional('fixed', textMember(one, 'FixedVersion')?.split(',')[0]?.trim()),
      ...ratingOf(textMember(one, 'Severity')),
    })),
  )
  return named(flaws, silent === 0 ? [] : [gap('targets of the scan of which it says neither packages nor flaws', silent)])
}

function grypeResult(matches: readonly JsonValue[]): Result {
  const flaws = matches.map((one) => {
    const [flaw, artifact] = [member(one, 'vulnerability'), member(one, 'artifact')]
    const related = listOf(one, 'relatedVulnerabilities').map((other) => textMember(other, 'id'))
    return {
      ids: [textMember(flaw, 'id'), ...related].flatMap((id) => id ?? []),
      ...packageOf(textMember(artifact, 'purl'), textMember(artifact, 'type'), textMember(artifact, 'name')),
      version: textMember(artifact, 'version') ?? '',
      ...optional('fixed', textsOf(member(flaw, 'fix'), 'versions')[0]),
      ...ratingOf(textMember(flaw, 'severity')),
    }
  })
  return named(flaws, [])
}

/** in-toto's own form names flaws without packages: `[{id, severity: [{method, score}]}]`. */
function inToto(list: readonly JsonValue[]): Result {
  const flaws = list.map((one) => ({
    ids: [textMember(one, 'id') ?? textMember(member(one, 'vulnerability'), 'id')].flatMap((id) => id ?? []),
    ecosystem: '',
    name: '',
    version: '',
    ...worst(listOf(one, 'severity').flatMap((rating) => ratingOf(textMember(rating, 'score')).rating ?? [])),
  }))
  return named(flaws, [])
}

const ORDER: readonly NonNullable<ScannedFlaw['rating']>[] = ['negligible', 'low', 'medium', 'high', 'critical']

function worst(ratings: readonly NonNullable<ScannedFlaw['rating']>[]): { readonly rating?: NonNullable<ScannedFlaw['rating']> } {
  const top = ratings.toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0]
  return top === undefined ? {} : { rating: top }
}

/** What has no id cannot be held against the other side. */
function named(flaws: readonly ScannedFlaw[], gaps: readonly InventoryGap[]): Result {
  const nameless = flaws.filter(({ ids }) => ids.length === 0).length
  return {
    flaws: flaws.filter(({ ids }) => ids.length > 0),
    gaps: nameless === 0 ? gaps : [...gaps, gap('flaws in the scan without an id', nameless)],
  }
}

function packageOf(
  purl: string | undefined,
  type: string | undefined,
  name: string | undefined,
): Pick<ScannedFlaw, 'ecosystem' | 'name'> {
  const parsed = purl === undefined ? undefined : parsePurl(purl)
  if (parsed?.ok !== true) return { ecosystem: type ?? '', name: name ?? '' }
  const { namespace, name: own } = parsed.purl
  return { ecosystem: parsed.purl.type, name: name ?? (namespace === undefined ? own : `${namespace}/${own}`) }
}

function ratingOf(word: string | undefined): Pick<ScannedFlaw, 'rating'> {
  const key = (word ?? '').toLowerCase()
  const rating = Object.hasOwn(SEVERITIES, key) ? SEVERITIES[key] : undefined
  return rating === undefined ? {} : { rating }
}

function gap(detail: string, count: number): InventoryGap {
  return { kind: 'declared-incomplete', detail, count }
}

function optional(key: 'fixed', value: string | undefined): { readonly fixed?: string } {
  return value === undefined || value === '' ? {} : { [key]: value }
}

function listOf(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const list = member(value, key)
  return isList(list) ? list : []
}

function textsOf(value: JsonValue | undefined, key: string): readonly string[] {
  return listOf(value, key).flatMap((one) => (typeof one === 'string' ? [one] : []))
}
