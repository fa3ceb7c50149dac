import type { Sources } from '../govalue/sources.ts'
import { type Piece, type Text, text, textOfPieces } from '../govalue/text.ts'
import { widen } from '../govalue/unknown.ts'
import { bytesOf } from '../govalue/utf8.ts'
import { type List, type MapValue, map, type Struct, type Value } from '../govalue/value.ts'
import { analyzeScalar, type Emitter } from './analyze.ts'

export type { Emitter } from './analyze.ts'

import {
  type Output,
  outputText,
  startOutput,
  writeDouble,
  writeIndent,
  writeIndicator,
  writeLiteral,
  writePlain,
  writeSingle,
} from './emit.ts'
import { formatFloat } from './float.ts'
import { throughJson } from './json-text.ts'
import { compareKeys } from './keys.ts'
import { isOldBoolean, plainTag } from './resolve.ts'

/** What printing may cost: `spend` is asked for every node, with the characters of its text. */
export interface WriteRun {
  readonly spend: (steps: number) => void
}

/** Why a value has no YAML: Marshal would fail, in its words. */
export class WriteError extends Error {}

interface Writer {
  readonly out: Output
  readonly emitter: Emitter
  readonly run: WriteRun
  readonly open: Set<Value>
}

const WIDTH = 80
const INDENT = 2

/**
 * A value as YAML, byte for byte: `sigs` as sigs.k8s.io/yaml's Marshal prints it (keys in natural order, folded at 80 columns),
 * `v3` as yaml.v3's encoder does with two spaces. Ends with a line break. Every scalar keeps its pieces. Throws `WriteError`.
 */
export function writeYaml(value: Value, emitter: Emitter, run: WriteRun): Text {
  const out = startOutput(emitter === 'sigs' ? WIDTH : Number.POSITIVE_INFINITY)
  const writer: Writer = { out, emitter, run, open: new Set() }
  writeNode(writer, value, 'root')
  writeIndent(out)
  return outputText(out)
}

type Context = 'root' | 'item' | 'value' | 'key' | 'long key'

function writeNode(w: Writer, value: Value, context: Context): void {
  w.run.spend(1)
  if (value.kind === 'text') writeText(w, value, context)
  else if (value.kind === 'bytes') writeBytes(w, value.text, context)
  else if (value.kind === 'list' && value.isNil !== true) writeList(w, value, context)
  else if (value.kind === 'map' && (value.isNil !== true || w.emitter !== 'sigs')) writeMap(w, value)
  else if (value.kind === 'struct') writeNode(w, jsonOf(value), context)
  else if (value.kind === 'unknown') {
    writeUnknown(w, { text: 'unknown', sources: value.sources, start: -1, unknown: value.unknown })
  } else writeWord(w, wordOf(w, value), value.kind === 'func' ? undefined : value.sources)
}

function jsonOf(value: Struct): Value {
  // Without another form its fields are written under their names.
  return value.json === undefined ? map(new Map(value.fields)) : value.json()
}

function wordOf(w: Writer, value: Value): string {
  switch (value.kind) {
    case 'nil':
    case 'map':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'int':
      return value.value.toString()
    case 'float':
      return floatWord(w, value.value)
    case 'list':
      return w.emitter === 'sigs' ? 'null' : '[]'
    default:
      throw new WriteError(`json: unsupported type: ${value.kind}`)
  }
}

function writeUnknown(w: Writer, piece: Piece): void {
  writePlain(w.out, textOfPieces([piece]), false)
}

function writeWord(w: Writer, word: string, sources: Sources): void {
  writePlain(w.out, text(word, sources), false)
}

function floatWord(w: Writer, value: number): string {
  if (w.emitter !== 'sigs') {
    const word = formatFloat(value)
    return word === '+Inf' ? '.inf' : word === '-Inf' ? '-.inf' : word === 'NaN' ? '.nan' : word
  }
  if (!Number.isFinite(value)) throw new WriteError(`json: unsupported value: ${formatFloat(value)}`)
  if (value === 0) return '0'
  return Number.isSafeInteger(value) || isInteger64(value) ? String(value) : formatFloat(value)
}

/** Whether the digits that JSON prints, zeros after the seventeenth, are still an integer of 64 bits to go-yaml. */
function isInteger64(value: number): boolean {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e20) return false
  const digits = BigInt(String(value))
  return digits < 2n ** 64n && digits >= -(2n ** 63n)
}

function writeBytes(w: Writer, bytes: Text, context: Context): void {
  if (w.emitter !== 'sigs') throw new WriteError('bytes are not printed by toYamlPretty')
  const encoded = Buffer.from(bytesOf(bytes.text)).toString('base64')
  const sources = bytes.unknown === undefined ? undefined : bytes.unknown.at
  writeText(w, text(encoded, sources), context)
}

/** A text with an unknown that could be anything is put between double quotes, as its own text would be or need not be. */
function writeText(w: Writer, value: Text, context: Context): void {
  w.run.spend(value.text.length >> 6)
  if (value.unknown !== undefined && value.unknown.alphabet !== 'word') {
    const unknown = widen(value.unknown, 'escaped')
    writeDouble(
      w.out,
      textOfPieces([{ text: 'unknown', sources: unknown.at, start: -1, unknown: { ...unknown, alphabet: 'escaped' } }]),
      false,
    )
    return
  }
  if (value.unknown !== undefined) {
    // Whatever it is, it is a text: in quotes it is read back as one.
    writeDouble(w.out, value, false)
    return
  }
  const passed = w.emitter === 'sigs' ? throughJson(value) : value
  if (passed === undefined) throw new WriteError('yaml: control characters are not allowed')
  writeScalar(w, passed, context)
}

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
const PLAIN_WORD = /^[A-EG-MP-SU-XZa-eg-mp-su-xz/][A-Za-z0-9/._-]*$/

function isPlainWord(characters: string, emitter: Emitter): boolean {
  if (PLAIN_WORD.test(characters)) return true
  if (plainTag(characters, emitter === 'sigs' ? 'sigs' : 'v3') !== '!!str' || BASE_60.test(characters)) return false
  return emitter === 'sigs' || !isOldBoolean(characters)
}

function writeScalar(w: Writer, value: Text, context: Context): void {
  const { out } = w
  const allowed = analyzeScalar(value.text, w.emitter)
  const key = context === 'key'
  out.indent = Math.max(out.indent, 0) + INDENT
  const wantsBlock = value.text.includes('\n')
  if (wantsBlock && allowed.block && !key) writeLiteral(out, value, INDENT, w.emitter === 'v3.0.1')
  else if (wantsBlock || !isPlainWord(value.text, w.emitter)) writeDouble(out, value, !key)
  else if (allowed.plain && !(value.text === '' && key)) writePlain(out, value, !key)
  else if (allowed.single && !(key && allowed.multiline)) writeSingle(out, value, !key)
  else writeDouble(out, value, !key)
  out.indent -= INDENT
}

function enter(w: Writer, value: List | MapValue): void {
  if (w.open.has(value)) throw new WriteError('json: unsupported value: encountered a cycle')
  w.open.add(value)
}

function writeList(w: Writer, value: List, context: Context): void {
  const { out } = w
  if (value.items.length === 0) {
    writeIndicator(out, '[', true, true)
    writeIndicator(out, ']', false)
    return
  }
  enter(w, value)
  const before = out.indent
  const indentless = w.emitter === 'sigs' && context === 'value' && !out.indention
  if (before < 0) out.indent = 0
  else if (!indentless) out.indent += INDENT
  for (const item of value.items) {
    writeIndent(out)
    writeIndicator(out, '-', true, false, true)
    writeNode(w, item, 'item')
  }
  out.indent = before
  w.open.delete(value)
}

const MAX_SIMPLE_KEY = 128

function writeMap(w: Writer, value: MapValue): void {
  const { out } = w
  if (value.entries.size === 0) {
    writeIndicator(out, '{', true, true)
    writeIndicator(out, '}', false)
    return
  }
  enter(w, value)
  const before = out.indent
  out.indent = before < 0 ? 0 : before + INDENT
  const keys = [...value.entries.keys()].sort((a, b) => compareKeys(a, b, w.emitter !== 'sigs'))
  for (const key of keys) {
    const entry = value.entries.get(key)
    if (entry !== undefined) writeEntry(w, text(key, value.keySources?.get(key)), entry)
  }
  out.indent = before
  w.open.delete(value)
}

function writeEntry(w: Writer, key: Text, value: Value): void {
  const { out } = w
  const name = w.emitter === 'sigs' ? throughJson(key, true) : key
  if (name === undefined) throw new WriteError('yaml: the key cannot be printed')
  writeIndent(out)
  const multiline = analyzeScalar(name.text, w.emitter).multiline
  if (!multiline && Buffer.byteLength(name.text) <= MAX_SIMPLE_KEY) {
    writeScalar(w, name, 'key')
    writeIndicator(out, ':', false)
  } else {
    writeIndicator(out, '?', true, false, true)
    writeScalar(w, name, 'long key')
    writeIndent(out)
    writeIndicator(out, ':', true, false, true)
  }
  writeNode(w, value, 'value')
}
