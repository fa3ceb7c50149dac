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
/** Symbolic links followed from one path, inside the tree. */
export const MAX_SYMLINK_HOPS = 8

// ── registry ──

/** Bytes of a manifest or index. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024

// ── verify ──

/** Signatures and attestations looked at per manifest. */
export const MAX_CANDIDATES = 100

// ── judge ──

/** References judged in one run. */
export const MAX_REFERENCES = 20_000

// ── report ──

/** UTF-16 units of a source line that is shown; a longer one is not. */
export const MAX_EXCERPT_LENGTH = 500
/** Inline review comments in one run; the rest are in the summary and the annotations. */
export const MAX_INLINE_COMMENTS = 20
