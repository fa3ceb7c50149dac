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
/** Requests to the GitHub API in one run: a workflow token has 1,000 per hour and repository, and other jobs need some. */
export const MAX_API_REQUESTS = 600
/** Requests that walking truncated trees may take, of both sides together. */
export const MAX_TREE_REQUESTS = 200
/** Bytes of one reply of the GitHub API. A recursive tree listing is at most 7 MB of raw entries, more as JSON. */
export const MAX_API_BYTES = 64 * 1024 * 1024
/** Milliseconds without an answer after which one API request is given up. */
export const API_TIMEOUT_MS = 30_000
/** Milliseconds that one wait for a rate limit may take. */
export const MAX_RATE_WAIT_MS = 120_000
/** Times that a safe request is sent again after a server error or a lost connection. */
export const API_RETRIES = 2
/** Blobs asked for in one GraphQL request. */
export const BLOBS_PER_BATCH = 100
/** Bytes of all blobs of one GraphQL request together; a larger blob is read by itself. */
export const BATCH_BYTES = 400_000
/** Pages of 100 that are read of one list: the API ends a pull request's file list at 3,000. */
export const MAX_API_PAGES = 30
/** Characters of one line in the log. */
export const MAX_LOG_LINE = 2_000
/** Bytes of the job summary of one step. */
export const MAX_SUMMARY_BYTES = 1024 * 1024
/** Bytes of the event payload. */
export const MAX_EVENT_BYTES = 32 * 1024 * 1024

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

/** Inline review comments in one run; the rest are in the summary and the annotations. */
export const MAX_INLINE_COMMENTS = 20
