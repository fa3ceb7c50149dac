import { defaults as runnerDefaults } from '@actions/github/lib/utils'
import { Octokit } from '@octokit/rest'

/** One HTTP request, already complete with its headers. */
export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** A whole reply. Header names are lower case. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

/** How an exchange ended. `lost`: the connection failed or broke off; whether the server acted is not known. */
export type Exchanged =
  | { readonly kind: 'reply'; readonly reply: HttpReply }
  | { readonly kind: 'lost' | 'timeout' | 'too-large' | 'aborted'; readonly detail: string }

/** Sends one request and reads the whole reply. Never rejects. */
export type Transport = (request: HttpRequest) => Promise<Exchanged>

/**
 * A transport over Octokit. It goes through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, follows no redirect, and asks
 * for unencoded bodies, so that the size limit is the size that arrives. What Octokit reads into a reply is not used: a reply
 * is the bytes that came, and what they mean is decided in one place.
 */
export function createTransport(): Transport {
  const octokit = new Octokit({ log: SILENT })
  return async (request) => {
    if (request.signal?.aborted === true) return { kind: 'aborted', detail: 'the time for this run is over' }
    const timeout = AbortSignal.timeout(request.timeoutMs)
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal])
    const kept: { reply?: HttpReply } = {}
    try {
      await octokit.request({
        method: request.method,
        url: request.url.href,
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        ...(request.body === undefined ? {} : { data: request.body }),
        request: { signal, redirect: 'manual', fetch: keeping(kept, request.maxBytes) },
      })
      return kept.reply === undefined ? { kind: 'lost', detail: 'there was no answer' } : { kind: 'reply', reply: kept.reply }
    } catch (error) {
      return kept.reply === undefined ? failure(error, request, timeout) : { kind: 'reply', reply: kept.reply }
    }
  }
}

type Fetch = (url: string, options: Record<string, unknown>) => Promise<Response>

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

class TooLarge extends Error {}

/** The runner's own fetch, which knows its proxies, with a bound on what is read. */
function keeping(kept: { reply?: HttpReply }, maxBytes: number): Fetch {
  const send = runnerDefaults.request?.fetch as Fetch
  return async (url, options) => {
    const response = await send(url, options)
    const bytes = await readWithin(response, maxBytes)
    const headers = Object.fromEntries(response.headers)
    kept.reply = { status: response.status, headers, bytes }
    const bodyless = response.status === 204 || response.status === 205 || response.status === 304 || response.status < 200
    return new Response(bodyless ? null : new Uint8Array(bytes), { status: response.status, headers })
  }
}

async function readWithin(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new TooLarge(`the answer has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function failure(error: unknown, request: HttpRequest, timeout: AbortSignal): Exchanged {
  const cause = error instanceof Error && error.name === 'HttpError' ? error.cause : error
  if (cause instanceof TooLarge) return { kind: 'too-large', detail: cause.message }
  if (request.signal?.aborted === true) return { kind: 'aborted', detail: 'the time for this run is over' }
  if (timeout.aborted) return { kind: 'timeout', detail: `no complete answer in ${request.timeoutMs} ms` }
  return { kind: 'lost', detail: reasonOf(cause) }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed'
  const inner = error.cause instanceof Error ? error.cause : error
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.message
  return code === '' ? inner.name : code
}
