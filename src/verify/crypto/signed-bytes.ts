import type { Content } from '../material.ts'

/** The bytes under the signature: the message, or the DSSE pre-authentication encoding (lengths in bytes). */
export function signedBytes(content: Content): Buffer {
  if (content.kind === 'message') return content.payload
  const type = Buffer.from(content.payloadType, 'utf8')
  const head = Buffer.from(`DSSEv1 ${type.length} `)
  return Buffer.concat([head, type, Buffer.from(` ${content.payload.length} `), content.payload])
}
