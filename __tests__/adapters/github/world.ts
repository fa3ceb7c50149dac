import type { GithubApi } from '../../../src/adapters/github/api.ts'
import { createGithubApi } from '../../../src/adapters/github/api.ts'
import { createGithubChange } from '../../../src/adapters/github/change.ts'
import type { GithubEvent } from '../../../src/adapters/github/event.ts'
import { readEvent } from '../../../src/adapters/github/event.ts'
import { createTransport } from '../../../src/adapters/github/http.ts'
import type { Json } from '../../../src/adapters/github/json.ts'
import { readPolicyInput } from '../../../src/adapters/github/policy-input.ts'
import type { Answer } from '../../../src/model/answer.ts'
import type { Change } from '../../../src/ports/change.ts'
import type { RunnerEvent } from '../../fakes/github/events.ts'
import { pullRequestEvent } from '../../fakes/github/events.ts'
import type { Files } from '../../fakes/github/objects.ts'
import type { PullRequest, PullRequestSpec, Repository } from '../../fakes/github/repository.ts'
import type { Github, GithubOptions } from '../../fakes/github/server.ts'
import { startGithub } from '../../fakes/github/server.ts'
import type { Permissions } from '../../fakes/github/tokens.ts'
import { githubValidator } from '../../fakes/github/validate.ts'
import { patientClock, recordingLog } from '../../fakes/quiet.ts'

/** All that a workflow may be given. */
export const everything: Permissions = { contents: 'read', 'pull-requests': 'write', checks: 'write', attestations: 'read' }

/** A started GitHub with one repository `acme/shop` that has these files on its default branch. */
export interface World extends AsyncDisposable {
  readonly github: Github
  readonly repository: Repository
  readonly log: ReturnType<typeof recordingLog>
  readonly clock: ReturnType<typeof patientClock>
  api(permissions?: Permissions, options?: { readonly fork?: boolean; readonly budgetMs?: number }): GithubApi
  event(event: RunnerEvent, scope?: 'auto' | 'changed' | 'all'): GithubEvent
  open(spec: PullRequestSpec): { readonly pull: PullRequest; readonly event: GithubEvent }
  change(event: GithubEvent, options?: { readonly api?: GithubApi; readonly policy?: string }): Change
}

/** Starts that world; everything it answers is held against GitHub's OpenAPI. */
export async function startWorld(files: Files, options: GithubOptions & { readonly isPrivate?: boolean } = {}): Promise<World> {
  const clock = patientClock()
  const github = await startGithub({ validate: githubValidator(), now: clock.now, ...options })
  const repository = github.repository('acme/shop', { isPrivate: options.isPrivate ?? true })
  repository.commit('main', files)
  const log = recordingLog()
  const transport = createTransport()
  const api: World['api'] = (permissions = everything, { fork = false, budgetMs = 600_000 } = {}) =>
    createGithubApi({
      apiUrl: github.url,
      graphqlUrl: github.graphqlUrl,
      token: github.token(permissions, { fork }),
      userAgent: 'preadmit-test',
      clock,
      log,
      transport,
      budget: { remainingMs: () => budgetMs - clock.sleptMs() },
    })
  const event: World['event'] = (happened, scope = 'auto') =>
    readEvent({
      name: happened.name,
      payload: happened.payload as Json,
      repository: repository.fullName,
      sha: happened.sha,
      scope,
    })
  return {
    github,
    repository,
    log,
    clock,
    api,
    event,
    open: (spec) => {
      const pull = repository.open(spec)
      return { pull, event: event(pullRequestEvent(github.url, repository, pull)) }
    },
    change: (about, { api: given, policy = '.github/preadmit.yml' } = {}) =>
      createGithubChange({ api: given ?? api(), event: about, policy: readPolicyInput(policy) }),
    [Symbol.asyncDispose]: () => github.close(),
  }
}

/** The value of an answer that must be there. */
export function valueIn<T>(answer: Answer<T>): T {
  if (answer.kind === 'found') return answer.value
  throw new Error(`expected an answer, got ${JSON.stringify(answer)}`)
}

/** The kind of problem of an answer that must be open. */
export function problemOf(answer: Answer<unknown> | undefined): string {
  return answer?.kind === 'unknown' ? answer.problem.kind : `not unknown but ${answer?.kind}`
}
