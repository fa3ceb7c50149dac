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

/** One attribute of a distinguished name; `alone` unless it is joined with others in one relative name. */
export interface NameAttribute {
  readonly oid: string
  readonly text: string
  readonly alone: boolean
}

/** The attributes of a distinguished name in the order written. Throws MalformedError. */
export function attributesOf(der: Uint8Array): readonly NameAttribute[] {
  return readDer(der).children.flatMap((relative) =>
    relative.children.map((node) => ({
      oid: readOid(childAt(node, 0)),
      text: textOf(childAt(node, 1)),
      alone: relative.children.length === 1,
    })),
  )
}

function attribute(node: Der): string {
  const oid = readOid(childAt(node, 0))
  return `${SHORT[oid] ?? oid}=${escapeValue(textOf(childAt(node, 1)))}`
}

function textOf(value: Der): string {
  if (!TEXTS.includes(value.tag)) throw new MalformedError('a name is not written as text')
  const text = value.content.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(value.content)) throw new MalformedError('a name is not UTF-8')
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new MalformedError('a name holds control characters')
  return text
}

function escapeValue(text: string): string {
  return text.replace(/[,+"\\<>;=]/g, '\\$&').replace(/^[ #]|(?<=.) $/g, '\\$&')
}
