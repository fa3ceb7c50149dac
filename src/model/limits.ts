// Every bound of the product, in one place. A limit that is hit is told, by its number, in the message that it causes, and the thing that
// hit it is not a pass. Each has a test at the limit and one past it.

// ── discover ──

/** Characters of a registry and repository together, by distribution/reference. */
export const MAX_REPOSITORY_TEXT = 255
/** Nesting of one GitHub expression. */
export const MAX_EXPRESSION_NESTING = 20
/** Nesting of defaults in one interpolation. */
export const MAX_INTERPOLATION_NESTING = 10
/** Bytes of one file that discovery reads. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024
/** Nodes of one YAML or JSON stream, aliases expanded. */
export const MAX_NODES = 400_000
/** Characters of one image reference. */
export const MAX_REFERENCE_TEXT = 4096
/** Values that the variables of one reference have together. */
export const MAX_ALTERNATIVES = 256
/** Documents of one stream that cannot be read, before the rest of the stream is only looked at line by line. */
export const MAX_BROKEN_DOCUMENTS = 100
/** Characters of one file that are parsed again to mend indentation which other readers take. */
export const MAX_REPAIR_WORK = 4 * 1024 * 1024
/** Nodes of two values that a merge key disputes which are compared before they count as different. */
export const MAX_COMPARED_NODES = 200
/** Characters of all templates of one chart that are looked at for the tag which they fill in. */
export const MAX_TEMPLATE_TEXT = 2 * 1024 * 1024
/** Characters of all templates of one chart that are looked at for the keys of values which take part in naming images. */
export const MAX_TEMPLATE_KEYS_TEXT = 4 * 1024 * 1024
/** Manifests in texts of manifests that are followed. */
export const MAX_EMBEDDING = 3
/** Lists in lists whose objects are taken out one by one. */
export const MAX_LIST_NESTING = 5
/** Instructions before the first FROM by which a file is taken for a Dockerfile. */
export const MAX_LEADING_INSTRUCTIONS = 200
/** References of one file. */
export const MAX_FILE_REFERENCES = 10_000
/** Tokens of one HCL file. */
export const MAX_TOKENS = 400_000
/** Steps that the expressions of one HCL file may take together, and how deep their evaluation may nest, locals and variables included. */
export const MAX_HCL_STEPS = 300_000
export const MAX_HCL_NESTING = 400
/** Values that are looked through in one HCL file after its expressions are evaluated. */
export const MAX_HCL_NODES = 60_000
/** Pieces of one text that an HCL template makes. */
export const MAX_HCL_PIECES = 20_000
/** Nesting of one document. */
export const MAX_DEPTH = 100
/** Steps of one pattern in a Dockerfile's `${V#pattern}`, and characters of the value that it is held against. */
export const MAX_PATTERN_STEPS = 64
export const MAX_PATTERN_VALUE = 512

/** Variables in values of variables that GitLab CI's texts are followed through. */
export const MAX_GITLAB_NESTING = 10

// ── change ──

/** Bytes of all files of one run together, both sides. */
export const MAX_RUN_BYTES = 64 * 1024 * 1024
/** Files of one change that are read. */
export const MAX_CHANGED_FILES = 20_000
/** Requests to the GitHub API in one run: a workflow token has 1,000 per hour and repository, and other jobs need some. */
export const MAX_API_REQUESTS = 600
/** Of these, how many only writes may use: what a run found out must still be told. */
export const RESERVED_API_REQUESTS = 60
/** Requests that walking truncated trees may take, of both sides together. */
export const MAX_TREE_REQUESTS = 200
/** Bytes of one reply of the GitHub API. A recursive tree listing is at most 7 MB of raw entries, more as JSON. */
export const MAX_API_BYTES = 64 * 1024 * 1024
/** Milliseconds without an answer after which one API request is given up. */
export const API_TIMEOUT_MS = 30_000
/** Milliseconds that one wait for a rate limit may take. */
export const MAX_RATE_WAIT_MS = 120_000
/** Milliseconds that this machine's clock and GitHub's may differ before it is said. */
export const MAX_CLOCK_SKEW_MS = 300_000
/** Times that a safe request is sent again after a server error or a lost connection. */
export const API_RETRIES = 2
/** How many writes to GitHub in a row may stay without an answer before the rest of a phase are not sent. */
export const MAX_UNANSWERED_WRITES = 2
/** Blobs asked for in one GraphQL request. */
export const BLOBS_PER_BATCH = 100
/** Bytes of all blobs of one GraphQL request together; a larger blob is read by itself. */
export const BATCH_BYTES = 400_000
/** Pages of 100 that are read of one list: the API ends a pull request's file list at 3,000. */
export const MAX_API_PAGES = 30
/** Characters of one line in the log. */
export const MAX_LOG_LINE = 2_000
/** Bytes of the job summary of one step. */
export const MAX_STEP_SUMMARY_BYTES = 1024 * 1024
/** Bytes of the event payload. */
export const MAX_EVENT_BYTES = 32 * 1024 * 1024
/** Symbolic links followed from one path, inside the tree. */
export const MAX_SYMLINK_HOPS = 8
/** Parts of paths walked through from one symbolic link: folders, links and steps back. */
export const MAX_LINK_STEPS = 256

/** Files that `clusterPolicies` may name. */
export const MAX_CLUSTER_POLICY_FILES = 1_000

/** Policies of other repositories that one policy may extend. */
export const MAX_EXTENDED_POLICIES = 20

// ── registry ──

/** Characters of one WWW-Authenticate header. */
export const MAX_CHALLENGE_TEXT = 8_192
/** Bytes of a blob that is kept for the rest of the run instead of being asked for again. */
export const MAX_KEPT_BLOB = 256 * 1024
/** Bytes of a manifest or index. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024
/** Bytes of an image config. */
export const MAX_CONFIG_BYTES = 4 * 1024 * 1024
/** Bytes of a token answer. */
export const MAX_TOKEN_BYTES = 1024 * 1024
/** Bytes of an error answer that are read for its code. */
export const MAX_ERROR_BYTES = 64 * 1024
/** Bytes of the headers of one answer. */
export const MAX_HEADER_BYTES = 16 * 1024
/** Bytes of answers that are held while they are being read, all requests together. */
export const MAX_BYTES_IN_FLIGHT = 16 * 1024 * 1024
/** Bytes of manifests and small blobs that are kept to be answered again. */
export const MAX_MEMO_BYTES = 48 * 1024 * 1024
/** Pages of one referrers listing. */
export const MAX_REFERRER_PAGES = 10
/** Referrers of one manifest, all places together. */
export const MAX_REFERRERS = 1_000
/** Redirects of one request. */
export const MAX_REDIRECTS = 3
/** Attempts of one request: the first and its retries. */
export const MAX_ATTEMPTS = 3
/** Seconds that a registry may ask us to wait, if the run has that much time left. */
export const MAX_RETRY_AFTER_SECONDS = 120
/** Requests in a row that may fail at one host before the rest is answered without asking. */
export const MAX_HOST_FAILURES = 5
/** Requests under way at one registry host, as long as it does not say that these are too many. */
export const REQUESTS_PER_HOST = 64
/** Requests under way at a registry host after it said that it was asked too much; from there it goes up with what it answers. */
export const REQUESTS_AFTER_REFUSAL = 4
/** Requests under way at all registry hosts together. */
export const REQUESTS_IN_TOTAL = 128
/** Milliseconds until a connection stands, TLS included. */
export const CONNECT_TIMEOUT_MS = 5_000
/** Milliseconds until the headers of an answer are there. */
export const HEADERS_TIMEOUT_MS = 10_000
/** Milliseconds without a byte in the body of an answer. */
export const IDLE_TIMEOUT_MS = 5_000
/** Milliseconds for one request, all in all. */
export const REQUEST_TIMEOUT_MS = 30_000
/** Milliseconds that one layer may take to arrive. */
export const STREAM_TIMEOUT_MS = 600_000
/** Entries of one `layers` or `manifests` list. */
export const MAX_DESCRIPTORS = 1_000
/** Entries of one index without a platform that are looked at, to tell images from artifacts. */
export const MAX_UNSPECIFIED_PLATFORMS = 16
/** Values in one manifest: keys are not counted, every number, text, list and object is. */
export const MAX_MANIFEST_VALUES = 50_000
/** Nesting of one JSON document from a registry. */
export const MAX_JSON_DEPTH = 100
/** Values in one JSON document from a registry. */
export const MAX_JSON_NODES = 1_000_000

// ── verify ──

/** Bits of the smallest RSA key that is believed. */
export const MIN_RSA_BITS = 2048
/** Bits of the largest RSA key that is computed with: time grows with their square. */
export const MAX_RSA_BITS = 8192
/** Bundles of GitHub's attestations that are fetched at the same time for one image. */
export const BUNDLES_AT_ONCE = 8
/** Signatures and attestations looked at per manifest. */
export const MAX_CANDIDATES = 100
/** Bytes of one signature, bundle or attestation. SBOM attestations of large images are the biggest. */
export const MAX_ATTACHMENT_BYTES = 16 * 1024 * 1024
/** Bytes of all signatures, bundles and attestations that are read for one manifest. */
export const MAX_ATTACHMENTS_BYTES = 64 * 1024 * 1024
/** Characters of one fact of a signer or a predicate that evidence keeps: they are strangers' text. */
export const MAX_FACT_CHARACTERS = 2_000
/** Signatures of one envelope that is stored by itself. */
export const MAX_ENVELOPE_SIGNATURES = 16
/** Transparency log entries in one bundle. */
export const MAX_LOG_ENTRIES = 32
/** Signed timestamps in one bundle. */
export const MAX_TIMESTAMPS = 32
/** Subjects of one in-toto statement. */
export const MAX_SUBJECTS = 1024
/** Certificates between a leaf and its root, and as many given in the material. */
export const MAX_CHAIN = 10
/** Issuers tried while one chain is built: certificates of equal names must not make it exponential, and each may cost milliseconds. */
export const MAX_CHAIN_STEPS = 40
/** Certificate timestamps embedded in one certificate. */
export const MAX_SCTS = 16
/** Signatures of one checkpoint: the log's and its witnesses'. */
export const MAX_CHECKPOINT_SIGNATURES = 64
/** Hashes of one inclusion proof: a log of 2^64 entries needs 64. */
export const MAX_PROOF_HASHES = 64
/** Nesting of one DER structure. */
export const MAX_DER_DEPTH = 24
/** Elements of one DER structure. */
export const MAX_DER_NODES = 20_000
/** Nesting of one CBOR structure. */
export const MAX_CBOR_DEPTH = 16
/** Values in one CBOR structure. */
export const MAX_CBOR_NODES = 2_000
/** Bytes of one Notary Project signature: its chain and its timestamp are a few kilobytes each. */
export const MAX_NOTATION_BYTES = 1024 * 1024

/** Milliseconds for renewing one built-in trust root over TUF, all its requests together. */
export const TUF_TIMEOUT_MS = 5_000
/** Bytes of one file of a TUF repository. */
export const MAX_TUF_FILE_BYTES = 1_048_576
/** Days after which a built-in trust root that cannot be renewed is called old. */
export const STALE_TRUST_ROOT_DAYS = 180

// ── judge ──

/** Changed places of one run that could decide an image and have no ruling. */
export const MAX_UNACCOUNTED = 5_000
/** References judged in one run. */
export const MAX_REFERENCES = 20_000
/** Verbs on resources that one RBAC role is unfolded into for comparing what it grants. */
export const MAX_ROLE_POWERS = 5_000
/** Combinations of group, version, operation and resource that one admission rule is unfolded into for comparing its scope. */
export const MAX_SCOPE_COMBINATIONS = 2_000

/** Characters of a PEM text in a policy of the cluster. */
export const MAX_PEM_TEXT = 32_000
/** Characters of a regular expression in a policy of the cluster. */
export const MAX_EXPRESSION = 2_000
/** Steps that such an expression compiles to; matching takes at most this many moves per character. */
export const MAX_EXPRESSION_STEPS = 20_000
/** Characters of one CEL expression in a policy of the cluster, its tokens, and how deep it may nest. */
export const MAX_CEL = 8_000
export const MAX_CEL_TOKENS = 1_000
export const MAX_CEL_DEPTH = 60
/** Steps that the evaluation of one CEL expression may take, those of one object against all policies, and those of one run. */
export const MAX_CEL_STEPS = 200_000
export const MAX_CEL_STEPS_PER_OBJECT = 1_000_000
export const MAX_CEL_STEPS_PER_RUN = 10_000_000
/** Nesting of one evaluation, variables included. */
export const MAX_CEL_CALLS = 250
/** Characters of a text, bytes, or items of a list that an evaluation makes. */
export const MAX_CEL_SIZE = 100_000

// ── report ──

/** UTF-16 units of a source line that is shown; a longer one is not. */
export const MAX_EXCERPT_LENGTH = 500
/** Inline review comments in one run; the rest are in the summary and the annotations. */
export const MAX_INLINE_COMMENTS = 20
/** Bytes of a Markdown text for GitHub: comments take 65,536 characters, check runs 65,535; the rest is a margin. */
export const MAX_MARKDOWN_BYTES = 64_000
/** Bytes of a job summary that the runner takes: 1 MiB, less a margin for what other steps' commands add. */
export const MAX_SUMMARY_BYTES = 1_000_000
/** Annotations of one request to a check run. */
export const MAX_ANNOTATIONS_PER_REQUEST = 50
/** Annotations of one check run: twenty requests. The rest is in the summary. */
export const MAX_ANNOTATIONS = 1_000
/** Characters of an annotation's title. */
export const MAX_ANNOTATION_TITLE = 255
/** Characters of one line of an annotation's message, and of all of them: at most four bytes each, where the API takes 64 KB. */
export const MAX_ANNOTATION_LINE = 2_000
export const MAX_ANNOTATION_LINES = 15_000
/** Annotations of one level that a step shows when they are written as workflow commands. */
export const MAX_COMMANDS_PER_LEVEL = 10
/** Characters of a workflow command's message; the runner cuts at 4,096. */
export const MAX_COMMAND_MESSAGE = 4_000
/** Lines of the report in the log of a workflow step. */
export const MAX_LOG_LINES = 1_000
/** Characters of untrusted text that are shown in one place; the rest becomes an ellipsis. */
export const MAX_SHOWN_TEXT = 400
/** Characters of one sentence of a rule. */
export const MAX_SENTENCE = 2_000
/** Characters of a line that a suggestion may replace. */
export const MAX_SUGGESTION_LINE = 1_000
/** Stale review comments that are removed or edited in one run; the others wait for the next. */
export const MAX_STALE_COMMENTS = 30
/** Results of a SARIF file: GitHub keeps five thousand. The worst are kept. */
export const MAX_SARIF_RESULTS = 5_000

// ── render ──

/** Bytes that the archive of a chart may unpack to, and one file of it: Helm's own bounds. */
export const MAX_CHART_BYTES = 100 * 1024 * 1024
export const MAX_CHART_FILE_BYTES = 5 * 1024 * 1024
/** How many times its own size an archive of a chart may unpack to; a small one may unpack to so many bytes all the same. */
export const MAX_CHART_RATIO = 100
export const MAX_CHART_UNPACKED_ANYWAY = 8 * 1024 * 1024
/** Bytes of a packed chart that is fetched, and of the index of a chart repository. */
export const MAX_CHART_ARCHIVE_BYTES = 12 * 1024 * 1024
export const MAX_CHART_INDEX_BYTES = 12 * 1024 * 1024
/** Charts outside the repository that one run fetches. */
export const MAX_REMOTE_CHARTS = 100
/** The highest index, and how deep keys may nest, in a `--set` text: Helm's own bounds. */
export const MAX_SET_INDEX = 65_536
export const MAX_SET_LEVELS = 30

/** Nodes of one YAML file of a chart, and of one document that a chart prints. */
export const MAX_CHART_NODES = 2_000_000
/** Nesting of such a document. */
export const MAX_CHART_NESTING = 1_000
/** Nodes, arguments and items that the templates of one chart visit in one world. */
export const MAX_RENDER_STEPS = 5_000_000
/** Templates inside of each other, and blocks inside of each other. */
export const MAX_RENDER_DEPTH = 200
/** Characters that the templates of one chart print together, or that one text of theirs has. */
export const MAX_RENDER_SIZE = 64 * 1024 * 1024
/** Ways in which conditions on what is not known are decided, before the whole entry is not known. */
export const MAX_RENDER_WORLDS = 16
/** Steps that validating the values of a chart by one schema may take. */
export const MAX_SCHEMA_STEPS = 5_000_000
/** Places that are kept of one rendered scalar. */
export const MAX_RENDERED_SOURCES = 32
/** Steps of work (nodes visited, items compared) that rendering one kustomization takes. */
export const MAX_KUSTOMIZE_STEPS = 20_000_000
/** Nodes that all files of one kustomization come to. */
export const MAX_KUSTOMIZE_NODES = 3_000_000
/** Folders that kustomizations lead through, one in another. */
export const MAX_KUSTOMIZE_DEPTH = 64

/** Paths, and answers of one expression, that a run of Kustomize keeps so as not to work them out again; more are worked out each time. */
export const MAX_KEPT_PATHS = 5_000
export const MAX_KEPT_MATCHES = 10_000

// ── policy ──

/** Days that an exception may last when it is first added. */
export const MAX_EXCEPTION_DAYS = 90
/** Distinct authorities that `atLeast` may ask for. */
export const MAX_DISTINCT_SIGNERS = 100

// ── admission ──

/** Characters of one image pattern of a cluster policy. */
export const MAX_CLUSTER_GLOB = 1_000
/** Characters of a number in a manifest. */
export const MAX_NUMBER_TEXT = 40
/** Nodes of an expression over images that is read as a demand. */
export const MAX_IMAGE_EXPRESSION_SIZE = 2_000
/** Patterns that one pattern may become when a policy is exported. */
export const MAX_PATTERN_VARIANTS = 16
/** Sets of signers that one demand may become when a policy is exported. */
export const MAX_SIGNER_SETS = 30
/** Ways in which one demand of a cluster policy may be met, written out. */
export const MAX_WAYS = 200
/** Demands in one way of meeting a cluster policy. */
export const MAX_WAY_PARTS = 60

// ── cel ──

/** Characters of a text that is read as a time or a duration. */
export const MAX_TIME_TEXT = 100
/** Nesting of lists and maps that CEL's format() writes out. */
export const MAX_FORMAT_NESTING = 20

// ── rendering ──

/** Times that files are read for a rendering because files read before name them. */
export const MAX_RENDER_ROUNDS = 16
/** Files of one side that are read for renderings. */
export const MAX_RENDERED_FILES = 20_000
/** Files that are looked through for objects of Flux and Argo CD. */
export const MAX_GITOPS_FILES = 4_000
/** Files that one Git generator of an ApplicationSet reads. */
export const MAX_APPLICATIONSET_FILES = 2_000
/** From how many notices on about one object, a terminal shows them together. */
export const MIN_OBJECT_NOTICES = 3
/** Files that one text of a deployer names, whose changes count as its own. */
export const MAX_NAMED_FILES = 2_000
/** Paths with a part that a template fills in, of one such text: each is held against every file of the tree. */
export const MAX_NAMED_PATTERNS = 200
/** Applications that one ApplicationSet makes. */
export const MAX_APPLICATIONSET_APPLICATIONS = 2_000
/** Variables inside of each other in one text that Flux fills in. */
export const MAX_SUBSTITUTION_DEPTH = 20
/** Steps that filling in the variables of one text may take. */
export const MAX_SUBSTITUTION_STEPS = 200_000
/** Lines of one entry's difference that are kept for the report. */
export const MAX_DEPLOY_LINES = 400
/** Lines of one object that are compared line by line. */
export const MAX_DIFF_LINES = 3_000

/** Bytes that `-` reads from standard input. */
export const MAX_INPUT_BYTES = 64 * 1024 * 1024

/** So many rules speak before a comment counts what each of them says. */
export const MIN_TOTALS = 3

/** So many problems of which the same is to be said are one group in the text for a terminal. */
export const MIN_GROUP = 3

/** So many places of a group are listed when nothing of it is blocked; the count and the other formats have all. */
export const MAX_GROUP_PLACES = 10

/** Bytes of one JSON report that is joined with others, and reports that are joined. */
export const MAX_REPORT_BYTES = 128 * 1024 * 1024
export const MAX_MERGED_REPORTS = 10_000
/** Runs that a merged report names line by line in a terminal. */
export const MAX_MERGED_LINES = 200
/** Images that the picture of an HTML page shows; the worst of more. */
export const MAX_GRAPH_IMAGES = 40
/** Rows of each table of an HTML page; of more the worst are kept and the others counted. */
export const MAX_HTML_ROWS = 5_000

// ── vulnerabilities ──

/** Bytes of one advisory. */
export const MAX_ADVISORY_BYTES = 8 * 1024 * 1024
/** Questions of one request to a database of advisories: OSV refuses more. */
export const MAX_BATCH_QUESTIONS = 1_000
/** Bytes of one answer to such a request. */
export const MAX_BATCH_BYTES = 32 * 1024 * 1024
/** Times that the same question is sent again because its answer was cut into pages. */
export const MAX_ADVISORY_PAGES = 20
/** Advisories that are looked up at the same time, and in one run; of more only the id is known. */
export const ADVISORIES_AT_ONCE = 8
export const MAX_ADVISORIES = 300
/** Packages of one list that are looked at. */
export const MAX_INVENTORY_PACKAGES = 20_000
/** Packages that one run asks about. */
export const MAX_QUESTIONS = 50_000
/** Bytes of the catalogue of exploited vulnerabilities. */
export const MAX_CATALOGUE_BYTES = 16 * 1024 * 1024
/** Bytes of the archive of one ecosystem's advisories, what one of its files may unpack to, and how many files it may have. */
export const MAX_EXPORT_BYTES = 256 * 1024 * 1024
export const MAX_EXPORT_FILES = 500_000
/** Packages that differ between two images and are listed by name; all are counted. */
export const MAX_LISTED_PACKAGES = 200
/** Vulnerabilities that one sentence names; the others are counted in it, and all are in the report. */
export const MAX_NAMED_VULNERABILITIES = 10
/** Days after which a source of advisories or the catalogue of exploited vulnerabilities is called old. */
export const STALE_ADVISORY_DAYS = 7

// ── layers ──

/** Images whose layers are read in one run, and layers that are read at the same time. */
export const MAX_LAYER_IMAGES = 64
export const LAYERS_AT_ONCE = 2
/** What one layer may unpack to, in bytes; and how many times its size, beyond what every layer may. */
export const MAX_UNPACKED_LAYER = 4 * 1024 * 1024 * 1024
export const MAX_UNPACK_RATIO = 200
export const FREE_UNPACKED_BYTES = 64 * 1024 * 1024
/** What all layers of one image may unpack to. */
export const MAX_UNPACKED_IMAGE = 8 * 1024 * 1024 * 1024
/** Entries of one layer's archive, and bytes of a header that goes before an entry with its long name. */
export const MAX_TAR_ENTRIES = 1_000_000
export const MAX_TAR_HEADER = 1024 * 1024
/** Characters of a name in a layer (no kernel opens longer ones), and of all its names together. */
export const MAX_LAYER_NAME = 4_096
export const MAX_LAYER_NAMES = 256 * 1024 * 1024
/** Frames of a layer that is packed with zstd. */
export const MAX_ZSTD_FRAMES = 200_000
/** Bytes of a file in a layer in which packages are looked for, of a database of packages, and how many packages it may have. */
export const MAX_LAYER_FILE = 16 * 1024 * 1024
export const MAX_DATABASE_PACKAGES = 100_000
export const MAX_PACKAGE_DATABASE = 256 * 1024 * 1024
/** Bytes of a program in which the list of what it was built from is looked for, and of that list. */
export const MAX_PROGRAM = 512 * 1024 * 1024
export const MAX_PROGRAM_LIST = 4 * 1024 * 1024
/** Different gaps of one kind that are told one by one; the others are counted. */
export const MAX_TOLD_GAPS = 20
/** Bytes of the file that names the release of an image's operating system. */
export const MAX_OS_RELEASE = 64 * 1024
/** Bytes of a Java archive. */
export const MAX_JAR = 256 * 1024 * 1024
/** What is unpacked of one Java archive and of those inside of it, in bytes, and how many there may be. */
export const MAX_JAR_UNPACKED = 512 * 1024 * 1024
export const MAX_NESTED_JARS = 10_000
/** Archives inside of Java archives: how deep, and how many files in each. */
export const MAX_JAR_DEPTH = 3
export const MAX_JAR_FILES = 50_000
