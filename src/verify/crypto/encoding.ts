import { MalformedError } from './checked.ts'

/** Decodes standard base64 that is exactly what encoding its bytes gives, line breaks aside (as Go reads it). Throws MalformedError. */
export function readBase64(text: string, what: string): Buffer {
  const packed = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text
  const bytes = Buffer.from(packed, 'base64')
  if (bytes.toString('base64') !== packed) throw new MalformedError(`${what} is not base64`)
  return bytes
}

/** Decodes base64 of either alphabet, with or without padding, as DSSE allows (secure-systems-lab/dsse, envelope.md). Throws MalformedError. */
export function readAnyBase64(text: string, what: string): Buffer {
  if (/[-_]/.test(text) && /[+/]/.test(text)) throw new MalformedError(`${what} mixes two base64 alphabets`)
  const standard = text.replaceAll('-', '+').replaceAll('_', '/')
  return readBase64(/=$/.test(standard) ? standard : standard.padEnd(Math.ceil(standard.length / 4) * 4, '='), what)
}

/** Decodes lower- or upper-case hexadecimal. Throws MalformedError. */
export function readHex(text: string, what: string): Buffer {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new MalformedError(`${what} is not hexadecimal`)
  return Buffer.from(text, 'hex')
}

/** One block of a PEM text. */
export interface PemBlock {
  readonly label: string
  readonly der: Buffer
}

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\s]*?)-----END ([A-Z0-9 ]+)-----/g

/** All blocks of a PEM text, and nothing but white space between them (RFC 7468, no headers). Throws MalformedError. */
export function readPem(text: string, what: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  let end = 0
  for (const match of text.matchAll(PEM)) {
    const [whole, label = '', body = '', closing] = match
    if (text.slice(end, match.index).trim() !== '' || label !== closing) throw new MalformedError(`${what} is not PEM`)
    blocks.push({ label, der: readBase64(body.replace(/[ \t]/g, ''), what) })
    end = match.index + whole.length
  }
  if (blocks.length === 0 || text.slice(end).trim() !== '') throw new MalformedError(`${what} is not PEM`)
  return blocks
}
