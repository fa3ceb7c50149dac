import { MalformedError } from '../crypto/checked.ts'
import { isRecord, type JsonRecord } from '../json-shape.ts'

/** The fields of a bundle whose names have several words, as sigstore_bundle.proto and what it imports write them. */
const FIELDS = [
  ...['media_type', 'verification_material', 'message_signature', 'dsse_envelope', 'message_digest', 'payload_type'],
  ...['public_key', 'x509_certificate_chain', 'raw_bytes', 'tlog_entries', 'timestamp_verification_data'],
  ...['rfc3161_timestamps', 'signed_timestamp', 'kind_version', 'inclusion_promise', 'inclusion_proof', 'log_id', 'key_id'],
  ...['log_index', 'integrated_time', 'canonicalized_body', 'signed_entry_timestamp', 'tree_size', 'root_hash'],
]
const JSON_NAMES: ReadonlyMap<string, string> = new Map(
  FIELDS.map((field) => [field, field.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]),
)

/**
 * The value with every field of a bundle under its JSON name: parsers of Protocol Buffers take the name of the definition as well.
 * Throws MalformedError for a field that stands there under both, of which readers would take different ones.
 */
export function inJsonNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inJsonNames)
  return isRecord(value) ? renamed(value) : value
}

function renamed(record: JsonRecord): JsonRecord {
  const entries = Object.entries(record).map(([key, value]) => [JSON_NAMES.get(key) ?? key, inJsonNames(value)] as const)
  const names = new Set(entries.map(([name]) => name))
  if (names.size < entries.length) throw new MalformedError('a field stands there under both of its names')
  return Object.fromEntries(entries)
}
