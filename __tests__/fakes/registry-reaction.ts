import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** A request as the fake saw it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the fake does instead of, or as, its answer. */
export interface Reaction {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Uint8Array | string
  readonly json?: unknown
  /** How the body arrives. Everything but `whole` is trouble. */
  readonly delivery?: Delivery
}

/** Ways to deliver a body: cut short of its announced length, byte by byte, never ending, no answer at all, connection cut. */
export type Delivery =
  | { readonly kind: 'whole' }
  | { readonly kind: 'truncated'; readonly after: number }
  | { readonly kind: 'dripping'; readonly everyMs: number }
  | { readonly kind: 'stalling'; readonly after: number }
  | { readonly kind: 'endless' }
  | { readonly kind: 'hanging' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'raw'; readonly text: string }

/** A gzip bomb: a few kilobytes on the wire that inflate to so many mebibytes. */
export function gzipBomb(mebibytes: number): Reaction {
  return { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(mebibytes * 1024 * 1024)) }
}

/** A web page, as gateways and captive portals send. */
export function webPage(status: number): Reaction {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!doctype html><title>Sign in</title>' }
}

/** Sends a reaction. */
export function react(response: ServerResponse, reaction: Reaction, method: string): void {
  const delivery = reaction.delivery ?? { kind: 'whole' }
  if (delivery.kind === 'hanging') return
  if (delivery.kind === 'reset') return void response.socket?.resetAndDestroy()
  if (delivery.kind === 'raw') return void response.socket?.end(delivery.text)
  const body = bytesOf(reaction)
  const json = reaction.json === undefined ? {} : { 'content-type': 'application/json' }
  const length = delivery.kind === 'endless' || delivery.kind === 'dripping' ? {} : { 'content-length': String(body.length) }
  response.writeHead(reaction.status ?? 200, { ...length, ...json, ...(reaction.headers as Record<string, string | string[]>) })
  if (method === 'HEAD') return void response.end()
  deliver(response, body, delivery)
}

function deliver(response: ServerResponse, body: Uint8Array, delivery: Delivery): void {
  if (delivery.kind === 'truncated') response.write(body.subarray(0, delivery.after), () => response.socket?.destroy())
  else if (delivery.kind === 'stalling') response.write(body.subarray(0, delivery.after))
  else if (delivery.kind === 'dripping') drip(response, body, delivery.everyMs)
  else if (delivery.kind === 'endless') pour(response)
  else response.end(body)
}

function drip(response: ServerResponse, body: Uint8Array, everyMs: number): void {
  let at = 0
  const timer = setInterval(() => {
    if (at < body.length) response.write(body.subarray(at, ++at))
    else {
      clearInterval(timer)
      response.end()
    }
  }, everyMs)
  response.on('close', () => clearInterval(timer))
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}

function bytesOf({ body, json }: Reaction): Uint8Array {
  if (json !== undefined) return Buffer.from(JSON.stringify(json))
  return typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array())
}
