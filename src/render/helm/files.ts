import type { Callable, Run } from '../../languages/govalue/callable.ts'
import { EMPTY, sliceText, type Text, text } from '../../languages/govalue/text.ts'
import { bytesOf, fromBytes } from '../../languages/govalue/utf8.ts'
import { bytes, list, type MapValue, map, type Value } from '../../languages/govalue/value.ts'
import { printYaml } from '../../languages/goyaml/print.ts'
import type { ChartFile } from './chart.ts'
import { matchesGlob } from './glob.ts'

/** `.Files`: the files of a chart that are no templates, with Helm's methods. */
export function filesValue(files: readonly ChartFile[]): MapValue {
  return fromEntries(new Map(files.map((file) => [file.name, bytes(textOfFile(file))])))
}

const texts = new WeakMap<Uint8Array, Text>()

/** The text of a file, letter for letter where it stands. */
export function textOfFile(file: ChartFile): Text {
  const known = texts.get(file.bytes)
  if (known !== undefined) return known
  const characters = fromBytes(file.bytes)
  const whole = text(characters, { file: file.path, span: { start: 0, end: characters.length } }, 0)
  texts.set(file.bytes, whole)
  return whole
}

function fromEntries(entries: Map<string, Value>): MapValue {
  return { ...map(entries, 'engine.files'), underlying: 'map[string][]uint8', methods: methodsOver(entries) }
}

function contentOf(entries: ReadonlyMap<string, Value>, name: Value | undefined): Text {
  const found = name?.kind === 'text' ? entries.get(name.text) : undefined
  return found?.kind === 'bytes' ? found.text : EMPTY
}

function methodsOver(entries: Map<string, Value>): ReadonlyMap<string, Callable> {
  const method = (name: string, params: readonly string[], result: string, call: Callable['call']): [string, Callable] => [
    name,
    { name, params, result, call },
  ]
  return new Map([
    method('Get', ['string'], 'string', ([name]) => contentOf(entries, name)),
    method('GetBytes', ['string'], '[]uint8', ([name]) => bytes(contentOf(entries, name))),
    method('Glob', ['string'], 'engine.files', ([pattern]) => globOver(entries, pattern)),
    method('Lines', ['string'], '[]string', ([name]) => linesOf(contentOf(entries, name))),
    method('AsConfig', [], 'string', (_, run) => printFlat(entries, run, (content) => content)),
    method('AsSecrets', [], 'string', (_, run) => printFlat(entries, run, encode)),
  ])
}

function globOver(entries: ReadonlyMap<string, Value>, pattern: Value | undefined): MapValue {
  const wanted = pattern?.kind === 'text' ? pattern.text : ''
  return fromEntries(new Map([...entries].filter(([name]) => matchesGlob(wanted, name))))
}

function linesOf(content: Text): Value {
  const characters = content.text
  if (characters === '') return list([], '[]string')
  const end = characters.endsWith('\n') ? characters.length - 1 : characters.length
  const lines: Text[] = []
  for (let from = 0; ; ) {
    const stop = characters.indexOf('\n', from)
    if (stop < 0 || stop >= end) {
      lines.push(sliceText(content, from, end))
      return list(lines, '[]string')
    }
    lines.push(sliceText(content, from, stop))
    from = stop + 1
  }
}

function printFlat(entries: ReadonlyMap<string, Value>, run: Run, change: (content: Text) => Text): Text {
  const flat = new Map<string, Value>()
  for (const [name, value] of entries) {
    if (value.kind === 'bytes') flat.set(name.slice(name.lastIndexOf('/') + 1), change(value.text))
  }
  const printed = printYaml(map(flat, 'map[string]string'), run)
  return printed === undefined ? EMPTY : sliceText(printed, 0, printed.text.replace(/\n$/, '').length)
}

function encode(content: Text): Text {
  const encoded = Buffer.from(bytesOf(content.text)).toString('base64')
  return text(encoded, content.text === '' ? undefined : sourceOf(content))
}

function sourceOf(content: Text) {
  const pieces = typeof content.pieces === 'function' ? content.pieces() : content.pieces
  return pieces[0]?.sources
}
