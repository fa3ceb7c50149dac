import { fieldsOfType, type Shape, type TypedField } from '../../kubernetes/field-table.ts'
import { canonicalQuantity } from '../../languages/cel/quantity.ts'
import { type Item, list, type MapEntry, type MapValue, mapOf, NULL, string, unknownBecause } from '../../languages/cel/value.ts'
import { isNull, type MapNode, type Node } from '../../model/tree.ts'
import { put } from './map-value.ts'
import { PLACEHOLDER, type Reading, scalarValue, textValue, untypedValue } from './untyped-value.ts'

/**
 * A part of a manifest as the API server decodes it into its Go type: fields that the type does not have are dropped, and so is what
 * is empty and would not be written back. What is written in a shape that the type does not take is left as it stands.
 */
export function typedValue(node: Node, type: string, reading: Reading): Item {
  return node.kind === 'map' ? decodedFields(node, type, reading) : untypedValue(node, reading)
}

function decodedFields(node: MapNode, type: string, reading: Reading): MapValue {
  const fields = fieldsOfType(type)
  const entries = new Map<string, MapEntry>()
  let open = reading.partial
  for (const { key, value } of node.entries) {
    const field = fields.get(key.text)
    if (field === undefined && PLACEHOLDER.test(key.text)) open ??= `the key "${key.text.slice(0, 60)}" is put in later`
    entries.delete(`s${key.text}`)
    if (field === undefined) continue
    const decoded = decodedField(value, field, reading)
    if (decoded !== undefined) entries.set(`s${key.text}`, { key: string(key.text), value: decoded })
  }
  return open === undefined ? { kind: 'map', entries } : { kind: 'map', entries, open }
}

function decodedField(node: Node, { shape, kept }: TypedField, reading: Reading): Item | undefined {
  if (node.kind === 'scalar' && isNull(node)) return undefined
  const value = decoded(node, shape, reading)
  if (shape.kind === 'fields' || shape.kind === 'pointer') return value
  // What an empty list says differs from none where both are written.
  return isEmpty(value) && !(kept && (shape.kind === 'list' || shape.kind === 'map')) ? undefined : value
}

function isEmpty(value: Item): boolean {
  if (value.kind === 'list') return value.items.length === 0 && value.open === undefined
  if (value.kind === 'map') return value.entries.size === 0 && value.open === undefined
  if (value.kind === 'string') return value.value === ''
  return (value.kind === 'bool' && !value.value) || (value.kind === 'int' && value.value === 0n)
}

function decoded(node: Node, shape: Shape, reading: Reading): Item {
  if (shape.kind === 'pointer') return decoded(node, shape.of, reading)
  if (node.kind === 'scalar' && isNull(node)) return zeroOf(shape)
  if (shape.kind === 'fields') return typedValue(node, shape.type, reading)
  const open = reading.partial === undefined ? {} : { open: reading.partial }
  if (shape.kind === 'list' && node.kind === 'list')
    return { ...list(node.items.map((item) => decoded(item, shape.of, reading))), ...open }
  if (shape.kind === 'map' && node.kind === 'map')
    return { ...mapOf(node.entries.map(({ key, value }) => [key.text, inMap(value, shape.of, reading)] as const)), ...open }
  return shape.kind === 'scalar' ? decodedScalar(node, shape.of, reading) : untypedValue(node, reading)
}

/** Lists of resources keep thousandths at most. */
function inMap(node: Node, shape: Shape, reading: Reading): Item {
  const isAmount = shape.kind === 'scalar' && shape.of === 'q' && node.kind === 'scalar'
  return isAmount ? quantityFrom(textValue(node), 'thousandths') : decoded(node, shape, reading)
}

function decodedScalar(node: Node, of: string, reading: Reading): Item {
  if (node.kind !== 'scalar' || of === 'x') return untypedValue(node, { ...reading, builtIn: false })
  if (of === 's' || of === 't') return textValue(node)
  if (of === 'q') return quantityFrom(textValue(node))
  const value = scalarValue(node)
  const isWhole = of === 'i' && value.kind === 'unknown' && node.plain && /^[-+]?(?:0|[1-9]\d*)\.0*$/.test(node.text)
  return isWhole ? { kind: 'int', value: BigInt(Math.trunc(Number(node.text))) } : value
}

function quantityFrom(written: Item, keeps: 'all' | 'thousandths' = 'all'): Item {
  if (written.kind !== 'string') return written
  const canonical = canonicalQuantity(written.value, keeps)
  return canonical === undefined
    ? unknownBecause(`how the API server writes the quantity "${written.value.slice(0, 30)}"`)
    : string(canonical)
}

/** What Go has where nothing was said. */
function zeroOf(shape: Shape): Item {
  if (shape.kind === 'fields') return filledOut(mapOf([]), shape.type)
  if (shape.kind !== 'scalar') return NULL
  if (shape.of === 's') return string('')
  if (shape.of === 'b') return { kind: 'bool', value: false }
  if (shape.of === 'q') return string('0')
  return shape.of === 'i' || shape.of === 'o' ? { kind: 'int', value: 0n } : NULL
}

/** The map with every field of its type that the API server writes even when it is empty, at every depth. */
export function filledOut(map: MapValue, type: string): MapValue {
  return [...fieldsOfType(type)].reduce((whole, [name, { shape, kept }]) => {
    const own = whole.entries.get(`s${name}`)?.value
    if (own !== undefined) {
      const filled = filledItem(own, shape)
      return filled === own ? whole : put(whole, name, filled)
    }
    return kept && whole.open === undefined ? put(whole, name, zeroOf(shape)) : whole
  }, map)
}

function filledItem(value: Item, shape: Shape): Item {
  if (shape.kind === 'pointer') return filledItem(value, shape.of)
  if (shape.kind === 'fields') return value.kind === 'map' ? filledOut(value, shape.type) : value
  if (shape.kind === 'scalar') return value
  if (shape.kind === 'list' && value.kind === 'list')
    return { ...value, items: value.items.map((item) => filledItem(item, shape.of)) }
  if (shape.kind !== 'map' || value.kind !== 'map' || shape.of.kind === 'scalar') return value
  const { of } = shape
  return {
    ...value,
    entries: new Map([...value.entries].map(([key, entry]) => [key, { ...entry, value: filledItem(entry.value, of) }])),
  }
}
