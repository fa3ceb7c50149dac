/** Annotations by which BuildKit marks what it puts into an index (moby/buildkit, docs/attestations/attestation-storage.md). */
export const REFERENCE_TYPE = 'vnd.docker.reference.type'
/** The image that a manifest with statements is about. */
export const REFERENCE_DIGEST = 'vnd.docker.reference.digest'
/** The type of a statement, on its layer. */
export const PREDICATE_TYPE = 'in-toto.io/predicate-type'
/** What `REFERENCE_TYPE` says of a manifest that holds statements. */
export const HOLDS_STATEMENTS = 'attestation-manifest'
