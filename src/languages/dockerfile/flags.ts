import { isSpace } from './go-space.ts'

/** A text that was taken out of another one with characters left out: `offsets` says where each of its characters stands there. */
export interface Taken {
  readonly text: string
  readonly offsets: readonly number[]
}

/** The flags of an instruction, quotes and escapes taken out, and where its other arguments begin. */
export interface Flags {
  readonly flags: readonly Taken[]
  readonly rest: number
}

interface Byte {
  readonly code: number
  readonly at: number
}

/** Splits `--flags` off an instruction's arguments as BuildKit does: byte by byte, so that parts of a letter such as `à` are white space to it. */
export function splitFlags(text: string, from: number, mark: string): Flags {
  const start = from + (/^[\t-\r ]*/.exec(text.slice(from))?.[0].length ?? 0)
  if (!text.startsWith('--', start)) return { flags: [], rest: start }
  const bytes = bytesOf(text, start)
  const flags: Taken[] = []
  for (let at = 0; ; ) {
    while (isSpace(charAt(bytes, at))) at++
    const begin = bytes[at]
    if (begin === undefined) return { flags, rest: text.length }
    if (charAt(bytes, at) !== '-' || charAt(bytes, at + 1) !== '-') return { flags, rest: begin.at }
    const read = readFlag(bytes, at, mark)
    const stop = bytes[read.next]
    if (read.flag.text === '--') return { flags, rest: stop?.at ?? text.length }
    flags.push(read.flag)
    at = read.next
  }
}

function readFlag(bytes: readonly Byte[], from: number, mark: string): { flag: Taken; next: number } {
  let flag = ''
  const offsets: number[] = []
  let quote = ''
  let at = from
  for (; at < bytes.length; at++) {
    let char = charAt(bytes, at)
    if (quote === '' && isSpace(char)) break
    if (quote === '' ? char === "'" || char === '"' : char === quote) {
      quote = quote === '' ? char : ''
      continue
    }
    if (char === mark) {
      if (at + 1 === bytes.length) continue
      char = charAt(bytes, ++at)
    }
    flag += char
    offsets.push(bytes[at]?.at ?? 0)
  }
  return { flag: { text: flag, offsets }, next: at }
}

function charAt(bytes: readonly Byte[], at: number): string {
  const byte = bytes[at]
  return byte === undefined ? '' : String.fromCharCode(byte.code)
}

function bytesOf(text: string, from: number): readonly Byte[] {
  const bytes: Byte[] = []
  let at = from
  for (const char of text.slice(from)) {
    const code = char.charCodeAt(0)
    if (code < 0x80) bytes.push({ code, at })
    else for (const one of Buffer.from(char)) bytes.push({ code: one, at })
    at += char.length
  }
  return bytes
}

/** A part of a taken text. */
export function partOf(taken: Taken, start: number, end = taken.text.length): Taken {
  return { text: taken.text.slice(start, end), offsets: taken.offsets.slice(start, end) }
}

/** The fields of one line of comma-separated values, as `--mount` holds them; none where a quote stands where it must not. */
export function fieldsOf(line: Taken): readonly Taken[] {
  const fields: Taken[] = []
  for (let at = 0; ; at++) {
    const read = line.text[at] === '"' ? quotedField(line, at + 1) : bareField(line, at)
    if (read === undefined) return []
    fields.push(read.field)
    at = read.next
    if (at >= line.text.length) return fields
  }
}

function bareField(line: Taken, from: number): { field: Taken; next: number } | undefined {
  const comma = line.text.indexOf(',', from)
  const next = comma < 0 ? line.text.length : comma
  const field = partOf(line, from, next)
  return field.text.includes('"') ? undefined : { field, next }
}

function quotedField(line: Taken, from: number): { field: Taken; next: number } | undefined {
  const kept: number[] = []
  for (let at = from; at < line.text.length; at++) {
    if (line.text[at] === '"' && line.text[at + 1] === '"') kept.push(at++)
    else if (line.text[at] !== '"') kept.push(at)
    else if (at + 1 === line.text.length || line.text[at + 1] === ',') return { field: picked(line, kept), next: at + 1 }
    else return undefined
  }
  return undefined
}

function picked({ text, offsets }: Taken, kept: readonly number[]): Taken {
  return { text: kept.map((at) => text[at] ?? '').join(''), offsets: kept.map((at) => offsets[at] ?? 0) }
}
