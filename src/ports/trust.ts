import type { Answer, Problem } from '../model/answer.ts'
import type { RequestCount } from '../model/facts.ts'

/** The text of a `trusted_root.json`. `stale` says why its newest copy could not be had: a newer one may know what this one does not. */
export interface TrustedRootText {
  readonly json: string
  readonly stale?: Problem
}

/** Sigstore trust roots by name: `public-good`, `github`, and the ones that the policy names. */
export interface Trust {
  /** Unknown when it cannot be had, absent when no such root is named. */
  root(name: string): Promise<Answer<TrustedRootText>>
  /** Requests that it sent so far. */
  requests(): readonly RequestCount[]
}

/** GitHub's attestations API: bundles stored for a digest. Everything from it is unverified material. */
export interface AttestationStore {
  /**
   * The Sigstore bundle (JSON text) of each attestation that is stored for a subject digest in an `owner/name` repository or of an
   * owner. One that could not be read is unknown and hides none of the others.
   */
  bundles(owner: string, digest: string): Promise<Answer<readonly Answer<string>[]>>
  /** Requests that it sent so far on top of those that the API counts itself. */
  requests(): readonly RequestCount[]
}
