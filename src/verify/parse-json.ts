import { parseStrictJson } from '../model/strict-json.ts'
import { MalformedError } from './crypto/checked.ts'

/** Parses JSON that all readers understand alike; `anyKeys` for documents with free keys in them. Throws MalformedError. */
export function parseJson(bytes: Uint8Array, anyKeys = false): unknown {
  const parsed = parseStrictJson(bytes, { anyKeys })
  if (!parsed.ok) throw new MalformedError(`it is not strict JSON: ${parsed.why}`)
  return parsed.value
}
