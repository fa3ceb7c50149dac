import { EMPTY, type Text, text } from '../../languages/govalue/text.ts'
import type { Value } from '../../languages/govalue/value.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../../languages/goyaml/document.ts'
import { formatFloat32 } from '../../languages/goyaml/float.ts'
import { textOfScalar, valueOfYaml, type YamlSource } from '../../languages/goyaml/values.ts'
import { ChartError } from './chart.ts'

/** A mapping that Go's encoding/json decodes into a struct: keys are found whatever their case. */
export interface JsonObject {
  readonly node: YamlMap
  readonly source: YamlSource
  readonly type: string
  readonly file: string
}

/** A document as the struct of a type; undefined for null. Throws `ChartError` where Go cannot decode it. */
export function objectOf(node: YamlNode | undefined, source: YamlSource, type: string, file: string): JsonObject | undefined {
  if (node === undefined || isNull(node)) return undefined
  if (node.kind !== 'map') throw mismatch(node, type, file)
  return { node, source, type, file }
}

/** The last entry for a field, in the order of sorted keys, as JSON arrives there. */
export function fieldOf(object: JsonObject, name: string): YamlNode | undefined {
  const folded = name.toLowerCase()
  const found = object.node.entries
    .filter((entry) => entry.key.toLowerCase() === folded && !isNull(entry.value))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  return found.at(-1)?.value
}

/** A field of type string: numbers and booleans are written out as sigs.k8s.io/yaml does for one. */
export function stringField(object: JsonObject, name: string): Text {
  const node = fieldOf(object, name)
  return node === undefined ? EMPTY : stringOf(node, object, `${object.type}.${name} of type string`)
}

export function boolField(object: JsonObject, name: string): boolean {
  const node = fieldOf(object, name)
  if (node === undefined) return false
  if (node.kind !== 'scalar' || typeof node.value !== 'boolean')
    throw mismatch(node, `${object.type}.${name} of type bool`, object.file)
  return node.value
}

export function stringsField(object: JsonObject, name: string): readonly Text[] | undefined {
  const type = `${object.type}.${name} of type []string`
  return listField(object, name)?.map((item) => stringOf(item, object, type))
}

export function stringMapField(object: JsonObject, name: string): ReadonlyMap<string, Text> | undefined {
  const node = fieldOf(object, name)
  const type = `${object.type}.${name} of type map[string]string`
  if (node === undefined) return undefined
  if (node.kind !== 'map') throw mismatch(node, type, object.file)
  return new Map(node.entries.map((entry) => [entry.key, stringOf(entry.value, object, type)]))
}

/** A list of structs; undefined in place of a null. */
export function objectsField(object: JsonObject, name: string, type: string): readonly (JsonObject | undefined)[] | undefined {
  return listField(object, name)?.map((item) => objectOf(item, object.source, type, object.file))
}

export function valuesField(object: JsonObject, name: string): readonly Value[] | undefined {
  return listField(object, name)?.map((item) => valueOfYaml(item, object.source))
}

function listField(object: JsonObject, name: string): readonly YamlNode[] | undefined {
  const node = fieldOf(object, name)
  if (node === undefined) return undefined
  if (node.kind !== 'list') throw mismatch(node, `${object.type}.${name} of type []`, object.file)
  return node.items
}

function stringOf(node: YamlNode, object: JsonObject, type: string): Text {
  if (node.kind !== 'scalar') throw mismatch(node, type, object.file)
  if (node.value === null) return EMPTY
  if (typeof node.value === 'string') return textOfScalar(node, node.value, object.source)
  const written = scalarText(node)
  const isSame = written === object.source.text.slice(node.start, node.end)
  return isSame ? object.source.slice(node.start, node.end) : text(written, object.source.sourcesOf(node.start, node.end))
}

function scalarText(node: YamlScalar): string {
  return typeof node.value === 'number' ? formatFloat32(node.value) : String(node.value)
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null
}

function mismatch(node: YamlNode, type: string, file: string): ChartError {
  const kind = node.kind === 'map' ? 'object' : node.kind === 'list' ? 'array' : kindOfScalar(node)
  return new ChartError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${type}`,
    file,
    node.start,
  )
}

function kindOfScalar(node: YamlScalar): string {
  if (typeof node.value === 'boolean') return 'bool'
  return typeof node.value === 'string' ? 'string' : 'number'
}
