/** A JSON Schema, draft 2020-12, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>

const text: JsonSchema = { type: 'string' }
const count: JsonSchema = { type: 'integer', minimum: 0 }
const position: JsonSchema = { type: 'integer', minimum: 1 }
const textOrNull: JsonSchema = { type: ['string', 'null'] }
const location: Readonly<Record<string, JsonSchema>> = {
  file: text,
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
}

const vouch = record(
  { format: text, status: choice('valid', 'invalid', 'unsupported', 'unsigned', 'unchecked') },
  {
    reason: text,
    signer: text,
    issuer: text,
    authority: text,
    time: text,
    log: text,
    predicateType: text,
  },
)

const demand = record(
  {
    kind: choice('signature', 'attestation'),
    authority: text,
    digest: text,
    status: choice('proved', 'refuted', 'absent', 'unknown'),
  },
  { predicate: text, reason: text, expected: text, got: text, where: text, signer: text },
)

const inventory = record({
  source: text,
  packages: count,
  unasked: count,
  gaps: listOf(record({ kind: text, detail: text, count })),
})
const score: JsonSchema = { type: 'number', minimum: 0, maximum: 10 }
const vulnerability = record(
  {
    id: text,
    aliases: listOf(text),
    packages: listOf(record({ ecosystem: text, name: text, after: text }, { before: listOf(text), fixed: text })),
  },
  {
    severity: choice('negligible', 'low', 'medium', 'high', 'critical'),
    severityBy: choice('distribution', 'publisher', 'cvss'),
    score,
    exploited: text,
    malicious: { const: true },
    vex: record({ authority: text, status: choice('not_affected', 'fixed') }, { justification: text }),
  },
)
const vulnerabilities = record(
  {
    asked: text,
    compared: { type: 'boolean' },
    introduced: listOf(vulnerability),
    removed: listOf(vulnerability),
    staying: count,
    problems: listOf(record({ kind: text, about: text, detail: text })),
  },
  {
    before: inventory,
    after: inventory,
    packages: record({ added: count, removed: count, changed: count, same: count }),
  },
)

const image = record(
  {
    name: text,
    digest: textOrNull,
    mediaType: textOrNull,
    platforms: listOf(text),
    demands: listOf(demand),
    signatures: listOf(vouch),
    attestations: listOf(vouch),
  },
  {
    problem: text,
    size: count,
    compressedSize: count,
    created: text,
    user: text,
    source: text,
    revision: text,
    baseName: text,
    vulnerabilities,
    replaces: record({ name: text, digest: textOrNull }),
  },
)

const ruling = record(
  {
    reference: record({ text, name: textOrNull, ...location, format: text, path: text }),
    ruling: choice('cleared', 'blocked', 'unverified', 'exempt', 'untouched'),
    findings: listOf(count),
  },
  { digest: text, replaces: record({ text, name: textOrNull, digest: textOrNull }, { notCompared: text }) },
)

const fix = record({ description: text, edits: listOf(record({ ...location, text })) })

const finding = record(
  {
    rule: { type: 'string', pattern: '^[a-z-]+/[A-Za-z0-9-]+$' },
    level: choice('error', 'warning', 'notice'),
    message: text,
    why: text,
    ...location,
    evidence: listOf(text),
    docs: { type: 'string', format: 'uri' },
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  },
  {
    fix,
    image: text,
    digest: text,
    object: text,
    exceptedBy: record({
      line: position,
      reason: text,
      owner: text,
      expires: { type: 'string', format: 'date' },
      daysLeft: { type: 'integer' },
    }),
    open: { const: true },
    score,
  },
)

const COUNTED = [
  ...['cleared', 'blocked', 'unverified', 'exempt', 'untouched'],
  ...['errors', 'warnings', 'notices', 'files', 'ignored', 'outsidePaths', 'otherShards', 'oldProblems'],
]

/** The JSON Schema of the report. `schema/report.schema.json` is this, written out. */
export const reportSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://raw.githubusercontent.com/preadmit/preadmit/main/schema/report.schema.json',
  title: 'Preadmit report',
  description:
    'Lines and columns are 1-based, columns count UTF-16 units, ends are exclusive. Order is by file, position and rule.',
  ...record(
    {
      schemaVersion: { const: 1 },
      tool: record({ name: text, version: text }),
      verdict: choice('passed', 'blocked', 'unverified', 'misconfigured'),
      exitCode: { enum: [0, 1, 2, 3] },
      mode: choice('enforce', 'warn'),
      onUnverified: choice('block', 'warn'),
      repository: text,
      base: text,
      head: text,
      event: text,
      policy: record(
        { source: text, sha: textOrNull, digest: text },
        { url: text, trusted: record({ name: text, commit: text }), extends: listOf(text) },
      ),
      startedAt: { type: 'string', format: 'date-time' },
      durationMs: { type: 'number', minimum: 0 },
      counts: record(Object.fromEntries(COUNTED.map((name) => [name, count]))),
      rulings: listOf(ruling),
      findings: listOf(finding),
      images: listOf(image),
      unread: listOf(record({ file: text, why: text, partly: { type: 'boolean' } }, { line: position })),
      problems: listOf(record({ kind: text, about: text, detail: text })),
      gateFiles: listOf(record({ file: text, what: text, status: text }, { problem: text })),
      entries: listOf(
        record(
          { id: text, kind: text, state: choice('rendered', 'failed', 'unknown'), file: text, line: position },
          { why: text },
        ),
      ),
      deploys: listOf(
        record({
          entry: text,
          objects: listOf(record({ object: text, change: choice('added', 'removed', 'altered'), lines: listOf(text) })),
          images: listOf(record({ before: textOrNull, after: textOrNull })),
          cut: count,
        }),
      ),
      accounted: record({ changed: count, ruled: count, judged: count, inert: count, unaccounted: count }),
      requests: record({ total: count, byHost: listOf(record({ host: text, count })) }),
      excerpts: listOf(record({ file: text, line: position, text, whole: { type: 'boolean' } })),
    },
    {
      shard: record({ index: position, of: position }),
      scope: { const: 'all' },
      baseIs: text,
      merge: record({ commit: text, files: listOf(text) }),
      pullRequest: position,
      runUrl: text,
      sourceUrl: text,
    },
  ),
}

function record(required: Readonly<Record<string, JsonSchema>>, optional: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  }
}

function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items }
}

function choice(...values: readonly string[]): JsonSchema {
  return { enum: values }
}
