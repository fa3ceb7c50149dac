import type { IncomingMessage } from 'node:http'
import { MAX_ERROR_BYTES } from '../../model/limits.ts'
import type { Slots } from './slots.ts'
import type { Trouble } from './trouble.ts'

/** How a body is read. `onBytes` hears of progress, `onWait` that reading waits for its turn. */
export interface Reading {
  readonly maxBytes: number
  readonly method: string
  readonly bytesInFlight: Slots
  /** Where the bytes of a success go instead of being kept; false ends the reading. */
  readonly sink?: Sink
  readonly onBytes: () => void
  readonly onWait: () => void
}

/** Takes bytes while they arrive; false when it has had enough. */
export type Sink = (chunk: Uint8Array) => Promise<boolean>

/** The bytes as they came (none where a sink took them), or why they are not used. */
export type Body = { readonly kind: 'read'; readonly bytes: Uint8Array } | { readonly kind: 'refused'; readonly trouble: Trouble }

/**
 * Reads a body within its cap. A content encoding is refused, not decoded; a body that is longer than announced or than the cap
 * is refused at that byte; of an error answer only the beginning is read. Rejects when the connection breaks.
 */
export async function readBody(response: IncomingMessage, reading: Reading): Promise<Body> {
  const success = response.statusCode === 200
  const encoding = response.headers['content-encoding']
  if (success && encoding !== undefined && encoding !== 'identity')
    return refuse(response, {
      kind: 'malformed',
      detail: `the answer is encoded (${encoding.slice(0, 40)}), which was not asked for`,
      again: false,
    })
  const cap = success ? reading.maxBytes : MAX_ERROR_BYTES
  const announced = announcedLength(response)
  if (success && reading.method !== 'HEAD' && announced !== undefined && announced > cap) return refuse(response, tooLarge(cap))
  const { sink } = reading
  if (success && sink !== undefined) return pour(response, { cap, sink, onBytes: reading.onBytes, onWait: reading.onWait })
  reading.onWait()
  return reading.bytesInFlight.hold(Math.min(announced ?? cap, cap), () => {
    reading.onBytes()
    return collect(
      response,
      { cap, whole: success, announced: announced === undefined ? undefined : Math.min(announced, cap) },
      reading.onBytes,
    )
  })
}

interface Shape {
  readonly cap: number
  readonly whole: boolean
  readonly announced: number | undefined
}

/** An announced body is put into its place chunk by chunk; of the others the chunks are kept until the end. */
async function collect(response: IncomingMessage, { cap, whole, announced }: Shape, onBytes: () => void): Promise<Body> {
  const place = announced === undefined ? undefined : Buffer.allocUnsafeSlow(announced)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    onBytes()
    if (length + chunk.length > cap && whole) return refuse(response, tooLarge(cap))
    if (place === undefined) chunks.push(chunk)
    else chunk.copy(place, length)
    length += chunk.length
    if (length > cap) break
  }
  if (whole && !response.complete)
    return refuse(response, { kind: 'unreachable', detail: 'the answer was cut short', again: true })
  return { kind: 'read', bytes: place === undefined ? Buffer.concat(chunks) : place.subarray(0, Math.min(length, place.length)) }
}

interface Pouring extends Pick<Reading, 'onBytes' | 'onWait'> {
  readonly cap: number
  readonly sink: Sink
}

/** Hands a body on. While the sink works no time of the server's runs. */
async function pour(response: IncomingMessage, { cap, sink, onBytes, onWait }: Pouring): Promise<Body> {
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > cap) return refuse(response, tooLarge(cap))
    onWait()
    if (!(await sink(chunk))) return refuse(response, { kind: 'too-large', detail: 'reading it was ended', again: false })
    onBytes()
  }
  if (!response.complete) return refuse(response, { kind: 'unreachable', detail: 'the answer was cut short', again: true })
  return { kind: 'read', bytes: new Uint8Array() }
}

function announcedLength(response: IncomingMessage): number | undefined {
  const text = response.headers['content-length']
  return text === undefined || !/^\d{1,15}$/.test(text) ? undefined : Number(text)
}

function tooLarge(cap: number): Trouble {
  return { kind: 'too-large', detail: `the answer is larger than ${cap} bytes, the most that is read of it`, again: false }
}

function refuse(response: IncomingMessage, trouble: Trouble): Body {
  response.destroy()
  return { kind: 'refused', trouble }
}
