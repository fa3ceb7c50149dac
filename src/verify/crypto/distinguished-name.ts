import { MalformedError } from './checked.ts'
import { childAt, type Der, readDer, readOid, TAG } from './der.ts'

const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
}
const TEXTS: readonly number[] = [TAG.utf8String, 0x13, 0x16]

/** A distinguished name as RFC 4514 writes it: last relative name first, special characters escaped. Throws MalformedError. */
export function formatName(der: Uint8Array): string {
  return readDer(der)
    .children.map((relative) => relative.children.map(attribute).join('+'))
    .toReversed()
    .join(',')
}

function attribute(node: Der): string {
  const oid = readOid(childAt(node, 0))
  const value = childAt(node, 1)
  if (!TEXTS.includes(value.tag)) throw new MalformedError('a name is not written as text')
  const text = value.content.toString('utf8')
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new MalformedError('a name holds control characters')
  return `${SHORT[oid] ?? oid}=${escapeValue(text)}`
}

function escapeValue(text: string): string {
  return text.replace(/[,+"\\<>;=]/g, '\\$&').replace(/^[ #]|(?<=.) $/g, '\\$&')
}
