import type { GithubApi } from './api.ts'
import type { Json } from './json.ts'
import { textAt } from './json.ts'

/** Tells whether a comment was written by this token's own account. */
export type IsOwn = (comment: Json) => boolean

const MARKER = '<!-- preadmit:'
const WORKFLOW_BOT = 'github-actions[bot]'

/**
 * Who this token writes as. A comment is own only if its author is that account, of that type, and its text carries this product's
 * marker: a marker alone can be written by anybody. Where GitHub does not say who the viewer is, a workflow's bot is assumed.
 */
export async function ownComments(api: GithubApi): Promise<IsOwn> {
  const answer = await api.graphql('query { viewer { login } }', {})
  const named = answer.kind === 'found' ? textAt(answer.value, 'viewer', 'login') : undefined
  const login = api.actsAsBot ? botLogin(named ?? WORKFLOW_BOT) : named
  const type = api.actsAsBot ? 'Bot' : 'User'
  return (comment) =>
    login !== undefined &&
    textAt(comment, 'user', 'login') === login &&
    textAt(comment, 'user', 'type') === type &&
    (textAt(comment, 'body') ?? '').includes(MARKER)
}

function botLogin(login: string): string {
  return login.endsWith('[bot]') ? login : `${login}[bot]`
}
