import type { Answer } from '../model/answer.ts'
import type { RequestCount } from '../model/facts.ts'

/** Sigstore trust roots by name: `public-good`, `github`, and the ones that the policy names. */
export interface Trust {
  /** The text of a `trusted_root.json`; unknown when it cannot be had, absent when no such root is named. */
  root(name: string): Promise<Answer<string>>
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
