import type { VexStatement } from '../model/vex.ts'

/** What a statement is held against: a vulnerability by all of its ids, in a package of the image with this digest. */
export interface VexCandidate {
  readonly ids: readonly string[]
  readonly digest: string
  readonly name: string
  readonly versions: readonly string[]
}

/** The only reasons that OpenVEX and CSAF know for `not_affected`. */
const JUSTIFICATIONS: readonly string[] = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
]

/**
 * The statement that silences a vulnerability, if the newest one about it does: *not affected* with one of the five justifications, or
 * *fixed*. Stricter than go-vex: a statement counts only for exactly this digest, and one with parts only for the parts that it names.
 */
export function silencedBy(candidate: VexCandidate, statements: readonly VexStatement[]): VexStatement | undefined {
  const about = statements.filter((one) => isAbout(one, candidate))
  const newest = about.toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time))[0]
  if (newest === undefined) return undefined
  // Of two that were made at the same time, the one that silences nothing is believed.
  const same = about.filter(({ time }) => Date.parse(time) === Date.parse(newest.time))
  return same.every(silences) ? newest : undefined
}

function silences({ status, justification }: VexStatement): boolean {
  if (status === 'fixed') return true
  return status === 'not_affected' && JUSTIFICATIONS.includes(justification ?? '')
}

function isAbout({ ids, digests, parts }: VexStatement, candidate: VexCandidate): boolean {
  if (!ids.some((id) => candidate.ids.includes(id)) || !digests.includes(candidate.digest)) return false
  return parts.length === 0 || parts.some((part) => isPart(part, candidate))
}

function isPart({ name, version }: VexStatement['parts'][number], candidate: VexCandidate): boolean {
  return name === candidate.name && (version === undefined || candidate.versions.includes(version))
}
