// Cuts GitHub's OpenAPI description down to the operations that the emulator of the tests knows.
// usage: node scripts/prune-openapi.mjs <generated/api.github.com.json of @octokit/openapi> > __tests__/fixtures/github-openapi.json
import { readFileSync } from 'node:fs'

const REPO = '/repos/{owner}/{repo}'
const PULL = `${REPO}/pulls/{pull_number}`
const OPERATIONS = [
  ['get', REPO],
  ['get', `${REPO}/branches/{branch}`],
  ['get', `${REPO}/branches/{branch}/protection`],
  ['get', `${REPO}/rules/branches/{branch}`],
  ['get', `${REPO}/git/ref/{ref}`],
  ['get', `${REPO}/git/commits/{commit_sha}`],
  ['get', `${REPO}/git/trees/{tree_sha}`],
  ['get', `${REPO}/git/blobs/{file_sha}`],
  ['get', `${REPO}/compare/{basehead}`],
  ['get', PULL],
  ['get', `${PULL}/files`],
  ['get', `${PULL}/comments`],
  ['post', `${PULL}/comments`],
  ['post', `${PULL}/reviews`],
  ['patch', `${REPO}/pulls/comments/{comment_id}`],
  ['delete', `${REPO}/pulls/comments/{comment_id}`],
  ['get', `${REPO}/issues/{issue_number}/comments`],
  ['post', `${REPO}/issues/{issue_number}/comments`],
  ['patch', `${REPO}/issues/comments/{comment_id}`],
  ['post', `${REPO}/check-runs`],
  ['patch', `${REPO}/check-runs/{check_run_id}`],
  ['get', `${REPO}/commits/{ref}/check-runs`],
  ['get', `${REPO}/attestations/{subject_digest}`],
]
/** Replies that the emulator answers with only the fields that are read: not held against the description. */
const PARTIAL = new Set([`get ${REPO}`, `get ${REPO}/branches/{branch}`, `get ${PULL}`])

const source = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const schemas = {}

function clean(value) {
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  if (typeof value.$ref === 'string') {
    keep(value.$ref)
    return { $ref: value.$ref }
  }
  const kept = Object.entries(value).filter(([key, inner]) => !isProse(key, inner))
  const { nullable, ...rest } = Object.fromEntries(kept.map(([key, inner]) => [key, clean(inner)]))
  if (nullable !== true) return rest
  if (typeof rest.type !== 'string') return { anyOf: [rest, { type: 'null' }] }
  return { ...rest, type: [rest.type, 'null'], ...(rest.enum ? { enum: [...rest.enum, null] } : {}) }
}

function isProse(key, value) {
  return (
    key.startsWith('x-') ||
    ['example', 'examples', 'deprecated'].includes(key) ||
    (['description', 'title'].includes(key) && typeof value === 'string')
  )
}

function keep(reference) {
  const [, , kind, name] = reference.split('/')
  if (kind !== 'schemas') throw new Error(`${reference} is not a schema`)
  if (schemas[name] !== undefined) return
  schemas[name] = {}
  schemas[name] = clean(source.components.schemas[name])
}

function resolved(value) {
  return value.$ref === undefined
    ? value
    : resolved(
        value.$ref
          .slice(2)
          .split('/')
          .reduce((node, key) => node[key], source),
      )
}

const operations = OPERATIONS.map(([method, path]) => {
  const operation = source.paths[path][method]
  const schemaOf = (body) => clean(resolved(body ?? {}).content?.['application/json']?.schema ?? true)
  const replies = Object.entries(operation.responses).filter(([status]) => /^2/.test(status) && !PARTIAL.has(`${method} ${path}`))
  return {
    method: method.toUpperCase(),
    path,
    request: operation.requestBody === undefined ? false : schemaOf(operation.requestBody),
    responses: Object.fromEntries(replies.map(([status, reply]) => [status, schemaOf(reply)])),
  }
})
process.stdout.write(
  `${JSON.stringify({ source: `@octokit/openapi ${source.info.version}`, operations, components: { schemas } })}\n`,
)
