import { canonicalJson } from '../case/lookup.ts'
import { formatDuration } from '../model/duration.ts'
import type { AttestationEntry, ImageEntry, Occasion, SignedBy } from '../model/policy.ts'
import { signers } from './signers.ts'

const BELIEVES = 'believes the date that an image gives itself instead of a proven one'

/** What an entry no longer demands that another one for the same images does. */
export function weakerEntry(before: ImageEntry, now: ImageEntry): readonly string[] {
  const lost = (list: readonly string[], current: readonly string[]): readonly string[] =>
    list.filter((one) => !current.includes(one))
  const says = [
    ...lost(now.except, before.except).map((pattern) => `excepts ${pattern}`),
    ...narrower(before, now),
    ...laterOrRarer(before, now),
    ...(!before.allowed && now.allowed ? ['allows them'] : []),
    ...(before.pinned && !now.pinned ? ['does not demand a digest'] : []),
    ...fewerSigners(before.signedBy, now.signedBy, 'signed'),
    ...(before.subject !== now.subject && now.subject !== 'each-platform'
      ? [`takes proofs of ${now.subject} instead of ${before.subject}`]
      : []),
    ...before.attestations.flatMap((demand) => weakerAttestation(demand, now.attestations)),
    ...lost(before.platforms, now.platforms).map((platform) => `does not demand ${platform}`),
    ...lost(before.denied, now.denied).map((digest) => `does not deny ${digest}`),
    ...shorter(before.minAgeSeconds, now.minAgeSeconds),
    ...longer(before.maxAgeSeconds, now.maxAgeSeconds),
    ...(before.minAgeSeconds !== undefined && before.minAgeBy === undefined && now.minAgeBy === 'created' ? [BELIEVES] : []),
    ...(before.maxAgeSeconds !== undefined && before.maxAgeBy === undefined && now.maxAgeBy === 'created' ? [BELIEVES] : []),
  ]
  return says.map((one) => `${one}, for ${before.match.join(', ')}`)
}

/** An entry that held in a file holds there still, or it is said. */
function narrower(before: ImageEntry, now: ImageEntry): readonly string[] {
  const { paths, exceptPaths = [] } = now
  const kept = before.paths !== undefined && paths !== undefined && before.paths.every((glob) => paths.includes(glob))
  const out = exceptPaths.filter((glob) => !before.exceptPaths?.includes(glob))
  return [
    ...(paths === undefined || kept ? [] : [`holds only in ${paths.join(', ')}`]),
    ...out.map((glob) => `does not hold in ${glob}`),
  ]
}

/** What blocked blocks still, on every occasion on which it did, or it is said. */
function laterOrRarer(before: ImageEntry, now: ImageEntry): readonly string[] {
  const [had, has] = [before.trial, now.trial]
  const later =
    has !== undefined && (had === undefined || (had.from !== undefined && (has.from === undefined || has.from > had.from)))
  const trial = has?.from === undefined ? 'only warns (mode: warn)' : `only warns until ${has.from}`
  return [...(later ? [trial] : []), ...rarer('branches', before, now), ...rarer('environments', before, now)]
}

function rarer(what: 'branches' | 'environments', before: Occasion, now: Occasion): readonly string[] {
  const [had, has] = [before[what], now[what]]
  if (has === undefined || canonicalJson(had ?? {}) === canonicalJson(has)) return []
  const only = has.only === undefined ? [] : [`only for the ${what} ${has.only.join(', ')}`]
  const except = has.except === undefined ? [] : [`not for the ${what} ${has.except.join(', ')}`]
  return [`holds ${[...only, ...except].join(' and ')}`]
}

function fewerSigners(before: SignedBy | undefined, now: SignedBy | undefined, what: string): readonly string[] {
  if (before === undefined) return []
  if (now === undefined) return [`does not demand that it is ${what}`]
  const weaker = neededBy(now) < neededBy(before) || now.of.some((name) => !before.of.includes(name)) || fewerNamed(before, now)
  return weaker ? [`is content with what is ${what} by ${signers(now)} instead of ${signers(before)}`] : []
}

/** Leaving a name out of `allOf` drops a demand; leaving it out of a choice makes the choice narrower. */
function fewerNamed(before: SignedBy, now: SignedBy): boolean {
  return before.quantifier === 'allOf' && before.of.some((name) => !now.of.includes(name))
}

function neededBy({ quantifier, count, of }: SignedBy): number {
  return quantifier === 'allOf' ? of.length : quantifier === 'anyOf' ? 1 : count
}

/** An attestation demand is kept when another one asks for the same facts of the same type, by no more signers and of no greater age. */
function weakerAttestation(before: AttestationEntry, now: readonly AttestationEntry[]): readonly string[] {
  const same = now.filter(
    ({ type, where }) => type === before.type && Object.entries(before.where).every(([key, value]) => where[key] === value),
  )
  const losses = same.map((demand) => [
    ...fewerSigners(before.signedBy, demand.signedBy, 'attested'),
    ...longer(before.maxAgeSeconds, demand.maxAgeSeconds),
    ...(demand.inline === true && before.inline !== true
      ? [`takes a ${demand.type} attestation that only its index vouches for`]
      : []),
  ])
  const [fewest] = losses.toSorted((a, b) => a.length - b.length)
  return fewest ?? [`does not demand a ${before.type} attestation with ${canonicalJson(before.where)}`]
}

function shorter(before: number | undefined, now: number | undefined): readonly string[] {
  if (before === undefined || (now !== undefined && now >= before)) return []
  return [
    now === undefined
      ? 'takes images of any youth'
      : `takes images of ${formatDuration(now)} instead of ${formatDuration(before)}`,
  ]
}

function longer(before: number | undefined, now: number | undefined): readonly string[] {
  if (before === undefined || (now !== undefined && now <= before)) return []
  return [
    now === undefined
      ? 'sets no limit to the age'
      : `takes an age of ${formatDuration(now)} instead of ${formatDuration(before)}`,
  ]
}
