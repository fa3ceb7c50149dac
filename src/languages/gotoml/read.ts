import { LimitReached } from '../govalue/callable.ts'
import { derivedText, type Text } from '../govalue/text.ts'
import { ANY_LIST, ANY_MAP, bool, float, int, list, type MapValue, map, type Value } from '../govalue/value.ts'
import { type Reader, refused } from './reader.ts'
import { takeBasic, takeLiteral, takeMultiline } from './strings.ts'

const MAX_DEPTH = 500

/** A document as BurntSushi/toml reads it into a map. Throws `TomlSyntaxProblem`. */
export function readToml(source: Text, spend: (steps: number) => void, date: Reader['date']): MapValue {
  const reader: Reader = { text: source.text, source, spend, date, at: 0, depth: 0, closed: new Set() }
  const root = new Map<string, Value>()
  let table = root
  for (skipLines(reader); reader.at < reader.text.length; skipLines(reader)) {
    spend(1)
    if (reader.text[reader.at] === '[') table = readHeader(reader, root)
    else readPair(reader, table)
    skipBlank(reader)
    if (!/^(?:#[^\n]*)?(?:\r?\n|$)/.test(reader.text.slice(reader.at, reader.at + 4096))) throw refused(reader)
  }
  return map(root, ANY_MAP)
}

function skipBlank(reader: Reader): void {
  while (reader.text[reader.at] === ' ' || reader.text[reader.at] === '\t') reader.at++
}

function skipLines(reader: Reader): void {
  const found = /^(?:[ \t\r\n]|#[^\n]*)*/.exec(reader.text.slice(reader.at))
  reader.at += found?.[0].length ?? 0
}

function expect(reader: Reader, characters: string): void {
  if (!reader.text.startsWith(characters, reader.at)) throw refused(reader)
  reader.at += characters.length
}

function readKey(reader: Reader): readonly string[] {
  const parts: string[] = []
  for (;;) {
    skipBlank(reader)
    const char = reader.text[reader.at]
    if (char === '"') parts.push(takeBasic(reader))
    else if (char === "'") parts.push(takeLiteral(reader))
    else {
      const bare = /^[\w-]+/.exec(reader.text.slice(reader.at, reader.at + 1024))?.[0]
      if (bare === undefined) throw refused(reader)
      parts.push(bare)
      reader.at += bare.length
    }
    skipBlank(reader)
    if (reader.text[reader.at] !== '.') return parts
    reader.at++
  }
}

function readHeader(reader: Reader, root: Map<string, Value>): Map<string, Value> {
  const many = reader.text.startsWith('[[', reader.at)
  reader.at += many ? 2 : 1
  const key = readKey(reader)
  expect(reader, many ? ']]' : ']')
  const parent = descend(reader, root, key.slice(0, -1))
  const last = key.at(-1) ?? ''
  const old = parent.get(last)
  if (!many) {
    const table = old === undefined ? new Map<string, Value>() : tableOf(reader, old)
    if (reader.closed.has(table)) throw refused(reader)
    reader.closed.add(table)
    if (old === undefined) parent.set(last, map(table))
    return table
  }
  if (old !== undefined && (old.kind !== 'list' || old.type !== TABLES)) throw refused(reader)
  const table = new Map<string, Value>()
  parent.set(last, list([...(old?.kind === 'list' ? old.items : []), map(table)], TABLES))
  return table
}

const TABLES = '[]map[string]interface {}'

/** The table under a path, made where it is not there; of a list of tables the last one. */
function descend(reader: Reader, from: Map<string, Value>, path: readonly string[]): Map<string, Value> {
  let table = from
  for (const part of path) {
    const old = table.get(part)
    const next = old === undefined ? new Map<string, Value>() : tableOf(reader, old)
    if (old === undefined) table.set(part, map(next))
    table = next
  }
  return table
}

function tableOf(reader: Reader, value: Value): Map<string, Value> {
  const last = value.kind === 'list' && value.type === TABLES ? value.items.at(-1) : value
  if (last?.kind !== 'map') throw refused(reader)
  return last.entries
}

function readPair(reader: Reader, table: Map<string, Value>): void {
  const key = readKey(reader)
  expect(reader, '=')
  skipBlank(reader)
  const value = readValue(reader)
  const parent = descend(reader, table, key.slice(0, -1))
  const last = key.at(-1) ?? ''
  if (parent.has(last)) throw refused(reader)
  parent.set(last, value)
}

function readValue(reader: Reader): Value {
  reader.spend(1)
  const { text, at } = reader
  const char = text[at]
  if (char === '[' || char === '{') {
    if (++reader.depth > MAX_DEPTH) throw new LimitReached(`TOML is nested deeper than ${MAX_DEPTH}`)
    const value = char === '[' ? readArray(reader) : readInline(reader)
    reader.depth--
    return value
  }
  if (char === '"' || char === "'") return readString(reader)
  const bare = /^[\w.+:-]+(?: \d\d:[\d:.]+(?:[Zz]|[+-]\d\d:\d\d)?)?/.exec(text.slice(at, at + 512))?.[0]
  const value = bare === undefined ? undefined : (bareValue(bare) ?? reader.date(bare))
  if (bare === undefined || value === undefined) throw refused(reader)
  reader.at += bare.length
  return value
}

function readString(reader: Reader): Value {
  const { at, text } = reader
  const long = text.startsWith('"""', at) || text.startsWith("'''", at)
  const value = long ? takeMultiline(reader) : text[at] === '"' ? takeBasic(reader) : takeLiteral(reader)
  return derivedText(value, [reader.source])
}

function readArray(reader: Reader): Value {
  const items: Value[] = []
  reader.at++
  for (skipLines(reader); reader.text[reader.at] !== ']'; skipLines(reader)) {
    items.push(readValue(reader))
    skipLines(reader)
    if (reader.text[reader.at] === ',') reader.at++
    else if (reader.text[reader.at] !== ']') throw refused(reader)
  }
  reader.at++
  return list(items, ANY_LIST)
}

function readInline(reader: Reader): Value {
  const entries = new Map<string, Value>()
  reader.at++
  skipBlank(reader)
  for (let more = reader.text[reader.at] !== '}'; more; ) {
    readPair(reader, entries)
    skipBlank(reader)
    more = reader.text[reader.at] === ','
    if (more) reader.at++
  }
  expect(reader, '}')
  reader.closed.add(entries)
  return map(entries)
}

function bareValue(bare: string): Value | undefined {
  if (bare === 'true' || bare === 'false') return bool(bare === 'true')
  if (/^[+-]?(?:inf|nan)$/.test(bare))
    return float(bare.endsWith('nan') ? Number.NaN : bare.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
  const plain = bare.replace(/(?<=[0-9A-Fa-f])_(?=[0-9A-Fa-f])/g, '')
  const based = /^0(?:x[0-9A-Fa-f]+|o[0-7]+|b[01]+)$/.test(plain)
  if (based || /^[+-]?(?:0|[1-9]\d*)$/.test(plain)) return integer(plain)
  return /^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(plain) ? float(Number(plain)) : undefined
}

function integer(plain: string): Value | undefined {
  const value = plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain.replace('+', ''))
  return value < -(2n ** 63n) || value >= 2n ** 63n ? undefined : int(value, 'int64')
}
