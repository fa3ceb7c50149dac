import { joinAllSources, type Sources } from '../languages/govalue/sources.ts'
import { text } from '../languages/govalue/text.ts'
import { bool, float, list, type MapValue, map, nil, unknownValue, type Value } from '../languages/govalue/value.ts'
import { resolveScalar } from '../languages/goyaml/resolve.ts'
import type { Place } from '../model/span.ts'
import type { MapNode, Node, ScalarNode } from '../model/tree.ts'

/** A located tree as the values of a chart, every scalar with its places. `file` is that of nodes that name none. */
export function tableOf({ entries, span }: MapNode, file: string): MapValue {
  const values = entries.map(({ key, value }): [string, Value] => [key.text, asValue(value, file)])
  const keySources = entries.map(({ key }): [string, Sources] => [key.text, placeOf(key, file)])
  return { ...map(new Map(values), undefined, placeOf({ span }, file)), keySources: new Map(keySources) }
}

function asValue(node: Node, file: string): Value {
  if (node.kind === 'map') return tableOf(node, file)
  const sources = placeOf(node, file)
  if (node.kind === 'list') {
    const items = node.items.map((item) => asValue(item, file))
    return list(items, undefined, sources)
  }
  return scalarValue(node, joinAllSources([sources, ...(node.sources ?? [])]))
}

function scalarValue({ text: written, plain, tag = '', unknown, span }: ScalarNode, sources: Sources): Value {
  if (unknown !== undefined)
    return unknownValue({ ...unknown, id: `${unknown.why} ${span.start}`, alphabet: 'any' }, undefined, sources)
  const resolved = resolveScalar(written, tag, plain, 'sigs')
  const value = 'value' in resolved ? resolved.value : written
  if (typeof value === 'string') return text(value, sources)
  if (value === undefined || Object.is(value, null)) return nil(sources)
  return typeof value === 'boolean' ? bool(value, sources) : float(Number(value), sources)
}

function placeOf({ span }: { readonly span: Node['span'] }, file: string): Place {
  return { file: span.file ?? file, span: { start: span.start, end: span.end } }
}
