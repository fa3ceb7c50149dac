import { lookup as systemLookup } from 'node:dns/promises'
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import {
  CONNECT_TIMEOUT_MS,
  HEADERS_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  MAX_HEADER_BYTES,
  REQUEST_TIMEOUT_MS,
} from '../../model/limits.ts'
import { type Admittance, admits, bare } from './addresses.ts'
import { readBody, type Sink } from './body.ts'
import { checkedLookup, type Resolver, refused } from './lookup.ts'
import { type Proxies, type ProxyEnvironment, readProxies } from './proxies.ts'
import { createSlots, type Slots } from './slots.ts'
import { Stopped, type Trouble } from './trouble.ts'

/** One request. `maxBytes` bounds the body of a 200, `totalMs` its whole time where that is not the transport's. */
export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly maxBytes: number
  readonly totalMs?: number
  /** Makes, for each attempt, what takes the body of a 200 instead of the reply. */
  readonly open?: () => Sink
  readonly admittance: Admittance
}

/** An answer of a server, body complete; error bodies may be cut. `url` is where it came from, after redirects. */
export interface Reply {
  readonly url: URL
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** A reply or the trouble; never both. */
export type Outcome = { readonly reply: Reply } | { readonly trouble: Trouble }

/** Milliseconds for each stage of a request. */
export interface Timeouts {
  readonly connect: number
  readonly headers: number
  readonly idle: number
  readonly total: number
}

/** Sends one request to exactly the address that was checked. Never follows redirects, never decompresses, never throws. */
export interface Transport {
  send(ask: Ask, signal?: AbortSignal): Promise<Outcome>
  /** The proxies in use, without their credentials. */
  readonly proxies: Proxies
  /** Closes idle connections, so that the process can end. */
  close(): void
}

/** What a transport needs. */
export interface TransportOptions {
  readonly environment: ProxyEnvironment
  readonly resolver?: Resolver
  readonly timeouts?: Timeouts
}

const TIMEOUTS: Timeouts = {
  connect: CONNECT_TIMEOUT_MS,
  headers: HEADERS_TIMEOUT_MS,
  idle: IDLE_TIMEOUT_MS,
  total: REQUEST_TIMEOUT_MS,
}
const KEEP_ALIVE = { keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo' } as const

/** A transport over Node's own HTTP client: one that lets the caller choose the address that is dialled. */
export function createTransport(
  options: TransportOptions,
  bytesInFlight: Slots = createSlots(Number.MAX_SAFE_INTEGER),
): Transport {
  const resolver = options.resolver ?? ((hostname: string) => systemLookup(hostname, { all: true }))
  const usual = options.timeouts ?? TIMEOUTS
  const proxies = readProxies(options.environment)
  const plain = new HttpAgent(KEEP_ALIVE)
  const direct = new HttpsAgent({ ...KEEP_ALIVE, rejectUnauthorized: true })
  const proxied = new HttpsAgent({ ...KEEP_ALIVE, rejectUnauthorized: true, ...(proxies.agentOptions ?? {}) })

  return {
    proxies,
    close() {
      for (const agent of [plain, direct, proxied]) agent.destroy()
    },
    async send(ask, signal) {
      const hostname = bare(ask.url.hostname)
      const literal = isIP(hostname) !== 0
      if (literal && !admits(ask.admittance, hostname)) return { trouble: refused(ask.url.hostname, hostname) }
      const viaProxy = proxies.applies(ask.url)
      const lookup = checkedLookup(resolver, ask)
      const common = { method: ask.method, headers: ask.headers, maxHeaderSize: MAX_HEADER_BYTES, insecureHTTPParser: false }
      const start = (): ClientRequest =>
        ask.url.protocol === 'http:'
          ? httpRequest(ask.url, { ...common, agent: plain, lookup })
          : httpsRequest(ask.url, viaProxy ? { ...common, agent: proxied } : { ...common, agent: direct, lookup })
      const timeouts = ask.totalMs === undefined ? usual : { ...usual, total: ask.totalMs }
      return perform({ start, ask, timeouts, bytesInFlight, ...(signal === undefined ? {} : { signal }) })
    },
  }
}

interface Performance {
  readonly start: () => ClientRequest
  readonly ask: Ask
  readonly timeouts: Timeouts
  readonly bytesInFlight: Slots
  readonly signal?: AbortSignal
}

/** Runs one request to its end. Timers are cleared and the socket is given back or destroyed in every case. */
async function perform({ start, ask, timeouts, bytesInFlight, signal }: Performance): Promise<Outcome> {
  if (signal?.aborted === true) return { trouble: outOfTime }
  const request = start()
  let cause: Trouble | undefined
  const stop = (trouble: Trouble) => {
    cause ??= trouble
    request.destroy(new Stopped(trouble))
  }
  const guard = guardRequest(request, timeouts, stop)
  const abort = () => stop(outOfTime)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    const response = await responseOf(request, ask.body, guard)
    const sink = ask.open?.()
    const reading = { maxBytes: ask.maxBytes, bytesInFlight, method: ask.method, ...(sink === undefined ? {} : { sink }) }
    const body = await readBody(response, { ...reading, onBytes: () => guard.stage('idle'), onWait: guard.pause })
    return body.kind === 'read'
      ? { reply: { url: ask.url, status: response.statusCode ?? 0, headers: response.headers, body: body.bytes } }
      : { trouble: body.trouble }
  } catch (error) {
    return { trouble: cause ?? troubleOf(error, ask.url) }
  } finally {
    guard.clear()
    signal?.removeEventListener('abort', abort)
  }
}

function responseOf(request: ClientRequest, body: string | undefined, guard: Guard): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('close', () => reject(new Stopped({ kind: 'unreachable', detail: 'the connection was closed', again: true })))
    request.on('response', (response) => {
      guard.stage('idle')
      resolve(response)
    })
    request.on('upgrade', (_, socket) => socket.destroy())
    request.end(body)
  })
}

interface Guard {
  stage(name: keyof Timeouts): void
  pause(): void
  clear(): void
}

const STAGES: Readonly<Record<keyof Timeouts, string>> = {
  connect: 'no connection',
  headers: 'no answer',
  idle: 'no further byte of the answer',
  total: 'the answer was not complete',
}

function guardRequest(request: ClientRequest, timeouts: Timeouts, stop: (trouble: Trouble) => void): Guard {
  let timer: NodeJS.Timeout | undefined
  const late = (name: keyof Timeouts) => () =>
    stop({ kind: 'timeout', detail: `${STAGES[name]} within ${timeouts[name] / 1000} s`, again: true })
  const total = setTimeout(late('total'), timeouts.total)
  const pause = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const stage = (name: keyof Timeouts) => {
    clearTimeout(timer)
    const mine = setTimeout(() => setImmediate(() => timer === mine && late(name)()), timeouts[name])
    timer = mine
  }
  stage('connect')
  request.on('socket', (socket) => {
    if (!socket.connecting) stage('headers')
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => stage('headers'))
  })
  return {
    stage,
    pause,
    clear() {
      pause()
      clearTimeout(total)
    },
  }
}

const outOfTime: Trouble = { kind: 'timeout', detail: "the run's time was up", again: false }

/** Failures of a connection that may pass. Names that do not exist and certificates that nobody vouches for do not. */
const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
])

function troubleOf(error: unknown, url: URL): Trouble {
  if (error instanceof Stopped) return error.trouble
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error'
  if (code === 'HPE_HEADER_OVERFLOW')
    return { kind: 'too-large', detail: `the headers are larger than ${MAX_HEADER_BYTES} bytes`, again: false }
  if (code.startsWith('HPE_')) return { kind: 'malformed', detail: `the answer is not HTTP (${code})`, again: true }
  return { kind: 'unreachable', detail: `${url.host}: ${code}`, again: PASSING.has(code) }
}
