import { MAX_JSON_DEPTH, MAX_JSON_NODES } from './limits.ts'
import { readUtf8 } from './utf8.ts'

/** A JSON value as it was written. Objects are plain and never carry a `__proto__` key. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object. Read members with `member`: other access may find what every object inherits. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** A parsed document, or the reason why two readers could disagree about the bytes. */
export type ParsedJson = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly why: string }

/**
 * How strictly keys are told apart. `maps` names members whose keys are free text (annotations, labels): in them only equal
 * keys collide. Everywhere else keys that differ in case alone collide too, because Go programs read those as one key.
 * `anyKeys` switches that second check off for documents that no Go struct reads.
 */
export interface KeyRules {
  readonly maps?: readonly string[]
  readonly anyKeys?: boolean
  /** A lower bound than `MAX_JSON_NODES` for how many values are read. */
  readonly atMost?: number
}

/**
 * Reads one JSON document (RFC 8259) that every reader understands alike: valid UTF-8 without a byte order mark, one value and
 * nothing after it, no key twice in an object, no unpaired surrogates, numbers that a double can hold, bounded depth and size.
 */
export function parseStrictJson(bytes: Uint8Array, rules: KeyRules = {}): ParsedJson {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { ok: false, why: 'it starts with a byte order mark' }
  const text = readUtf8(bytes)
  if (text === undefined) return { ok: false, why: 'it is not valid UTF-8' }
  try {
    return { ok: true, value: readDocument(text, rules) }
  } catch (error) {
    if (error instanceof JsonMistake) return { ok: false, why: error.message }
    throw error
  }
}

/** The member of an object under exactly this key; undefined for anything else. */
export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The text under exactly this key; undefined for anything else, and for an empty one. */
export function textMember(value: JsonValue | undefined, key: string): string | undefined {
  const text = member(value, key)
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** Whether a value is an object: not null, not a list. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a list. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** What Go's encoding/json takes as the same key: case folding, with the Kelvin sign as k and the long s as s. */
export function foldKey(key: string): string {
  return key.toUpperCase().toLowerCase()
}

class JsonMistake extends Error {}

interface Reader {
  readonly text: string
  readonly maps: ReadonlySet<string>
  readonly anyKeys: boolean
  readonly atMost: number
  at: number
  nodes: number
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const NEEDS_DECODING = /[\\\u0000-\u001f]/
const SPACE = /[ \t\n\r]*/y
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const

function readDocument(text: string, rules: KeyRules): JsonValue {
  const reader: Reader = {
    text,
    maps: new Set(rules.maps),
    anyKeys: rules.anyKeys === true,
    atMost: rules.atMost ?? MAX_JSON_NODES,
    at: 0,
    nodes: 0,
  }
  skipSpace(reader)
  const value = readValue(reader, 0, false)
  if (reader.at < text.length) mistake(reader, 'more text after the end of the document')
  return value
}

function readValue(reader: Reader, depth: number, freeKeys: boolean): JsonValue {
  if (depth > MAX_JSON_DEPTH) mistake(reader, `nested deeper than ${MAX_JSON_DEPTH} levels`)
  if (++reader.nodes > reader.atMost) mistake(reader, `more than ${reader.atMost} values`)
  const next = reader.text[reader.at]
  if (next === '{') return readObject(reader, depth, freeKeys)
  if (next === '[') return readList(reader, depth)
  const value = next === '"' ? readString(reader) : readWord(reader)
  skipSpace(reader)
  return value
}

function readObject(reader: Reader, depth: number, freeKeys: boolean): JsonObject {
  const object: Record<string, JsonValue> = {}
  step(reader)
  if (take(reader, '}')) return object
  const seen = new Set<string>()
  do {
    if (reader.text[reader.at] !== '"') mistake(reader, 'a key was expected')
    const key = readString(reader)
    const folded = freeKeys || reader.anyKeys ? key : foldKey(key)
    if (key === '__proto__') mistake(reader, 'the key "__proto__" is refused')
    if (seen.has(folded)) mistake(reader, `the key ${JSON.stringify(key.slice(0, 60))} stands there twice (case is ignored)`)
    seen.add(folded)
    skipSpace(reader)
    expect(reader, ':')
    object[key] = readValue(reader, depth + 1, reader.maps.has(key))
  } while (take(reader, ','))
  expect(reader, '}')
  return object
}

function readList(reader: Reader, depth: number): readonly JsonValue[] {
  const list: JsonValue[] = []
  step(reader)
  if (take(reader, ']')) return list
  do list.push(readValue(reader, depth + 1, false))
  while (take(reader, ','))
  expect(reader, ']')
  return list
}

function readString(reader: Reader): string {
  const end = endOfString(reader.text, reader.at)
  if (end < 0) return mistake(reader, 'a string does not end')
  const raw = reader.text.slice(reader.at, end)
  const text = NEEDS_DECODING.test(raw) ? decodeString(reader, raw) : raw.slice(1, -1)
  if (!text.isWellFormed()) return mistake(reader, 'a string holds half of a surrogate pair')
  reader.at = end
  return text
}

function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote
    while (text[before - 1] === '\\') before--
    if ((quote - before) % 2 === 0) return quote + 1
  }
  return -1
}

function decodeString(reader: Reader, raw: string): string {
  try {
    return String(JSON.parse(raw))
  } catch {
    return mistake(reader, 'a string is not well formed')
  }
}

function readWord(reader: Reader): JsonValue {
  for (const [word, value] of WORDS) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length
      return value
    }
  }
  const raw = match(reader, NUMBER)
  if (raw === undefined) return mistake(reader, 'a value was expected')
  const number = Number(raw)
  return Number.isFinite(number) ? number : mistake(reader, 'a number is too large')
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at
  const text = pattern.exec(reader.text)?.[0]
  if (text !== undefined) reader.at += text.length
  return text
}

function skipSpace(reader: Reader): void {
  match(reader, SPACE)
}

function step(reader: Reader): void {
  reader.at++
  skipSpace(reader)
}

function take(reader: Reader, mark: string): boolean {
  if (reader.text[reader.at] !== mark) return false
  step(reader)
  return true
}

function expect(reader: Reader, mark: string): void {
  if (!take(reader, mark)) mistake(reader, `"${mark}" was expected`)
}

function mistake(reader: Reader, what: string): never {
  throw new JsonMistake(`${what} (at character ${reader.at})`)
}
