import type { ManifestObject } from '../model/manifest-object.ts'
import { entryFields, type Field, itemFields, rootField } from './field.ts'
import { fieldsOfType, goTypeOf, type Shape } from './field-table.ts'

/** A key of an object that its type does not have, with the field of the type that differs from it in case only. */
export interface UnknownField {
  readonly at: Field
  readonly key: string
  readonly meant?: string
}

/** Keys that a renderer, a shell or a patch puts something else in for, and what SOPS keeps beside what it encrypted. */
const NOT_THE_OBJECTS = /\{\{|\$|^<[A-Z][A-Z0-9_ -]*>$|^%|^sops$/

/**
 * Every key of an object of a stable built-in kind that Kubernetes 1.37 does not know at its place, in order. An object of
 * another kind has none: its schema is not known here.
 */
export function unknownFieldsOf(object: ManifestObject): readonly UnknownField[] {
  const type = goTypeOf(object.apiVersion, object.kind)
  return type === undefined ? [] : inType(rootField(object.origin.file, object.tree), type)
}

function inType(field: Field, type: string): readonly UnknownField[] {
  const known = fieldsOfType(type)
  return entryFields(field).flatMap((entry) => {
    const key = String(entry.step)
    const own = known.get(key)
    if (own !== undefined) return inShape(entry, own.shape)
    if (NOT_THE_OBJECTS.test(key)) return []
    const meant = [...known.keys()].find((name) => name.toLowerCase() === key.toLowerCase())
    return [{ at: entry, key, ...(meant === undefined ? {} : { meant }) }]
  })
}

function inShape(field: Field, shape: Shape): readonly UnknownField[] {
  if (shape.kind === 'pointer') return inShape(field, shape.of)
  if (shape.kind === 'fields') return inType(field, shape.type)
  if (shape.kind === 'list') return itemFields(field).flatMap((item) => inShape(item, shape.of))
  return shape.kind === 'map' ? entryFields(field).flatMap((entry) => inShape(entry, shape.of)) : []
}
