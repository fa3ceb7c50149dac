import { type Item, list, type MapEntry, mapOf, NULL, string, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { child, isNull, type MapNode, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { put } from './map-value.ts'
import { typedValue } from './typed-value.ts'
import { scalarValue, untypedValue } from './untyped-value.ts'

/** Whether an object defines kinds of one's own. */
export function isDefinition({ apiVersion, kind }: ManifestObject): boolean {
  return apiVersion.startsWith('apiextensions.k8s.io/') && kind === 'CustomResourceDefinition'
}

/**
 * A custom resource as the API server keeps it by the structural schema of its definition: unknown fields dropped, defaults put in, null
 * kept only where the schema allows it. Undefined when no definition, or not exactly one, describes its version.
 */
export function valueBySchema(object: ManifestObject, definitions: readonly ManifestObject[]): Value | undefined {
  const schemas = definitions.flatMap((definition) => schemaFor(object, definition) ?? [])
  const [schema, ...others] = schemas
  if (schema === undefined || others.length > 0 || object.tree.kind !== 'map') return undefined
  const value = decoded(object.tree, schema)
  const metadata = child(object.tree, 'metadata')
  if (value.kind !== 'map') return undefined
  const named = ['apiVersion', 'kind'].reduce(
    (whole, key) => put(whole, key, string(textOf(child(object.tree, key)) ?? '')),
    value,
  )
  return metadata === undefined ? named : put(named, 'metadata', typedValue(metadata, 'ObjectMeta', {}))
}

function schemaFor({ apiVersion, kind }: ManifestObject, { tree }: ManifestObject): Node | undefined {
  const [group, version] = apiVersion.split('/')
  const spec = child(tree, 'spec')
  const same = textOf(child(spec, 'group')) === group && textOf(nodeAt(spec, ['names', 'kind'])) === kind
  if (!same || textOf(child(spec, 'preserveUnknownFields')) === 'true') return undefined
  const versions = child(spec, 'versions')
  const found = versions?.kind === 'list' ? versions.items.find((one) => textOf(child(one, 'name')) === version) : undefined
  return nodeAt(found, ['schema', 'openAPIV3Schema'])
}

function says(schema: Node | undefined, key: string): boolean {
  return textOf(child(schema, key)) === 'true'
}

function decoded(node: Node, schema: Node): Item {
  if (node.kind === 'map') return decodedMap(node, schema)
  const items = child(schema, 'items')
  if (node.kind === 'list')
    return items === undefined ? untypedValue(node, {}) : list(node.items.map((item) => decoded(item, items)))
  const value = scalarValue(node)
  // What is written with a decimal point is a number of the type that the schema has.
  const whole = value.kind === 'unknown' && node.plain && /^[-+]?(?:0|[1-9]\d{0,14})\.0*$/.test(node.text)
  if (!whole) return value
  return textOf(child(schema, 'type')) === 'integer' ? { kind: 'int', value: BigInt(Math.trunc(Number(node.text))) } : value
}

const EMBEDDED = ['apiVersion', 'kind', 'metadata']

function decodedMap(node: MapNode, schema: Node): Item {
  const properties = child(schema, 'properties')
  const additional = child(schema, 'additionalProperties')
  const keeps = says(schema, 'x-kubernetes-preserve-unknown-fields') || textOf(additional) === 'true'
  const entries = new Map<string, MapEntry>()
  for (const { key, value } of node.entries) {
    const known = child(properties, key.text) ?? (additional?.kind === 'map' ? additional : undefined)
    const kept = keeps || (says(schema, 'x-kubernetes-embedded-resource') && EMBEDDED.includes(key.text))
    entries.delete(`s${key.text}`)
    if (known === undefined && !kept) continue
    const isNothing = value.kind === 'scalar' && isNull(value)
    if (isNothing && known !== undefined && !says(known, 'nullable')) continue
    const item = isNothing ? NULL : known === undefined ? untypedValue(value, {}) : decoded(value, known)
    entries.set(`s${key.text}`, { key: string(key.text), value: item })
  }
  return withDefaults({ ...mapOf([]), entries }, properties)
}

function withDefaults(map: ReturnType<typeof mapOf>, properties: Node | undefined): Item {
  if (properties?.kind !== 'map') return map
  return properties.entries.reduce((whole, { key, value: schema }) => {
    const added = child(schema, 'default')
    return added === undefined || whole.entries.has(`s${key.text}`) ? whole : put(whole, key.text, decoded(added, schema))
  }, map)
}
