import { type Answer, unknown } from '../model/answer.ts'
import type { Claim, Evidence, Inventory, VouchFacts } from '../model/evidence.ts'
import type { Facts } from '../model/facts.ts'
import { type Digest, formatName, formatRepository, type ImageName, type Repository } from '../model/image-name.ts'
import type { Subject } from '../model/subject.ts'

/** The facts of a run, found by what they are about. Nothing is found by accident: what was not asked is `unknown`. */
export interface Lookup {
  readonly subject: (name: ImageName) => Answer<Subject>
  /** All answers to exactly this claim, the whole authority included; none when it was never put to a verifier. */
  readonly evidence: (claim: Claim) => readonly Evidence[]
  readonly inventory: (repository: Repository, digest: Digest) => Inventory | undefined
  /** When a manifest is proven to have existed, in milliseconds: one time for each verified signature or attestation that proves one. */
  readonly times: (repository: Repository, digest: Digest) => readonly number[]
}

/** Prepares the lists of the facts for look-up. */
export function lookupIn(facts: Pick<Facts, 'resolutions' | 'evidence' | 'inventories'>): Lookup {
  const subjects = new Map(facts.resolutions.map(({ name, answer }) => [formatName(name), answer]))
  const evidence = Map.groupBy(facts.evidence, ({ claim }) => claimKey(claim))
  const proved = Map.groupBy(
    facts.evidence.filter((one) => one.status === 'proved'),
    ({ claim }) => manifestKey(claim.repository, claim.digest),
  )
  const inventories = new Map(facts.inventories.map((one) => [manifestKey(one.repository, one.digest), one]))
  return {
    subject: (name) => subjects.get(formatName(name)) ?? unknown('unresolved', formatName(name), 'its registry was not asked'),
    evidence: (claim) => evidence.get(claimKey(claim)) ?? [],
    inventory: (repository, digest) => inventories.get(manifestKey(repository, digest)),
    times: (repository, digest) => {
      const key = manifestKey(repository, digest)
      const seen = (inventories.get(key)?.observations ?? []).flatMap((one) => (one.status === 'valid' ? [one.facts] : []))
      return timesOf([...(proved.get(key) ?? []).map(({ facts: said }) => said), ...seen])
    },
  }
}

/** One text per distinct claim, whatever the order of keys. */
export function claimKey(claim: Claim): string {
  return canonicalJson([
    claim.verifier,
    claim.repository.registry,
    claim.repository.repository,
    claim.digest,
    claim.authority,
    claim.attestation ?? '',
  ])
}

/** JSON with the keys of every object in order, so that equal values are equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function timesOf(said: readonly (VouchFacts | undefined)[]): readonly number[] {
  return said.map((facts) => Date.parse(facts?.time ?? '')).filter((time) => !Number.isNaN(time))
}

function manifestKey(repository: Repository, digest: Digest): string {
  return `${formatRepository(repository)}@${digest}`
}
