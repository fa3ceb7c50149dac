import { isUtf8 } from 'node:buffer'
import { type Answer, found, type ProblemKind, unknown } from '../../model/answer.ts'
import { BUNDLES_AT_ONCE, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_BYTES } from '../../model/limits.ts'
import type { Download, Downloaded } from '../download.ts'
import type { Json } from './json.ts'
import { at, parseJson, textAt } from './json.ts'
import { unpackSnappy } from './snappy.ts'

/**
 * The bundle of each attestation that GitHub lists, in that order: the one in the answer, else the one that stands at `bundle_url`.
 * The download carries no token. What is wrong with one item is that item's answer and hides no other.
 */
export async function readBundles(items: readonly Json[], download: Download, about: string): Promise<readonly Answer<string>[]> {
  const answers: Answer<string>[] = []
  let left = MAX_ATTACHMENTS_BYTES
  for (let first = 0; first < items.length; first += BUNDLES_AT_ONCE) {
    const maxBytes = Math.min(MAX_ATTACHMENT_BYTES, left)
    const batch = items.slice(first, first + BUNDLES_AT_ONCE)
    for (const item of await Promise.all(batch.map((one) => fetchItem(one, download, maxBytes)))) {
      const read = readItem(item, Math.min(MAX_ATTACHMENT_BYTES, left))
      left -= read.kind === 'text' ? read.bytes : 0
      answers.push(read.kind === 'text' ? found(read.text) : unknown(read.kind, about, read.why))
    }
  }
  return answers
}

type Item =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'elsewhere'; readonly host: string; readonly reply: Downloaded }

async function fetchItem(item: Json, download: Download, maxBytes: number): Promise<Item> {
  const bundle = at(item, 'bundle')
  if (typeof bundle === 'object' && bundle !== null) return { kind: 'inline', text: JSON.stringify(bundle) }
  const url = textAt(item, 'bundle_url')
  if (url === undefined || url === '') return { kind: 'nowhere' }
  const reply: Downloaded =
    maxBytes > 0 ? await download(url, { maxBytes }) : { kind: 'trouble', problem: 'too-large', why: TOO_LARGE }
  return { kind: 'elsewhere', host: URL.parse(url)?.host ?? 'no host', reply }
}

type Read =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number }
  | { readonly kind: ProblemKind; readonly why: string }

const TOO_LARGE = `an attestation has more than ${MAX_ATTACHMENT_BYTES} bytes, or more than ${MAX_ATTACHMENTS_BYTES} with the others`

/** The URL itself is never shown: its query is a key to the file. */
function readItem(item: Item, maxBytes: number): Read {
  if (item.kind === 'inline') return { kind: 'text', text: item.text, bytes: 0 }
  if (item.kind === 'nowhere')
    return { kind: 'unsupported', why: 'GitHub lists an attestation without saying where its bundle is' }
  const { host, reply } = item
  if (reply.kind === 'refused')
    return {
      kind: [401, 403].includes(reply.status) ? 'denied' : 'malformed',
      why: `GitHub stores an attestation at ${host}, which answered ${reply.status}`,
    }
  if (reply.kind === 'trouble')
    return { kind: reply.problem, why: reply.problem === 'too-large' ? TOO_LARGE : `an attestation at ${host}: ${reply.why}` }
  const body = readBody(reply.bytes, maxBytes)
  return body.kind === 'malformed' ? { ...body, why: `the attestation at ${host} ${body.why}` } : body
}

/** A body is the bundle's JSON, or a snappy block of it: whatever its headers say, it is exactly one of them or it is not read. */
function readBody(body: Uint8Array, maxBytes: number): Read {
  const plain = objectText(body)
  if (plain !== undefined) return body.length > maxBytes ? tooLarge : { kind: 'text', text: plain, bytes: body.length }
  const unpacked = unpackSnappy(body, maxBytes)
  if (unpacked.kind === 'too-large') return tooLarge
  if (unpacked.kind !== 'unpacked') return { kind: 'malformed', why: `is neither JSON nor a snappy block: ${unpacked.why}` }
  const text = objectText(unpacked.bytes)
  if (text === undefined) return { kind: 'malformed', why: 'is a snappy block of something that is no JSON object' }
  return { kind: 'text', text, bytes: unpacked.bytes.length }
}

const tooLarge: Read = { kind: 'too-large', why: TOO_LARGE }
const BRACE = '{'.charCodeAt(0)
const SPACE = [' ', '\t', '\r', '\n'].map((one) => one.charCodeAt(0))

/** The text of a JSON object in UTF-8; undefined for all else. The first byte decides whether it is worth reading. */
function objectText(bytes: Uint8Array): string | undefined {
  if (bytes.find((byte) => !SPACE.includes(byte)) !== BRACE) return undefined
  if (!isUtf8(bytes)) return undefined
  const text = Buffer.from(bytes).toString('utf8')
  return typeof parseJson(text) === 'object' ? text : undefined
}
