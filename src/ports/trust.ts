import type { Answer } from '../model/answer.ts'

/** Sigstore trust roots by name: `public-good`, `github`, and the ones that the policy names. */
export interface Trust {
  /** The text of a `trusted_root.json`; unknown when it cannot be had, absent when no such root is named. */
  root(name: string): Promise<Answer<string>>
}

/** GitHub's attestations API: bundles stored for a digest. Everything from it is unverified material. */
export interface AttestationStore {
  /** Sigstore bundles (JSON text) for a subject digest in an `owner/name` repository or an owner. */
  bundles(owner: string, digest: string): Promise<Answer<readonly string[]>>
}
