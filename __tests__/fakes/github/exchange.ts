import type { Repository } from './repository.ts'
import type { Permit, Token } from './tokens.ts'

/** How much GitHub gives in one answer; small numbers make tests of the edges cheap. */
export interface Caps {
  readonly treeEntries: number
  readonly pullFiles: number
  readonly patchLines: number
  readonly graphqlText: number
}

/** What a handler works on. `body` is the parsed JSON of the request. */
export interface Exchange {
  readonly url: string
  readonly repository: Repository
  readonly token: Token
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly accept: string
  readonly caps: Caps
}

/** What a handler answers: JSON, or bytes. */
export interface Reply {
  readonly status: number
  readonly json?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation of the API: its method and its path as GitHub's OpenAPI writes it. */
export interface Route {
  readonly method: string
  readonly template: string
  readonly permitted: readonly Permit[]
  /** Creates content that notifies people: it counts for the secondary limit. */
  readonly creates?: boolean
  readonly handle: (exchange: Exchange) => Reply
}

/** 200 with JSON. */
export function ok(json: unknown): Reply {
  return { status: 200, json }
}

/** An error as GitHub writes it. */
export function refuse(status: number, message: string, errors?: readonly unknown[]): Reply {
  const documentation_url = 'https://docs.github.com/rest'
  return { status, json: { message, documentation_url, status: String(status), ...(errors === undefined ? {} : { errors }) } }
}

/** GitHub's 404. */
export function notFound(): Reply {
  return refuse(404, 'Not Found')
}

/** One page of a list, with the links of the others. */
export function page(exchange: Exchange, items: readonly unknown[]): Reply {
  const size = Math.min(100, Math.max(1, Number(exchange.query.get('per_page') ?? 30)))
  const number = Math.max(1, Number(exchange.query.get('page') ?? 1))
  const last = Math.max(1, Math.ceil(items.length / size))
  const link = (to: number, rel: string): string => `<${exchange.url}/page?page=${to}&per_page=${size}>; rel="${rel}"`
  const headers = number < last ? { link: [link(number + 1, 'next'), link(last, 'last')].join(', ') } : {}
  return { status: 200, json: items.slice((number - 1) * size, number * size), headers }
}

/** A value that must be a string. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
