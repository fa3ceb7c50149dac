import { MalformedError } from './crypto/checked.ts'

/** Parses UTF-8 JSON. Throws MalformedError. */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new MalformedError('it is not UTF-8')
  try {
    return JSON.parse(text)
  } catch {
    throw new MalformedError('it is not JSON')
  }
}
