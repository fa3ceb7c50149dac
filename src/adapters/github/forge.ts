import type { Forge } from '../../ports/forge.ts'
import type { GithubApi } from './api.ts'
import { createChecks } from './checks.ts'
import { createConversation } from './conversation.ts'
import type { GithubEvent } from './event.ts'
import { createReviews } from './reviews.ts'
import type { IsOwn } from './viewer.ts'
import { ownComments } from './viewer.ts'

/** What the channels need. `runUrl` leads to the job; `runId` tells this run's check from others. */
export interface ForgeOptions {
  readonly api: GithubApi
  readonly event: GithubEvent
  readonly runUrl?: string
  readonly runId?: string
}

/** The channels that the event has: a check run on the head commit, and reviews and conversation where there is a pull request. */
export function createGithubForge({ api, event, runUrl, runId }: ForgeOptions): Forge {
  const repository = `${event.owner}/${event.repo}`
  const links = {
    ...(runUrl === undefined ? {} : { detailsUrl: runUrl }),
    ...(runId === undefined ? {} : { externalId: `preadmit:${runId}:${event.pullRequest?.baseRef ?? event.name}` }),
  }
  const checks = event.head === '' ? {} : { checks: createChecks({ api, repository, head: event.head, ...links }) }
  if (event.pullRequest === undefined) return checks
  let known: Promise<IsOwn> | undefined
  const isOwn = (): Promise<IsOwn> => {
    known ??= ownComments(api)
    return known
  }
  const options = { api, repository, pullRequest: event.pullRequest.number, head: event.head, isOwn }
  return { ...checks, reviews: createReviews(options), conversation: createConversation(options) }
}
