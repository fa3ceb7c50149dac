import type { Facts } from '../model/facts.ts'
import { UsageError } from '../model/usage-error.ts'

const LISTS = [
  'references',
  'unread',
  'resolutions',
  'evidence',
  'inventories',
  'objects',
  'gateFiles',
  'problems',
  'sources',
  'requests',
] as const

/**
 * Reads facts that a run recorded (`--facts`, `facts-file`). Facts of another version, or with a list missing, are refused with a
 * `UsageError`: a judgement over half of the facts would look like one over all of them.
 */
export function readFacts(text: string, file: string): Facts {
  const value = parsed(text, file)
  if (value.schemaVersion !== 1)
    throw refused(file, `the facts are of version ${JSON.stringify(value.schemaVersion)}, and this program reads version 1`)
  const missing = LISTS.filter((list) => !Array.isArray(value[list]))
  if (missing.length > 0) throw refused(file, `the facts lack ${missing.join(', ')}`)
  if (typeof value.now !== 'string' || Number.isNaN(Date.parse(value.now)))
    throw refused(file, 'the facts do not say when they were recorded')
  const { change } = value
  if (typeof change !== 'object' || change === null) throw refused(file, 'the facts do not say of which change they are')
  return value as unknown as Facts
}

function parsed(text: string, file: string): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as { readonly [key: string]: unknown }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw refused(file, 'the file holds no recorded facts')
}

function refused(file: string, why: string): UsageError {
  return new UsageError(`${file}: ${why}`, 'record them again: preadmit check --facts FILE', { file, line: 1, column: 1 })
}
