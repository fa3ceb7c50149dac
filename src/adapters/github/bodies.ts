import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import { MAX_API_PAGES } from '../../model/limits.ts'
import type { HttpReply } from './http.ts'
import type { Json } from './json.ts'
import { listAt, parseJson, textAt } from './json.ts'

/** The JSON of a reply; nothing at all reads as an empty object. */
export function jsonOf(answer: Answer<HttpReply>, about: string): Answer<Json> {
  if (answer.kind !== 'found') return answer
  if (answer.value.bytes.byteLength === 0) return found({})
  const value = parseJson(new TextDecoder().decode(answer.value.bytes))
  return value === undefined ? unknown('malformed', about, 'GitHub answered with something that is not JSON') : found(value)
}

/** All items of a list, page by page, as `send` gets them; unknown when it goes on past MAX_API_PAGES pages. */
export async function allPages(
  send: (request: { readonly method: 'GET'; readonly path: string }) => Promise<Answer<HttpReply>>,
  path: string,
): Promise<Answer<readonly Json[]>> {
  const items: Json[] = []
  for (let page = 1; page <= MAX_API_PAGES; page++) {
    const reply = await send({ method: 'GET', path: `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}` })
    const answer = jsonOf(reply, path)
    if (answer.kind !== 'found') return answer
    const list = listAt(answer.value)
    if (list === undefined) return unknown('malformed', path, 'GitHub answered with something that is not a list')
    items.push(...list)
    if (reply.kind === 'found' && !(reply.value.headers.link ?? '').includes('rel="next"')) return found(items)
  }
  return unknown('too-many', path, `the list has more than ${MAX_API_PAGES} pages`)
}

/** The `data` of a GraphQL answer; errors come with status 200. */
export function graphqlData(answer: Answer<Json>): Answer<Json> {
  if (answer.kind !== 'found') return answer
  const errors = listAt(answer.value, 'errors') ?? []
  const data = (answer.value as { readonly data?: Json }).data
  const first = errors[0]
  if (first !== undefined) {
    const kind = textAt(first, 'type') === 'RATE_LIMITED' ? 'rate-limited' : 'denied'
    return unknown(kind, '/graphql', textAt(first, 'message') ?? 'the query was refused')
  }
  return data === undefined ? unknown('malformed', '/graphql', 'the answer has no data') : found(data)
}
