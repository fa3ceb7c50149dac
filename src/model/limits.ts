// Every bound of the product, in one place. A limit that is hit is named in the message that it causes, and the thing that
// hit it is not a pass. Each has a test at the limit and one past it.

// ── discover ──

/** Bytes of one file that discovery reads. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024
/** Nodes of one YAML or JSON stream, aliases expanded. */
export const MAX_NODES = 400_000
/** Nesting of one document. */
export const MAX_DEPTH = 100

// ── change ──

/** Files of one change that are read. */
export const MAX_CHANGED_FILES = 20_000

// ── registry ──

/** Bytes of a manifest or index. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024

// ── verify ──

/** Signatures and attestations looked at per manifest. */
export const MAX_CANDIDATES = 100
/** Bytes of one signature, bundle or attestation. SBOM attestations of large images are the biggest. */
export const MAX_ATTACHMENT_BYTES = 16 * 1024 * 1024
/** Transparency log entries in one bundle. */
export const MAX_LOG_ENTRIES = 32
/** Signed timestamps in one bundle. */
export const MAX_TIMESTAMPS = 32
/** Subjects of one in-toto statement. */
export const MAX_SUBJECTS = 1024
/** Certificates between a leaf and its root, and as many given in the material. */
export const MAX_CHAIN = 10
/** Issuers tried while one chain is built: certificates of equal names must not make it exponential. */
export const MAX_CHAIN_STEPS = 200
/** Certificate timestamps embedded in one certificate. */
export const MAX_SCTS = 16
/** Hashes of one inclusion proof: a log of 2^64 entries needs 64. */
export const MAX_PROOF_HASHES = 64
/** Nesting of one DER structure. */
export const MAX_DER_DEPTH = 24
/** Elements of one DER structure. */
export const MAX_DER_NODES = 20_000

// ── judge ──

/** References judged in one run. */
export const MAX_REFERENCES = 20_000

// ── report ──

/** Inline review comments in one run; the rest are in the summary and the annotations. */
export const MAX_INLINE_COMMENTS = 20
