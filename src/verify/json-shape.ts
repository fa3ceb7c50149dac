import { foldKey } from '../model/strict-json.ts'
import { MalformedError } from './crypto/checked.ts'

/** A JSON object of unknown shape. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object (no list). */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object under a key. Throws MalformedError. */
export function recordAt(record: JsonRecord, key: string): JsonRecord {
  const value = own(record, key)
  if (!isRecord(value)) throw new MalformedError(`${key} is not an object`)
  return value
}

/** The object under a key, undefined where the key is missing or null. Throws MalformedError for anything else. */
export function optionalRecordAt(record: JsonRecord, key: string): JsonRecord | undefined {
  const value = own(record, key)
  return value === undefined || value === null ? undefined : recordAt(record, key)
}

/** The text under a key. Throws MalformedError. */
export function textAt(record: JsonRecord, key: string): string {
  const value = own(record, key)
  if (typeof value !== 'string') throw new MalformedError(`${key} is not a text`)
  return value
}

/** The list under a key; a missing one is empty, as in protobuf JSON. Throws MalformedError. */
export function listAt(record: JsonRecord, key: string): readonly unknown[] {
  const value = own(record, key)
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new MalformedError(`${key} is not a list`)
  return value
}

/** A non-negative 64-bit integer under a key, written as a number or as decimal digits (protobuf JSON). Throws MalformedError. */
export function integerAt(record: JsonRecord, key: string): bigint {
  const value = own(record, key)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  if (typeof value === 'string' && /^(?:0|[1-9][0-9]{0,18})$/.test(value)) return BigInt(value)
  throw new MalformedError(`${key} is not a non-negative integer`)
}

/** The value under an own key. */
export function own(record: JsonRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** Refuses keys that are not among these. Throws MalformedError. */
export function expectKeys(record: JsonRecord, known: readonly string[]): void {
  const stranger = Object.keys(record).find((key) => !known.includes(key))
  if (stranger !== undefined) throw new MalformedError(`the key ${JSON.stringify(stranger.slice(0, 60))} is not known there`)
}

/** Refuses keys that Go's reader would take for one of these: two readers must see the same document. Throws MalformedError. */
export function expectNoLookalikes(record: JsonRecord, known: readonly string[]): void {
  const lookalike = Object.keys(record).find(
    (key) => !known.includes(key) && known.some((name) => foldKey(name) === foldKey(key)),
  )
  if (lookalike !== undefined)
    throw new MalformedError(`the key ${JSON.stringify(lookalike.slice(0, 60))} looks like another one`)
}
