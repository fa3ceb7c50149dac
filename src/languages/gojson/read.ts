import { LimitReached, NotKnown } from '../govalue/callable.ts'
import type { Sources } from '../govalue/sources.ts'
import { derivedText, piecesOf, type Text, textOfPieces } from '../govalue/text.ts'
import { ANY_LIST, ANY_MAP, bool, float, list, nil, type Value } from '../govalue/value.ts'
import { textSource, type YamlSource } from '../goyaml/values.ts'
import {
  JsonSyntaxProblem,
  type Scanner,
  skipSpace,
  type Token,
  takeLiteral,
  takeNumber,
  takeString,
  unexpected,
} from './scan.ts'

interface Reader extends Scanner {
  readonly source: YamlSource
  readonly spend: (steps: number) => void
  depth: number
  /** A number that no float64 holds: Go reads on and reports it at the end. */
  overflow: string | undefined
}

/** Go reads ten times as deep; here the stack is the bound. */
const MAX_DEPTH = 1000

/** A value as encoding/json.Unmarshal reads it into an `interface{}`, or its error. Throws `NotKnown` where an unknown could change the structure. */
export function readJson(
  of: Text,
  spend: (steps: number) => void,
): { readonly value: Value; readonly error?: string } | { readonly error: string } {
  for (const { unknown } of of.unknown === undefined ? [] : piecesOf(of))
    if (unknown?.alphabet === 'any' || unknown?.alphabet === 'block') throw new NotKnown(unknown)
  const reader: Reader = { text: of.text, at: 0, source: textSource(of), spend, depth: 0, overflow: undefined }
  try {
    const value = readValue(reader)
    skipSpace(reader)
    if (reader.at < of.text.length) throw unexpected(reader, 'after top-level value')
    return reader.overflow === undefined ? { value } : { value, error: reader.overflow }
  } catch (problem) {
    if (!(problem instanceof JsonSyntaxProblem)) throw problem
    if (of.unknown !== undefined) throw new NotKnown(of.unknown)
    return { error: problem.message }
  }
}

function readValue(reader: Reader): Value {
  reader.spend(1)
  skipSpace(reader)
  const char = reader.text[reader.at] ?? ''
  if (char === '{') return nested(reader, () => readObject(reader))
  if (char === '[') return nested(reader, () => readArray(reader))
  if (char === '"') return stringOf(reader, takeString(reader))
  if (/^[-0-9]$/.test(char)) return numberOf(reader, takeNumber(reader))
  if (char === 't' || char === 'f')
    return scalar(reader, takeLiteral(reader, char === 't' ? 'true' : 'false'), (sources) => bool(char === 't', sources))
  if (char === 'n') return scalar(reader, takeLiteral(reader, 'null'), nil)
  throw unexpected(reader, 'looking for beginning of value')
}

function nested(reader: Reader, read: () => Value): Value {
  if (++reader.depth > MAX_DEPTH) throw new LimitReached(`JSON is nested deeper than ${MAX_DEPTH}`)
  reader.at++
  const value = read()
  reader.depth--
  return value
}

/** A scalar that is written out: with an unknown piece in it it may be no JSON at all. */
function scalar(reader: Reader, { start, end }: Token, make: (sources: Sources) => Value): Value {
  const unknown = reader.source.unknownOf(start, end)
  if (unknown !== undefined) throw new NotKnown(unknown)
  return make(reader.source.sourcesOf(start, end))
}

function numberOf(reader: Reader, token: Token): Value {
  const digits = reader.text.slice(token.start, token.end)
  const value = Number(digits)
  if (!Number.isFinite(value)) {
    reader.overflow ??= `json: cannot unmarshal number ${digits} into Go value of type float64`
    return nil(reader.source.sourcesOf(token.start, token.end))
  }
  return scalar(reader, token, (sources) => float(value, sources))
}

function stringOf(reader: Reader, { start, end }: Token): Text {
  const inside = reader.text.slice(start + 1, end - 1)
  const written = reader.source.slice(start + 1, end - 1)
  if (!/[\\\ud800-\udfff]/.test(inside) && inside !== '') return written
  const value = decoded(inside)
  const whole = reader.source.slice(start, end)
  const unknown = reader.source.unknownOf(start + 1, end - 1)
  if (unknown === undefined) return derivedText(value, [whole])
  return textOfPieces([{ text: value, sources: reader.source.sourcesOf(start, end), start: -1, unknown }])
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Escapes undone; halves of surrogate pairs and bytes that are no UTF-8 become U+FFFD. */
function decoded(inside: string): string {
  const characters = inside
    .replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, '\ufffd')
    .replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/gs, (_, digits: string | undefined, char: string) =>
      digits === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(digits, 16)),
    )
  return characters.isWellFormed() ? characters : characters.toWellFormed()
}

function readArray(reader: Reader): Value {
  const start = reader.at - 1
  const items: Value[] = []
  skipSpace(reader)
  if (reader.text[reader.at] === ']') reader.at++
  else
    for (let more = true; more; ) {
      items.push(readValue(reader))
      more = separated(reader, ']', 'after array element')
    }
  return list(items, ANY_LIST, reader.source.sourcesOf(start, reader.at))
}

function separated(reader: Reader, close: string, context: string): boolean {
  skipSpace(reader)
  const char = reader.text[reader.at]
  if (char !== ',' && char !== close) throw unexpected(reader, context)
  reader.at++
  return char === ','
}

function readObject(reader: Reader): Value {
  const start = reader.at - 1
  const entries = new Map<string, Value>()
  const keySources = new Map<string, Sources>()
  skipSpace(reader)
  if (reader.text[reader.at] === '}') reader.at++
  else
    for (let more = true; more; ) {
      skipSpace(reader)
      if (reader.text[reader.at] !== '"') throw unexpected(reader, 'looking for beginning of object key string')
      const token = takeString(reader)
      const key = stringOf(reader, token)
      if (key.unknown !== undefined) throw new NotKnown(key.unknown)
      skipSpace(reader)
      if (reader.text[reader.at] !== ':') throw unexpected(reader, 'after object key')
      reader.at++
      entries.set(key.text, readValue(reader))
      keySources.set(key.text, reader.source.sourcesOf(token.start, token.end))
      more = separated(reader, '}', 'after object key:value pair')
    }
  return { kind: 'map', entries, keySources, type: ANY_MAP, sources: reader.source.sourcesOf(start, reader.at) }
}
