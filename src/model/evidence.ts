import type { Problem } from './answer.ts'
import type { Digest, Repository } from './image-name.ts'
import type { AttestationDemand, Authority } from './policy.ts'

/**
 * One question to a verifier: did this authority vouch for exactly this manifest? It carries the whole authority, so that
 * recorded evidence never answers for an authority of the same name that was changed since.
 */
export interface Claim {
  readonly verifier: 'signature' | 'attestation'
  readonly repository: Repository
  readonly digest: Digest
  readonly authority: Authority
  readonly attestation?: AttestationDemand
}

/** The nearest miss: what was expected and what was there instead, in words that a reader can compare. */
export interface NearestMiss {
  readonly expected: string
  readonly got: string
  readonly where: string
}

/** What a bundle holds that stands beside an image and is about other bytes. */
export const ANOTHER_IMAGE = 'another image'

/** The answer to a claim. `absent`: every place that could hold a signature said that there is none; `nearest` names what is there instead. */
export type Evidence = {
  readonly claim: Claim
  /** What the bundles beside the image hold, whoever made them: `signature`, a predicate type, `another image`; left out where there are none. */
  readonly bundles?: readonly string[]
} & (
  | {
      readonly status: 'proved'
      readonly facts: VouchFacts
      /** Everyone whose word proves it, one text per signer; where it is missing (facts of older versions), the signer in `facts` alone. */
      readonly signers?: readonly string[]
      /** What every signature says that proves it, where there are several; the first of them is in `facts`. */
      readonly each?: readonly VouchFacts[]
      /** Why the word of somebody else may have been missed: a place that could not be read, material that could not be checked. */
      readonly open?: Problem
    }
  | {
      readonly status: 'refuted'
      readonly because: 'untrusted' | 'invalid' | 'predicate-mismatch'
      readonly reason: string
      /** Why the other signatures do not count, where there are several. */
      readonly others?: readonly string[]
      readonly nearest?: NearestMiss
    }
  | { readonly status: 'absent'; readonly nearest?: NearestMiss }
  | { readonly status: 'unknown'; readonly problem: Problem; readonly nearest?: NearestMiss }
)

/** What a proof says, for people and for comparison with the replaced image. Times are ISO 8601 in UTC. */
export interface VouchFacts {
  /** How it is written: the name of a format; missing in facts of older versions. */
  readonly format?: string
  readonly signer: string
  readonly issuer?: string
  readonly time?: string
  readonly timeSource?: string
  readonly log?: string
  readonly store: string
  /** How it was signed, where the key leaves a choice: the hash (`sha384`), with `pss-` before it for RSA in PSS. */
  readonly scheme?: string
  readonly predicateType?: string
  readonly claims: readonly (readonly [string, string])[]
}

/** One signature or attestation that was found for a manifest, whoever made it, classified by what it cryptographically states. */
export interface Observation {
  readonly digest: Digest
  readonly kind: 'signature' | 'attestation'
  readonly format: string
  readonly status: 'valid' | 'invalid' | 'unsupported' | 'unsigned' | 'unchecked'
  readonly reason?: string
  /** Where it was found, for people. */
  readonly where?: string
  readonly facts?: VouchFacts
}

/** All that was found about one manifest, or why it could not be looked for. */
export interface Inventory {
  readonly repository: Repository
  readonly digest: Digest
  readonly observations: readonly Observation[]
  readonly problems: readonly Problem[]
}
