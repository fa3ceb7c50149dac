import { goTypeOf } from '../../kubernetes/field-table.ts'
import { groupOf } from '../../kubernetes/pods.ts'
import { isBuiltIn } from '../../kubernetes/resources.ts'
import { type MapValue, NULL, unknownBecause, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { Node } from '../../model/tree.ts'
import { put } from './map-value.ts'
import { typedValue } from './typed-value.ts'
import { type Reading, untypedValue } from './untyped-value.ts'

/**
 * What the API server would make of a manifest: null is absent, plain scalars as YAML says, placeholders unknown. What the readers
 * of YAML disagree about (`yes`, `0644`) is unknown.
 */
export function objectValue(object: ManifestObject, reading: Reading = { builtIn: isBuiltIn(groupOf(object)) }): Value {
  const type = goTypeOf(object.apiVersion, object.kind)
  const value = nodeValue(object.tree, type === undefined ? reading : { ...reading, type })
  if (value.kind !== 'map') return value
  return object.kind === 'Secret' && object.apiVersion === 'v1' ? withoutSecrets(value) : value
}

/** Of a Secret the keys alone: what is written as `stringData` the API server keeps as `data`. */
function withoutSecrets(value: MapValue): Value {
  const hidden = unknownBecause('the data of a Secret is not looked at')
  const parts = ['data', 'stringData'].flatMap((key) => value.entries.get(`s${key}`)?.value ?? [])
  const entries = new Map(value.entries)
  entries.delete('sstringData')
  const rest: MapValue = { ...value, entries }
  if (parts.length === 0) return rest
  if (!parts.every((part) => part.kind === 'map')) return put(rest, 'data', hidden)
  const keys = parts.flatMap((part) => (part.kind === 'map' ? [...part.entries.values()] : []))
  return put(rest, 'data', {
    kind: 'map',
    entries: new Map(
      keys.flatMap(({ key }) => (key.kind === 'string' ? [[`s${key.value}`, { key, value: hidden }] as const] : [])),
    ),
  })
}

const values = new WeakMap<ManifestObject, Value>()

/** `objectValue` of an object that is looked at again and again. */
export function valueOfOnce(object: ManifestObject): Value {
  const value = values.get(object) ?? objectValue(object)
  values.set(object, value)
  return value
}

/** The value of a part of a manifest. */
export function nodeValue(node: Node, reading: Reading): Value {
  const { type, ...plain } = reading
  const value = type === undefined ? untypedValue(node, reading) : typedValue(node, type, plain)
  return value.kind === 'unknown' ? NULL : value
}
