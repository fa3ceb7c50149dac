import http from 'node:http'
import https from 'node:https'

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
 * A transport over kept-alive connections. It goes through the proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY in `env`, follows no
 * redirect, and asks for unencoded bodies, so that the size limit is the size that arrives.
 */
export function createTransport(env: Readonly<Record<string, string | undefined>>): Transport {
  const options = { keepAlive: true, maxSockets: 8, proxyEnv: { ...env } }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
  return (request) => {
    const secure = request.url.protocol === 'https:'
    return exchange(request, (headers) => {
      const target = { method: request.method, headers, agent: secure ? agents['https:'] : agents['http:'] }
      return secure ? https.request(request.url, target) : http.request(request.url, target)
    })
  }
}

function exchange(
  request: HttpRequest,
  open: (headers: Readonly<Record<string, string>>) => http.ClientRequest,
): Promise<Exchanged> {
  if (request.signal?.aborted === true) return Promise.resolve({ kind: 'aborted', detail: 'the time for this run is over' })
  return new Promise((resolve) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8')
    const length = body === undefined ? {} : { 'content-length': String(body.byteLength) }
    const sent = open({ ...request.headers, 'accept-encoding': 'identity', ...length })
    const end = (result: Exchanged): void => {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', abort)
      resolve(result)
      if (result.kind !== 'reply') sent.destroy()
    }
    const abort = (): void => end({ kind: 'aborted', detail: 'the time for this run is over' })
    const timer = setTimeout(
      () => end({ kind: 'timeout', detail: `no complete answer in ${request.timeoutMs} ms` }),
      request.timeoutMs,
    )
    request.signal?.addEventListener('abort', abort)
    sent.on('error', (error) => end({ kind: 'lost', detail: reasonOf(error) }))
    sent.on('response', (response) => collect(response, request.maxBytes, end))
    sent.end(body)
  })
}

function collect(response: http.IncomingMessage, maxBytes: number, end: (result: Exchanged) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.byteLength
    if (size > maxBytes) end({ kind: 'too-large', detail: `the answer has more than ${maxBytes} bytes` })
    else chunks.push(chunk)
  })
  response.on('error', (error) => end({ kind: 'lost', detail: reasonOf(error) }))
  response.on('aborted', () => end({ kind: 'lost', detail: 'the connection broke off in the middle of the answer' }))
  response.on('end', () => {
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
    end({ kind: 'reply', reply: { status: response.statusCode ?? 0, headers, bytes: Buffer.concat(chunks) } })
  })
}

function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message
  return code === '' ? error.name : code
}
