import type { Evidence, Inventory, Observation, VouchFacts } from '../model/evidence.ts'
import type { Facts } from '../model/facts.ts'
import { compareImages } from '../model/image-comparison.ts'
import { formatName, formatRepository, type ImageName, type Repository } from '../model/image-name.ts'
import type { ImageReference } from '../model/reference.ts'
import type { ReportDemand, ReportImage, ReportVouch } from '../model/report.ts'
import type { ImageConfig, Resolution, Subject } from '../model/subject.ts'
import { vulnerabilitiesIn } from './image-vulnerabilities.ts'

type Index<T> = ReadonlyMap<string, readonly T[]>

/** The distinct images of a run, in the order of their names, each with everything that was learned about it. */
export function imagesOf(facts: Facts): readonly ReportImage[] {
  const evidence = indexed(facts.evidence, (item) => manifestKey(item.claim.repository, item.claim.digest))
  const inventories = indexed(facts.inventories, (item) => manifestKey(item.repository, item.digest))
  const replaced = replacements(facts)
  return distinct(facts.resolutions)
    .map((resolution) => {
      const name = formatName(resolution.name)
      const replaces = replaced.get(name)
      const vulnerabilities = vulnerabilitiesIn(facts, resolution)
      return {
        ...imageOf(resolution, evidence, inventories),
        ...(vulnerabilities === undefined ? {} : { vulnerabilities }),
        ...(replaces === undefined ? {} : { replaces }),
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The digest of every name that was resolved, by the canonical text of the name. */
export function digestsOf(facts: Facts): ReadonlyMap<string, string> {
  return new Map(
    facts.resolutions.flatMap(({ name, answer }) => (answer.kind === 'found' ? [[formatName(name), answer.value.digest]] : [])),
  )
}

/** Why an image and the one that it replaces could not be held against each other; undefined where they could be, or are the same. */
export function comparisonsIn(facts: Facts): (now: ImageReference, then: ImageReference) => string | undefined {
  const answers = new Map(facts.resolutions.map(({ name, answer }) => [formatName(name), answer]))
  return (now, then) => {
    if (now.kind !== 'static' || then.kind !== 'static') return undefined
    const [before, after] = [answers.get(formatName(then.name)), answers.get(formatName(now.name))]
    const comparison = before === undefined || after === undefined ? undefined : compareImages(before, after)
    return comparison?.kind === 'not-compared' ? comparison.why : undefined
  }
}

function distinct(resolutions: readonly Resolution[]): readonly Resolution[] {
  return [...new Map(resolutions.map((resolution) => [formatName(resolution.name), resolution])).values()]
}

function replacements(facts: Facts): ReadonlyMap<string, { name: string; digest: string | null }> {
  const digests = digestsOf(facts)
  const pairs = facts.references.flatMap(({ reference, replaces }) => {
    if (reference.kind !== 'static' || replaces?.kind !== 'static') return []
    const old = formatName(replaces.name)
    const digest = replaces.name.digest ?? digests.get(old) ?? null
    return [[formatName(reference.name), { name: old, digest }] as const]
  })
  return new Map(pairs.toReversed())
}

function imageOf({ name, answer }: Resolution, evidence: Index<Evidence>, inventories: Index<Inventory>): ReportImage {
  const subject = answer.kind === 'found' ? answer.value : undefined
  const digests = subject === undefined ? [] : [subject.digest, ...subject.platforms.map((platform) => platform.digest)]
  const keys = digests.map((digest) => manifestKey(name, digest))
  const asked = keys.flatMap((key) => evidence.get(key) ?? [])
  const seen = keys.flatMap((key) => inventories.get(key) ?? []).flatMap((inventory) => inventory.observations)
  const proofs = asked.filter((item) => item.status === 'proved')
  return {
    name: formatName(name),
    digest: subject?.digest ?? null,
    mediaType: subject?.mediaType ?? null,
    platforms: subject === undefined ? [] : platformsOf(subject),
    ...problemOf(answer, name),
    ...(subject === undefined ? {} : { size: subject.size }),
    ...(subject?.config === undefined ? {} : configFields(subject.config)),
    demands: asked.map(demandOf),
    signatures: vouches(seen, 'signature', proofs),
    attestations: vouches(seen, 'attestation', proofs),
  }
}

function platformsOf(subject: Subject): readonly string[] {
  if (subject.isIndex) return subject.platforms.map((platform) => platform.platform)
  return subject.config === undefined ? [] : [subject.config.platform]
}

function problemOf(answer: Resolution['answer'], name: ImageName): { problem?: string } {
  if (answer.kind === 'absent') return { problem: `no image of this name was found where images of ${name.registry} are fetched` }
  return answer.kind === 'unknown' ? { problem: answer.problem.detail } : {}
}

function configFields(config: ImageConfig): Partial<ReportImage> {
  const label = (name: string): string | undefined => config.labels.find(([key]) => key === name)?.[1]
  const size = config.compressedSize === undefined ? {} : { compressedSize: config.compressedSize }
  return {
    ...size,
    ...defined({
      created: config.created,
      user: config.user,
      source: label('org.opencontainers.image.source'),
      revision: label('org.opencontainers.image.revision'),
      baseName: config.baseName ?? label('org.opencontainers.image.base.name'),
    }),
  }
}

function demandOf(evidence: Evidence): ReportDemand {
  const { claim } = evidence
  return {
    kind: claim.verifier,
    authority: claim.authority.name,
    ...defined({ predicate: claim.attestation?.type }),
    digest: claim.digest,
    status: evidence.status,
    ...answerOf(evidence),
  }
}

function answerOf(evidence: Evidence): Partial<ReportDemand> {
  switch (evidence.status) {
    case 'proved':
      return { signer: evidence.facts.signer }
    case 'refuted':
      return { reason: evidence.reason, ...missOf(evidence) }
    case 'absent':
      return {}
    case 'unknown':
      return { reason: evidence.problem.detail, ...missOf(evidence) }
  }
}

/** The nearest miss, where there is one. */
function missOf({ nearest }: Extract<Evidence, { status: 'refuted' | 'unknown' }>): Partial<ReportDemand> {
  return defined({ expected: nearest?.expected, got: nearest?.got, where: nearest?.where })
}

type Proof = Extract<Evidence, { status: 'proved' }>

/** What was found, and every proof that the policy demanded and got: each names its signer and the authority that it counts for. */
function vouches(seen: readonly Observation[], kind: Observation['kind'], proofs: readonly Proof[]): readonly ReportVouch[] {
  const own = proofs.filter(({ claim }) => claim.verifier === kind)
  const shown = new Set<Proof>()
  const found = seen
    .filter((observation) => observation.kind === kind)
    .map((observation) => {
      const proof = own.find((one) => vouchedBy(one, observation))
      if (proof !== undefined) shown.add(proof)
      return {
        format: observation.format,
        status: observation.status,
        ...defined({ reason: observation.reason }),
        ...(observation.facts === undefined ? {} : vouchFields(observation.facts)),
        ...defined({ authority: proof?.claim.authority.name }),
      }
    })
  const named = new Set([...shown].map(proofKey))
  const rest = new Map(own.filter((proof) => !named.has(proofKey(proof))).map((proof) => [proofKey(proof), proof]))
  return [...found, ...[...rest.values()].map(provedVouch)]
}

/** One demand asked for twice, by two entries of the policy, is one proof. */
function proofKey({ claim, facts }: Proof): string {
  const { signer, time, store, predicateType } = facts
  return JSON.stringify([claim.digest, claim.authority.name, signer, time, store, predicateType])
}

function provedVouch({ claim, facts }: Proof): ReportVouch {
  return {
    format: facts.format ?? 'unknown',
    status: 'valid',
    ...vouchFields(facts),
    authority: claim.authority.name,
  }
}

function vouchedBy(proof: Proof, { digest, facts }: Observation): boolean {
  const same = proof.claim.digest === digest && facts !== undefined
  return same && proof.facts.signer === facts.signer && proof.facts.store === facts.store && proof.facts.time === facts.time
}

function vouchFields(facts: VouchFacts): Partial<ReportVouch> {
  return defined({
    signer: facts.signer,
    issuer: facts.issuer,
    time: facts.time,
    log: facts.log,
    predicateType: facts.predicateType,
  })
}

function manifestKey(repository: Repository, digest: string): string {
  return `${formatRepository(repository)}@${digest}`
}

function indexed<T>(items: readonly T[], key: (item: T) => string): Index<T> {
  return Map.groupBy(items, key)
}

function defined<T extends Readonly<Record<string, string | undefined>>>(fields: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string }
}
