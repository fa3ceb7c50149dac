import { printValue } from '../../../languages/gofmt/print.ts'
import { derivedText, type Text, text } from '../../../languages/govalue/text.ts'
import { type MapValue, map, type Value } from '../../../languages/govalue/value.ts'
import { SetProblem } from './problem.ts'

/** The parameters of one Application, and the files that they come from. */
export interface ParamSet {
  readonly values: MapValue
  readonly files: readonly string[]
}

/** What `%v` prints of a value, as a text with its sources. */
export function printedText(value: Value): Text {
  if (value.kind === 'text') return value
  if (value.kind === 'nil') return text('<nil>')
  return derivedText(printValue(value).text, [printValue(value)])
}

/** Every scalar of a map under the path of its keys, as the flatten library names them; of collections without one nothing is left. */
export function flattened(value: MapValue): ReadonlyMap<string, Text> {
  const found = new Map<string, Text>()
  const walk = (one: Value, path: string): void => {
    const inside = one.kind === 'map' ? [...one.entries] : one.kind === 'list' ? [...one.items.entries()] : undefined
    if (inside === undefined) found.set(path, printedText(one))
    else for (const [key, item] of inside) walk(item, path === '' ? String(key) : `${path}.${key}`)
  }
  walk(value, '')
  return found
}

/** mergo's merge with override: what is not empty in the second wins, maps are merged. */
export function overriding(under: MapValue, over: MapValue): MapValue {
  const entries = new Map(under.entries)
  for (const [key, value] of over.entries) {
    const old = entries.get(key)
    if (old?.kind === 'map' && value.kind === 'map') entries.set(key, overriding(old, value))
    else if (old === undefined || !isEmpty(value)) entries.set(key, value)
  }
  return map(entries)
}

function isEmpty(value: Value): boolean {
  if (value.kind === 'text') return value.text === ''
  if (value.kind === 'bool') return !value.value
  if (value.kind === 'float') return value.value === 0
  if (value.kind === 'list') return value.items.length === 0
  return value.kind === 'nil' || (value.kind === 'map' && value.entries.size === 0)
}

/** The parameters of two generators without go templates: texts, which must not differ. */
export function combined(a: MapValue, b: MapValue): MapValue {
  const entries = new Map<string, Value>([...a.entries].map(([key, value]) => [key, printedText(value)]))
  for (const [key, value] of b.entries) {
    const [old, own] = [entries.get(key), printedText(value)]
    if (old?.kind === 'text' && old.text !== own.text)
      throw new SetProblem(`found duplicate key ${key} with different value, a: ${old.text} ,b: ${own.text}`)
    entries.set(key, own)
  }
  return map(entries)
}
