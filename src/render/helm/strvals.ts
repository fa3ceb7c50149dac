import type { Sources } from '../../languages/govalue/sources.ts'
import { text } from '../../languages/govalue/text.ts'
import { bool, int, list, type MapValue, NIL, type Value } from '../../languages/govalue/value.ts'
import { MAX_SET_INDEX, MAX_SET_LEVELS } from '../../model/limits.ts'
import { ChartError } from './chart.ts'
import { freshMap } from './coalesce.ts'

/** How the values of a `--set` text are read: typed, as strings, as JSON, or by somebody else (the content of a file). */
export type SetForm = 'set' | 'string' | 'json'

interface Reader {
  readonly characters: readonly string[]
  at: number
  readonly form: SetForm
  readonly sources: Sources
  readonly readText: ((text: string) => Value) | undefined
}

/** Go's io.EOF: the text is read to its end, which is no error. */
const END = 'EOF'

/** Where reading stops: at the end, or because the text is refused. */
class Stop extends Error {}

/**
 * Sets values in a table as Helm's strvals package does for `--set`, `--set-string` and `--set-json`: dots, indexes, lists in braces, backslashes. All that
 * is set came from `sources`. Throws `ChartError` for a text that Helm refuses.
 */
export function setValues(
  table: MapValue,
  written: string,
  form: SetForm,
  sources: Sources,
  readText?: (text: string) => Value,
): void {
  const reader: Reader = { characters: [...written], at: 0, form, sources, readText }
  try {
    for (;;) readKey(reader, table, 0)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    if (error.message !== END) throw new ChartError(`failed parsing --set data: ${error.message}`)
  }
}

interface Until {
  readonly text: string
  readonly stop: string
}

function readUntil(r: Reader, stops: string): Until {
  let found = ''
  for (;;) {
    const next = r.characters[r.at++]
    if (next === undefined) return { text: found, stop: END }
    if (stops.includes(next)) return { text: found, stop: next }
    if (next === '\\') {
      const quoted = r.characters[r.at++]
      if (quoted === undefined) return { text: found, stop: END }
      found += quoted
    } else found += next
  }
}

function readKey(r: Reader, table: MapValue, level: number): void {
  const { text: key, stop } = readUntil(r, '=[,.')
  if (stop === END) throw new Stop(key === '' ? END : `key "${key}" has no value`)
  if (stop === '[') readIndexed(r, table, key, level)
  else if (stop === '=') readAssigned(r, (value) => assign(r, table, key, value))
  else if (stop === '.') readInner(r, table, key, level)
  else throw new Stop(`key "${key}" has no value (cannot end with ,)`)
}

function readInner(r: Reader, table: MapValue, key: string, level: number): void {
  if (level + 1 > MAX_SET_LEVELS)
    throw new Stop(`value name nested level is greater than maximum supported nested level of ${MAX_SET_LEVELS}`)
  const before = table.entries.get(key)
  if (before !== undefined && before.kind !== 'map') throw new Stop('unable to parse key: interface conversion')
  const inner = before ?? freshMap()
  let end: Stop | undefined
  try {
    readKey(r, inner, level + 1)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    end = error
  }
  if (end === undefined && inner.entries.size === 0) throw new Stop(`key map "${key}" has no value`)
  if (inner.entries.size > 0) assign(r, table, key, inner)
  if (end !== undefined) throw end
}

function readIndexed(r: Reader, table: MapValue, key: string, level: number): void {
  const index = readIndex(r)
  const before = table.entries.get(key)
  if (before !== undefined && before.kind !== 'list') throw new Stop('unable to parse key: interface conversion')
  const items = [...(before?.items ?? [])]
  let end: Stop | undefined
  try {
    readItem(r, items, index, level)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    end = error
  }
  assign(r, table, key, list(items, undefined, r.sources))
  if (end !== undefined) throw end
}

function readIndex(r: Reader): number {
  const { text: digits, stop } = readUntil(r, ']')
  if (stop === END) throw new Stop(`error parsing index: ${END}`)
  if (!/^[-+]?[0-9]+$/.test(digits)) throw new Stop(`error parsing index: strconv.Atoi: parsing "${digits}": invalid syntax`)
  const index = Number(digits)
  if (index < 0) throw new Stop(`negative ${index} index not allowed`)
  return index
}

function readItem(r: Reader, items: Value[], index: number, level: number): void {
  const { text: key, stop } = readUntil(r, '[.=')
  if (key !== '') throw new Stop(`unexpected data at end of array index: "${key}"`)
  if (stop === END) throw new Stop(END)
  const before = items[index]
  if (stop === '=') readAssigned(r, (value) => setItem(items, index, value))
  else if (stop === '[') {
    const next = readIndex(r)
    const inner = before?.kind === 'list' ? [...before.items] : []
    readItem(r, inner, next, level)
    setItem(items, index, list(inner, undefined, r.sources))
  } else readItemKey(r, items, index, level)
}

function readItemKey(r: Reader, items: Value[], index: number, level: number): void {
  const before = items[index]
  const inner = before?.kind === 'map' ? before : freshMap()
  if (before !== undefined && before.kind !== 'map') items[index] = inner
  readKey(r, inner, level)
  setItem(items, index, inner)
}

function setItem(items: Value[], index: number, value: Value): void {
  if (index > MAX_SET_INDEX) throw new Stop(`index of ${index} is greater than maximum supported index of ${MAX_SET_INDEX}`)
  while (items.length <= index) items.push(NIL)
  items[index] = value
}

function assign(r: Reader, table: MapValue, key: string, value: Value): void {
  if (key === '') return
  table.entries.set(key, value)
  if (r.sources !== undefined) table.keySources?.set(key, r.sources)
}

function readAssigned(r: Reader, use: (value: Value) => void): void {
  if (r.form === 'json') readJson(r, use)
  else if (r.characters[r.at] === '{') {
    r.at++
    use(readList(r))
  } else readSingle(r, use)
}

function readSingle(r: Reader, use: (value: Value) => void): void {
  if (r.at >= r.characters.length) {
    use(text('', r.sources))
    throw new Stop(END)
  }
  use(typedValue(r, readUntil(r, ',').text))
}

function readList(r: Reader): Value {
  const items: Value[] = []
  for (;;) {
    const { text: written, stop } = readUntil(r, ',}')
    if (stop === END) throw new Stop("list must terminate with '}'")
    items.push(typedValue(r, written))
    if (stop === '}') break
  }
  if (r.characters[r.at] === ',') r.at++
  return list(items, undefined, r.sources)
}

function typedValue(r: Reader, written: string): Value {
  if (r.readText !== undefined) return r.readText(written)
  if (r.form === 'string') return text(written, r.sources)
  const lower = written.toLowerCase()
  if (lower === 'true' || lower === 'false') return bool(lower === 'true', r.sources)
  if (lower === 'null') return { kind: 'nil', sources: r.sources }
  if (written === '0' || (/^[-+]?[0-9]+$/.test(written) && !written.startsWith('0') && fitsInt64(written))) {
    return int(BigInt(written.replace('+', '')), 'int64', r.sources)
  }
  return text(written, r.sources)
}

function fitsInt64(written: string): boolean {
  const value = BigInt(written.replace('+', ''))
  return value >= -(2n ** 63n) && value < 2n ** 63n
}

function readJson(r: Reader, use: (value: Value) => void): void {
  const rest = r.characters.slice(r.at).join('')
  if (/^\s*(?:,|$)/.test(rest)) {
    r.at += rest.search(/,|$/) + 1
    use({ kind: 'nil', sources: r.sources })
    return
  }
  const end = jsonEnd(rest)
  if (end === undefined) throw new Stop('invalid character in JSON')
  use(jsonValue(JSON.parse(rest.slice(0, end)), r.sources))
  r.at += [...rest.slice(0, end)].length
  const after = /^\s*,?/.exec(rest.slice(end))?.[0] ?? ''
  r.at += after.length
}

/** Where the first JSON value of a text ends. */
function jsonEnd(rest: string): number | undefined {
  for (let end = rest.indexOf(',') < 0 ? rest.length : rest.indexOf(','); ; ) {
    try {
      JSON.parse(rest.slice(0, end))
      return end
    } catch {
      if (end >= rest.length) return undefined
      const next = rest.indexOf(',', end + 1)
      end = next < 0 ? rest.length : next
    }
  }
}

/** A parsed JSON value as Go's `interface{}`. */
export function jsonValue(value: unknown, sources: Sources): Value {
  if (value === null || value === undefined) return { kind: 'nil', sources }
  if (typeof value === 'string') return text(value, sources)
  if (typeof value === 'boolean') return bool(value, sources)
  if (typeof value === 'number') return { kind: 'float', value, sources }
  if (Array.isArray(value)) {
    return list(
      value.map((item) => jsonValue(item, sources)),
      undefined,
      sources,
    )
  }
  const table = freshMap()
  for (const [key, item] of Object.entries(value)) table.entries.set(key, jsonValue(item, sources))
  return table
}
