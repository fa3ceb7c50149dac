import type { Answer } from '../model/answer.ts'
import type { RequestCount } from '../model/facts.ts'
import type { Digest, Repository } from '../model/image-name.ts'
import type { Descriptor } from '../model/oci-manifest.ts'

export type { Descriptor } from '../model/oci-manifest.ts'

/** A manifest whose bytes hash to `digest`. Header, body and requested digest agreed, or it would not be here. */
export interface RawManifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** Whether credentials may be used to ask about a repository. */
export type CredentialsFor = (repository: Repository) => boolean

/** How a manifest is asked for. */
export type ManifestSelector = { readonly tag: string } | { readonly digest: Digest }

/** One question to a registry and how it went, for `preadmit verify` and the report. */
export interface Exchange {
  readonly host: string
  readonly what: string
  readonly outcome: string
  readonly milliseconds: number
}

/**
 * Pulls from OCI registries (distribution-spec 1.1, pull side). Never throws for what a registry does: trouble is an
 * `unknown` answer with a named problem. `absent` is answered only when the registry said that there is none.
 */
export interface Registry {
  /** The manifest under a tag or a digest; bytes are hashed before anything else looks at them. */
  manifest(repository: Repository, selector: ManifestSelector): Promise<Answer<RawManifest>>
  /** The digest that a tag names now, by the cheapest request that proves it. */
  tagDigest(repository: Repository, tag: string): Promise<Answer<Digest>>
  /** Content of at most `maxBytes` bytes, hashed and compared with the digest. */
  blob(repository: Repository, digest: Digest, maxBytes: number): Promise<Answer<Uint8Array>>
  /** Everything that refers to a manifest: referrers API and fallback tag, merged, not filtered. `absent` when there is none. */
  referrers(repository: Repository, digest: Digest): Promise<Answer<readonly Descriptor[]>>
  /**
   * As `referrers`, by the registry's own listing alone where it has one: enough to find a proof, and no answer to what is not there.
   * Where it is left out, `referrers` is asked.
   */
  listedReferrers?(repository: Repository, digest: Digest): Promise<Answer<readonly Descriptor[]>>
  /** Requests sent so far, by host. */
  requests(): readonly RequestCount[]
  /** What was asked so far and how each question went. */
  exchanges(): readonly Exchange[]
}
