import type { Exchange, Reply, Route } from './exchange.ts'
import { notFound, ok, page, refuse, stringOf } from './exchange.ts'
import type { CheckRun, PullRequest } from './repository.ts'
import { account } from './repository.ts'
import { checkRunShape, issueCommentShape } from './shapes.ts'

const REPO = '/repos/{owner}/{repo}'
const CHECKS = [{ scope: 'checks', access: 'write' }] as const
const TALK = [
  { scope: 'pull-requests', access: 'write' },
  { scope: 'issues', access: 'write' },
] as const
const LISTEN = [
  { scope: 'pull-requests', access: 'read' },
  { scope: 'issues', access: 'read' },
] as const
const MAX_BODY = 65_536
const MAX_TITLE = 255
const MAX_MESSAGE = 64 * 1024

/** Check runs, the conversation, rules and protection of branches, attestations. */
export const checkRoutes: readonly Route[] = [
  { method: 'POST', template: `${REPO}/check-runs`, permitted: CHECKS, handle: createRun },
  { method: 'PATCH', template: `${REPO}/check-runs/{check_run_id}`, permitted: CHECKS, handle: updateRun },
  {
    method: 'GET',
    template: `${REPO}/commits/{ref}/check-runs`,
    permitted: [{ scope: 'checks', access: 'read' }],
    handle: listRuns,
  },
  { method: 'GET', template: `${REPO}/issues/{issue_number}/comments`, permitted: LISTEN, handle: withIssue(listComments) },
  {
    method: 'POST',
    template: `${REPO}/issues/{issue_number}/comments`,
    permitted: TALK,
    creates: true,
    handle: withIssue(addComment),
  },
  { method: 'PATCH', template: `${REPO}/issues/comments/{comment_id}`, permitted: TALK, handle: editComment },
  { method: 'GET', template: `${REPO}/rules/branches/{branch}`, permitted: [], handle: showRules },
  {
    method: 'GET',
    template: `${REPO}/branches/{branch}/protection`,
    permitted: [{ scope: 'administration', access: 'read' }],
    handle: showProtection,
  },
  {
    method: 'GET',
    template: `${REPO}/attestations/{subject_digest}`,
    permitted: [{ scope: 'attestations', access: 'read' }],
    handle: showAttestations,
  },
]

function createRun(exchange: Exchange): Reply {
  const { repository, body, token, url } = exchange
  const problem = runProblem(exchange)
  if (problem !== undefined) return problem
  const run: CheckRun = {
    id: repository.nextId(),
    name: stringOf(body.name),
    headSha: stringOf(body.head_sha),
    app: token.kind === 'workflow' ? 'github-actions' : token.login.replace('[bot]', ''),
    status: 'queued',
    conclusion: null,
    externalId: stringOf(body.external_id),
    detailsUrl: stringOf(body.details_url),
    output: { title: '', summary: '', text: null },
    annotations: [],
  }
  if (!repository.store.commits.has(run.headSha)) return refuse(422, `No commit found for SHA: ${run.headSha}`)
  repository.checkRuns.push(run)
  apply(run, body)
  return { status: 201, json: checkRunShape(url, repository, run) }
}

function updateRun(exchange: Exchange): Reply {
  const run = exchange.repository.checkRuns.find((candidate) => candidate.id === Number(exchange.params.check_run_id))
  if (run === undefined) return notFound()
  const problem = runProblem(exchange)
  if (problem !== undefined) return problem
  apply(run, exchange.body)
  return ok(checkRunShape(exchange.url, exchange.repository, run))
}

/** What GitHub refuses although its own schema accepts it. */
function runProblem({ token, body }: Exchange): Reply | undefined {
  if (token.kind === 'person') return refuse(403, 'You must authenticate via a GitHub App.')
  if (body.status === 'completed' && body.conclusion === undefined)
    return refuse(422, 'Validation Failed', ['conclusion is missing'])
  const annotations = outputOf(body).annotations as readonly Record<string, unknown>[] | undefined
  const bad = (annotations ?? []).map(annotationProblem).find((problem) => problem !== undefined)
  return bad === undefined ? undefined : refuse(422, 'Validation Failed', [bad])
}

function annotationProblem(annotation: Readonly<Record<string, unknown>>): string | undefined {
  if (stringOf(annotation.title).length > MAX_TITLE) return 'title is too long (maximum is 255 characters)'
  if (Buffer.byteLength(stringOf(annotation.message)) > MAX_MESSAGE) return 'message exceeds a maximum bytesize of 64 KB'
  const [first, last] = [Number(annotation.start_line), Number(annotation.end_line)]
  if (first < 1 || last < first) return 'line numbers are out of order'
  const hasColumns = annotation.start_column !== undefined || annotation.end_column !== undefined
  return hasColumns && first !== last ? 'columns are only allowed on a single line' : undefined
}

function apply(run: CheckRun, body: Readonly<Record<string, unknown>>): void {
  run.status = stringOf(body.status) || run.status
  if (body.conclusion !== undefined) {
    run.conclusion = stringOf(body.conclusion)
    run.status = 'completed'
  }
  const output = outputOf(body)
  if (output.summary === undefined) return
  run.output = { title: stringOf(output.title), summary: stringOf(output.summary), text: stringOf(output.text) || null }
  run.annotations.push(...((output.annotations ?? []) as Record<string, unknown>[]))
}

function outputOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (body.output ?? {}) as Record<string, unknown>
}

function listRuns({ url, repository, params, query }: Exchange): Reply {
  const name = query.get('check_name')
  const runs = repository.checkRuns.filter((run) => run.headSha === params.ref && (name === null || run.name === name))
  return ok({ total_count: runs.length, check_runs: runs.map((run) => checkRunShape(url, repository, run)) })
}

function withIssue(handle: (exchange: Exchange, pull: PullRequest) => Reply): (exchange: Exchange) => Reply {
  return (exchange) => {
    const pull = exchange.repository.pulls.get(Number(exchange.params.issue_number))
    return pull === undefined ? notFound() : handle(exchange, pull)
  }
}

function listComments(exchange: Exchange, pull: PullRequest): Reply {
  return page(
    exchange,
    pull.issueComments.map((comment) => issueCommentShape(exchange.url, exchange.repository, pull, comment)),
  )
}

function addComment(exchange: Exchange, pull: PullRequest): Reply {
  const body = stringOf(exchange.body.body)
  if (body.length > MAX_BODY) return tooLong()
  const comment = { id: exchange.repository.nextId(), author: account(exchange.token.login), body }
  pull.issueComments.push(comment)
  return { status: 201, json: issueCommentShape(exchange.url, exchange.repository, pull, comment) }
}

function editComment(exchange: Exchange): Reply {
  const id = Number(exchange.params.comment_id)
  for (const pull of exchange.repository.pulls.values()) {
    const comment = pull.issueComments.find((candidate) => candidate.id === id)
    if (comment === undefined) continue
    if (comment.author.login !== exchange.token.login) return refuse(403, 'Resource not accessible by integration')
    const body = stringOf(exchange.body.body)
    if (body.length > MAX_BODY) return tooLong()
    comment.body = body
    return ok(issueCommentShape(exchange.url, exchange.repository, pull, comment))
  }
  return notFound()
}

function tooLong(): Reply {
  const message = 'Body is too long (maximum is 65536 characters)'
  return refuse(422, 'Validation Failed', [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }])
}

function showRules({ repository, params }: Exchange): Reply {
  return ok(repository.rules.get(params.branch ?? '') ?? [])
}

function showProtection({ repository, params }: Exchange): Reply {
  const protection = repository.protections.get(params.branch ?? '')
  return protection === undefined ? refuse(404, 'Branch not protected') : ok(protection)
}

function showAttestations(exchange: Exchange): Reply {
  const stored = exchange.repository.attestations.get(exchange.params.subject_digest ?? '')
  if (stored === undefined) return notFound()
  const reply = page(exchange, stored)
  return { ...reply, json: { attestations: (reply.json as readonly unknown[]).map(attestation) } }
}

/** As API version 2026-03-10 answers where the bundle is stored elsewhere, and as older versions do where it is not. */
function attestation(stored: unknown): unknown {
  const elsewhere = typeof stored === 'object' && stored !== null && 'bundle_url' in stored
  const bundle = elsewhere ? stored : { bundle: stored, bundle_url: 'https://example.com/bundle' }
  return { ...bundle, repository_id: 1, initiator: 'user' }
}
