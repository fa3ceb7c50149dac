import type { Answer, Problem } from '../model/answer.ts'

/** The text of a `trusted_root.json`. `stale` says why its newest copy could not be had: a newer one may know what this one does not. */
export interface TrustedRootText {
  readonly json: string
  readonly stale?: Problem
}

/** Sigstore trust roots by name: `public-good`, `github`, and the ones that the policy names. */
export interface Trust {
  /** Unknown when it cannot be had, absent when no such root is named. */
  root(name: string): Promise<Answer<TrustedRootText>>
}

/** GitHub's attestations API: bundles stored for a digest. Everything from it is unverified material. */
export interface AttestationStore {
  /** Sigstore bundles (JSON text) for a subject digest in an `owner/name` repository or an owner. */
  bundles(owner: string, digest: string): Promise<Answer<readonly string[]>>
}
