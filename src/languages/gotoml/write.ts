import { formatFloat } from '../gofmt/float.ts'
import { LimitReached } from '../govalue/callable.ts'
import { kindOf, sourcesOf } from '../govalue/inspect.ts'
import { type Piece, piecesOf, type Text, text, textOfPieces, unknownText } from '../govalue/text.ts'
import { bytesOf, compareBytes } from '../govalue/utf8.ts'
import { int, type Value } from '../govalue/value.ts'

/** Why a value has no TOML, in the words of BurntSushi/toml. */
export class TomlProblem extends Error {}

interface Writer {
  readonly out: Text[]
  readonly spend: (steps: number) => void
  depth: number
}

/** TOML nests no deeper here; a value that holds itself would never end. */
const MAX_DEPTH = 500

/** A value as BurntSushi/toml v1.6.0 encodes it: keys sorted, plain ones before tables, nested tables indented. Throws `TomlProblem`. */
export function writeToml(value: Value, spend: (steps: number) => void): Text {
  const writer: Writer = { out: [], spend, depth: 0 }
  encode(writer, [], value)
  return textOfPieces(writer.out.flatMap(piecesOf))
}

type Kind = 'nil' | 'scalar' | 'array' | 'table' | 'tables'

/** What TOML calls the value; lists of tables only are written as tables. */
function kindIn(value: Value): Kind {
  if (value.kind === 'nil' || (value.kind === 'map' && value.isNil === true)) return 'nil'
  if (value.kind === 'map') return 'table'
  if (value.kind === 'struct') return value.json === undefined ? 'table' : 'scalar'
  if (value.kind === 'bytes') return 'array'
  if (value.kind === 'func' || value.kind === 'complex') throw new TomlProblem(`unsupported type: ${kindOf(value)}`)
  if (value.kind !== 'list') return 'scalar'
  if (value.isNil === true) return 'nil'
  const kinds = value.items.map(kindIn)
  if (kinds.includes('nil')) throw new TomlProblem('toml: cannot encode array with nil element')
  return kinds.length > 0 && kinds.every((kind) => kind === 'table') ? 'tables' : 'array'
}

function put(writer: Writer, characters: string): void {
  writer.out.push(text(characters))
}

function encode(writer: Writer, key: readonly string[], value: Value): void {
  writer.spend(1)
  if (++writer.depth > MAX_DEPTH) throw new LimitReached(`TOML is nested deeper than ${MAX_DEPTH}`)
  const kind = kindIn(value)
  if (kind === 'table') writeTable(writer, key, value)
  else if (kind === 'tables') writeTables(writer, key, value)
  // Only inside a table a nil slice is left out.
  else if (kind !== 'nil' || value.kind === 'list') writePair(writer, key, value, false)
  writer.depth--
}

function indentOf(key: readonly string[]): string {
  return '  '.repeat(Math.max(key.length - 1, 0))
}

function newline(writer: Writer): void {
  if (writer.out.length > 0) put(writer, '\n')
}

function writeTable(writer: Writer, key: readonly string[], value: Value): void {
  if (key.length === 1) newline(writer)
  if (key.length > 0) put(writer, `${indentOf(key)}[${key.map(keyText).join('.')}]\n`)
  writeEntries(writer, key, value, false)
}

function writeTables(writer: Writer, key: readonly string[], value: Value): void {
  if (key.length === 0) throw new TomlProblem('toml: top-level values must be Go maps or structs')
  for (const item of value.kind === 'list' ? value.items : []) {
    newline(writer)
    put(writer, `${indentOf(key)}[[${key.map(keyText).join('.')}]]\n`)
    writeEntries(writer, key, item, false)
  }
}

function entriesOf(value: Value): readonly (readonly [string, Value])[] {
  if (value.kind === 'struct') return [...value.fields]
  return value.kind === 'map' ? [...value.entries].sort(([a], [b]) => compareBytes(a, b)) : []
}

function writeEntries(writer: Writer, key: readonly string[], value: Value, inline: boolean): void {
  const entries = entriesOf(value).map(([name, item]) => ({ name, item, kind: kindIn(item) }))
  const isTable = ({ kind }: { readonly kind: Kind }): boolean => kind === 'table' || kind === 'tables'
  const direct = entries.filter((entry) => !isTable(entry))
  const tables = entries.filter(isTable)
  for (const group of [direct, tables]) {
    for (const [index, { name, item, kind }] of group.entries()) {
      if (kind === 'nil') continue
      if (!inline) encode(writer, [...key, name], item)
      else {
        writePair(writer, [name], item, true)
        if (index < group.length - 1 || (group === direct && tables.length > 0)) put(writer, ', ')
      }
    }
  }
}

function keyText(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `"${escapeToml(name)}"`
}

function writePair(writer: Writer, key: readonly string[], value: Value, inline: boolean): void {
  const name = key.at(-1)
  if (name === undefined) {
    writeElement(writer, value)
    return
  }
  put(writer, `${indentOf(key)}${keyText(name)} = `)
  writeElement(writer, value)
  if (!inline) newline(writer)
}

function writeElement(writer: Writer, value: Value): void {
  writer.spend(1)
  if (++writer.depth > MAX_DEPTH) throw new LimitReached(`TOML is nested deeper than ${MAX_DEPTH}`)
  if (value.kind === 'unknown') writer.out.push(unknownText(value.unknown, '0', value.sources))
  else if (value.kind === 'text') writer.out.push(quoted(value))
  else if (value.kind === 'list' || value.kind === 'bytes') writeArray(writer, value)
  else if (value.kind === 'map') writeInline(writer, value)
  else if (value.kind === 'struct') writeStruct(writer, value)
  else writer.out.push(text(scalarText(value), sourcesOf(value)))
  writer.depth--
}

function writeArray(writer: Writer, value: Value): void {
  const items =
    value.kind === 'list' ? value.items : value.kind === 'bytes' ? Array.from(bytesOf(value.text.text), (byte) => int(byte)) : []
  put(writer, '[')
  for (const [index, item] of items.entries()) {
    if (index > 0) put(writer, ', ')
    writeElement(writer, item)
  }
  put(writer, ']')
}

function writeInline(writer: Writer, value: Value): void {
  put(writer, '{')
  writeEntries(writer, [], value, true)
  put(writer, '}')
}

/** Times stand bare, what else has a text form stands in quotes. */
function writeStruct(writer: Writer, value: Value & { readonly kind: 'struct' }): void {
  const shown = value.json?.()
  if (shown?.kind !== 'text') writeInline(writer, value)
  else writer.out.push(value.type === 'time.Time' ? shown : quoted(shown))
}

function scalarText(value: Value): string {
  if (value.kind === 'int') return value.named?.print === undefined ? String(value.value) : `"${value.named.print(value)}"`
  if (value.kind === 'bool') return String(value.value)
  if (value.kind !== 'float') throw new TomlProblem(`unexpected type: ${kindOf(value)}`)
  if (Number.isNaN(value.value)) return 'nan'
  if (!Number.isFinite(value.value)) return value.value < 0 ? '-inf' : 'inf'
  const digits = formatFloat(value.value, 'g', -1)
  return /[e.]/.test(digits) ? digits : `${digits}.0`
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
}

function escapeToml(characters: string): string {
  return characters.replace(
    /["\\\x00-\x1f\x7f]/g,
    (char) => SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const QUOTE: Piece = { text: '"', sources: undefined, start: -1, unknown: undefined }

function quoted(of: Text): Text {
  const pieces = piecesOf(of).map((piece): Piece => {
    const characters = escapeToml(piece.text)
    const unknown = piece.unknown?.alphabet === 'any' ? { ...piece.unknown, alphabet: 'escaped' as const } : piece.unknown
    return characters === piece.text ? { ...piece, unknown } : { ...piece, text: characters, start: -1, unknown }
  })
  return textOfPieces([QUOTE, ...pieces, QUOTE])
}
