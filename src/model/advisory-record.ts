import type { Advisory, AdvisoryRange, AffectedPackage, ExploitedCatalogue, RangeEvent, WrittenSeverity } from './advisory.ts'
import { MAX_ADVISORY_BYTES, MAX_CATALOGUE_BYTES } from './limits.ts'
import { isList, type JsonValue, member, parseStrictJson, textMember } from './strict-json.ts'

/** What was read, or why it cannot be believed. */
export type ReadRecord<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/** The form of ids in OSV: short, and safe to stand in a path. */
export const ADVISORY_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{1,99}$/
const EVENTS: readonly RangeEvent['kind'][] = ['introduced', 'fixed', 'last_affected', 'limit']
/** Code that was made to harm. */
const MALWARE = 'CWE-506'

/** Reads a record of OSV's schema 1.x, strictly: JSON that all readers understand alike, an id, a time of change, and well-formed ranges. */
export function readAdvisory(bytes: Uint8Array): ReadRecord<Advisory> {
  if (bytes.length > MAX_ADVISORY_BYTES) return { ok: false, why: `it is larger than ${MAX_ADVISORY_BYTES} bytes` }
  const parsed = parseStrictJson(bytes, { anyKeys: true })
  if (!parsed.ok) return parsed
  const record = parsed.value
  const [id, modified] = [textMember(record, 'id'), textMember(record, 'modified')]
  if (id === undefined || !ADVISORY_ID.test(id)) return { ok: false, why: 'it has no id' }
  if (modified === undefined || Number.isNaN(Date.parse(modified)))
    return { ok: false, why: 'it does not say when it was changed' }
  const strange = ['affected', 'aliases', 'upstream'].find((key) => isMisshapen(record, key))
  if (strange !== undefined) return { ok: false, why: `its "${strange}" is no list` }
  const affected = listOf(record, 'affected').map(affectedOf)
  if (affected.includes('broken')) return { ok: false, why: 'a list or a range in it is not well-formed' }
  const withdrawn = textMember(record, 'withdrawn')
  const word = textMember(member(record, 'database_specific'), 'severity')
  return {
    ok: true,
    value: {
      id,
      modified,
      ...(withdrawn === undefined ? {} : { withdrawn }),
      aliases: idsOf(record, 'aliases'),
      upstream: idsOf(record, 'upstream'),
      severity: severitiesOf(record),
      ...(word === undefined ? {} : { word }),
      malicious: id.startsWith('MAL-') || isMalware(record),
      affected: affected.flatMap((one) => (one === undefined || one === 'broken' ? [] : [one])),
    },
  }
}

/** Reads CISA's catalogue of known exploited vulnerabilities (JSON). An entry without a CVE or a day makes all of it unbelievable. */
export function readExploited(bytes: Uint8Array): ReadRecord<ExploitedCatalogue> {
  if (bytes.length > MAX_CATALOGUE_BYTES) return { ok: false, why: `it is larger than ${MAX_CATALOGUE_BYTES} bytes` }
  const parsed = parseStrictJson(bytes, { anyKeys: true })
  if (!parsed.ok) return parsed
  const released = textMember(parsed.value, 'dateReleased')
  const list = member(parsed.value, 'vulnerabilities')
  if (released === undefined || Number.isNaN(Date.parse(released)) || !isList(list) || list.length === 0)
    return { ok: false, why: 'it is not the catalogue: it has no "dateReleased" or no "vulnerabilities"' }
  const entries = list.map((entry) => [textMember(entry, 'cveID'), textMember(entry, 'dateAdded'), entry] as const)
  if (entries.some(([id, added]) => id === undefined || added === undefined))
    return { ok: false, why: 'an entry has no CVE or no day' }
  return {
    ok: true,
    value: {
      released,
      entries: new Map(
        entries.map(([id = '', added = '', entry]) => {
          const due = textMember(entry, 'dueDate')
          const ransomware = textMember(entry, 'knownRansomwareCampaignUse') === 'Known'
          return [id, { added, ...(due === undefined ? {} : { due }), ransomware }]
        }),
      ),
    },
  }
}

/** Undefined for an entry that names no package: it is about commits alone. */
function affectedOf(entry: JsonValue): AffectedPackage | 'broken' | undefined {
  const named = member(entry, 'package')
  const [ecosystem, name] = [textMember(named, 'ecosystem'), textMember(named, 'name')]
  const ranges = listOf(entry, 'ranges').map(rangeOf)
  const specific = member(entry, 'ecosystem_specific')
  const custom = listOf(specific, 'custom_ranges').map(rangeOf)
  const isStrange = ['ranges', 'versions'].some((key) => isMisshapen(entry, key)) || isMisshapen(specific, 'custom_ranges')
  if (isStrange || ranges.includes(undefined) || custom.includes(undefined)) return 'broken'
  if (ecosystem === undefined || name === undefined) return undefined
  const urgency = textMember(specific, 'urgency')
  const informational = textMember(member(entry, 'database_specific'), 'informational')
  return {
    ecosystem,
    name,
    ranges: ranges.flatMap((range) => range ?? []),
    versions: listOf(entry, 'versions').flatMap((version) => (typeof version === 'string' ? [version] : [])),
    severity: severitiesOf(entry),
    ...(urgency === undefined ? {} : { urgency }),
    ...(custom.length === 0 ? {} : { customRanges: custom.flatMap((range) => range ?? []) }),
    ...(informational === undefined ? {} : { informational }),
  }
}

function rangeOf(range: JsonValue): AdvisoryRange | undefined {
  const type = textMember(range, 'type')
  const known = type === 'SEMVER' || type === 'ECOSYSTEM' || type === 'GIT' ? type : undefined
  const events = listOf(range, 'events').map(eventOf)
  if (known === undefined || isMisshapen(range, 'events') || events.includes(undefined)) return undefined
  return { type: known, events: events.flatMap((event) => event ?? []) }
}

function eventOf(event: JsonValue): RangeEvent | undefined {
  const kinds = EVENTS.filter((kind) => member(event, kind) !== undefined)
  const [kind] = kinds
  const version = kind === undefined ? undefined : textMember(event, kind)
  return kind === undefined || kinds.length > 1 || version === undefined ? undefined : { kind, version }
}

function severitiesOf(value: JsonValue): readonly WrittenSeverity[] {
  return listOf(value, 'severity').flatMap((one) => {
    const [type, score] = [textMember(one, 'type'), textMember(one, 'score')]
    return type === undefined || score === undefined ? [] : [{ type, score }]
  })
}

/** The weaknesses that a record names: GitHub's at the top, OSSF's at each package. */
function isMalware(record: JsonValue): boolean {
  const top = listOf(member(record, 'database_specific'), 'cwe_ids')
  const inside = listOf(record, 'affected').flatMap((one) =>
    listOf(member(one, 'database_specific'), 'cwes').map((cwe) => member(cwe, 'cweId')),
  )
  return [...top, ...inside].includes(MALWARE)
}

function idsOf(record: JsonValue, key: string): readonly string[] {
  return listOf(record, key).flatMap((id) => (typeof id === 'string' && ADVISORY_ID.test(id) ? [id] : []))
}

/** Whether something else than a list stands where one belongs: read as an empty one it would say *none*. */
function isMisshapen(value: JsonValue | undefined, key: string): boolean {
  const list = member(value, key)
  return list !== undefined && list !== null && !isList(list)
}

function listOf(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const list = member(value, key)
  return isList(list) ? list : []
}
