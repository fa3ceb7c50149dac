import type { Claim } from '../model/evidence.ts'
import type { ReferenceFact } from '../model/facts.ts'
import type { Digest, Repository } from '../model/image-name.ts'
import type { AttestationEntry, ImageEntry, Policy, SignedBy } from '../model/policy.ts'
import type { Resolution, Subject } from '../model/subject.ts'
import { entriesFor, fileOf } from './entries.ts'
import { claimKey, lookupIn } from './lookup.ts'

/** A demand that somebody vouched: for a manifest itself, or for a statement about it. */
export interface VouchDemand {
  readonly signedBy: SignedBy
  readonly attestation?: AttestationEntry
}

/** Every question that the policy asks a verifier about the touched references, each distinct question once. */
export function claimsFor(
  policy: Policy,
  references: readonly ReferenceFact[],
  resolutions: readonly Resolution[],
): readonly Claim[] {
  const { subject } = lookupIn({ resolutions, evidence: [], inventories: [] })
  const claims = new Map<string, Claim>()
  for (const { reference, touched } of references) {
    if (!touched || reference.kind !== 'static') continue
    const answer = subject(reference.name)
    if (answer.kind !== 'found') continue
    for (const claim of claimsOn(policy, reference.name, fileOf(reference), answer.value)) claims.set(claimKey(claim), claim)
  }
  return [...claims.values()]
}

/** What an entry demands that others vouch for: its signature demand, then its attestations. */
export function vouchDemands(entry: ImageEntry): readonly VouchDemand[] {
  const signature = entry.signedBy === undefined ? [] : [{ signedBy: entry.signedBy }]
  return [...signature, ...entry.attestations.map((attestation) => ({ signedBy: attestation.signedBy, attestation }))]
}

/** The manifests of which proof can be asked: the one that the name stands for, and each platform of it that can run. */
export function manifestsOf(subject: Subject): { readonly whole: Digest; readonly platforms: readonly Digest[] } {
  const runnable = subject.platforms.filter(({ platform }) => platform !== 'unknown/unknown')
  return { whole: subject.digest, platforms: subject.isIndex ? runnable.map(({ digest }) => digest) : [subject.digest] }
}

/** The claim that one authority vouched for one manifest; undefined when the policy has no authority of that name. */
export function claimOf(
  policy: Policy,
  on: { readonly repository: Repository; readonly digest: Digest },
  demand: VouchDemand,
  authorityName: string,
): Claim | undefined {
  const authority = policy.authorities.find(({ name }) => name === authorityName)
  if (authority === undefined) return undefined
  const { registry, repository } = on.repository
  const base = { repository: { registry, repository }, digest: on.digest, authority }
  const { attestation } = demand
  if (attestation === undefined) return { verifier: 'signature', ...base }
  const { type, where, maxAgeSeconds, inline } = attestation
  return {
    verifier: 'attestation',
    ...base,
    attestation: {
      type,
      where,
      ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
      ...(inline === undefined ? {} : { inline }),
    },
  }
}

function claimsOn(policy: Policy, name: Repository, file: string | undefined, subject: Subject): readonly Claim[] {
  return entriesFor(policy, name, file).flatMap((entry) => {
    const { whole, platforms } = manifestsOf(subject)
    const digests = { index: [whole], 'each-platform': platforms, 'index-or-each-platform': [whole, ...platforms] }[entry.subject]
    return vouchDemands(entry).flatMap((demand) =>
      demand.signedBy.of.flatMap((authority) =>
        digests.flatMap((digest) => claimOf(policy, { repository: name, digest }, demand, authority) ?? []),
      ),
    )
  })
}
