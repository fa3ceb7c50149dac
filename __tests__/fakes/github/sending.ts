import type { ServerResponse } from 'node:http'
import type { Reply } from './exchange.ts'

/** Sends a reply, or the first half of it and then nothing. */
export function send(
  response: ServerResponse,
  reply: Reply,
  how: { readonly headers: Readonly<Record<string, string>>; readonly truncated: boolean },
): void {
  const body = bodyOf(reply)
  const type = reply.bytes === undefined ? { 'content-type': 'application/json; charset=utf-8' } : {}
  const length = reply.status === 204 ? {} : { 'content-length': String(body.byteLength) }
  response.writeHead(reply.status, { ...how.headers, ...type, ...reply.headers, ...length })
  if (!how.truncated) return void response.end(body)
  response.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => response.destroy())
}

/** The same reply with something else in it than was asked for: other bytes, one tree entry less, another commit. */
export function wrongBytes(reply: Reply): Reply {
  if (reply.bytes !== undefined) return { ...reply, bytes: Buffer.concat([reply.bytes, Buffer.from('\n# and more\n')]) }
  const text = JSON.stringify(reply.json ?? {})
  const json = JSON.parse(text) as Record<string, unknown>
  if (Array.isArray(json.tree)) return { ...reply, json: { ...json, tree: json.tree.slice(1) } }
  const changed = text
    .replace(/"text":"/g, '"text":"# and more\\n')
    .replace(/"sha":"([0-9a-f])/g, (_, digit: string) => `"sha":"${digit === '0' ? '1' : '0'}`)
  return { ...reply, json: JSON.parse(changed) as unknown }
}

function bodyOf(reply: Reply): Buffer {
  if (reply.bytes !== undefined) return Buffer.from(reply.bytes)
  return reply.json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.json))
}
