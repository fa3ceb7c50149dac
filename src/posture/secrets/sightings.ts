import { entryFields, type Field, itemFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { credentialIn, hasUrlPassword, isNamedCredential } from '../../model/secret-shape.ts'
import type { Node } from '../../model/tree.ts'
import { settingsInText } from './settings-text.ts'

/** A credential that is written in an object. `what` says what it is, and never holds any of it. */
export interface Sighting {
  readonly kind: 'shape' | 'url' | 'name'
  readonly field: Field
  readonly what: string
  /** The value, to see whether the change brought it. It is never shown. */
  readonly value: string
}

interface Named {
  readonly name: string
  readonly value: string
  readonly field: Field
}

const seen = new WeakMap<ManifestObject, readonly Sighting[]>()

/** Every credential that is written in an object, whose kind is not Secret or outside of its data. Kept per object. */
export function sightingsOf(object: ManifestObject): readonly Sighting[] {
  const known = seen.get(object)
  if (known !== undefined) return known
  const root = rootField(object.origin.file, object.tree)
  const shaped = !isSuspect(object.tree) ? [] : scalarsUnder(root, typeOf(object) === '/Secret').flatMap(shapeOf)
  const told = new Set(shaped.map(({ field }) => field.node))
  const named = namedValues(object, root)
    .filter(({ field }) => !told.has(field.node))
    .flatMap(nameOf)
  const found = [...shaped, ...named]
  seen.set(object, found)
  return found
}

// Most objects hold nothing that looks like a credential: they are passed over without naming every field.
function isSuspect(node: Node): boolean {
  if (node.kind === 'scalar') return credentialIn(node.text) !== undefined || hasUrlPassword(node.text)
  return node.kind === 'list' ? node.items.some(isSuspect) : node.entries.some(({ value }) => isSuspect(value))
}

function scalarsUnder(field: Field, isSecret: boolean): readonly Field[] {
  const found: Field[] = []
  const visit = (at: Field): void => {
    if (at.node?.kind === 'scalar') found.push(at)
    else for (const below of at.node?.kind === 'map' ? entryFields(at) : itemFields(at)) visit(below)
  }
  for (const entry of entryFields(field)) {
    const held = isSecret && ['data', 'stringData'].includes(String(entry.step))
    if (!held) visit(entry)
  }
  return found
}

function shapeOf(field: Field): readonly Sighting[] {
  const value = textAt(field) ?? ''
  const what = credentialIn(value)
  if (what !== undefined) return [{ kind: 'shape', field, what, value }]
  return hasUrlPassword(value) ? [{ kind: 'url', field, what: 'a URL with a password', value }] : []
}

function nameOf({ name, value, field }: Named): readonly Sighting[] {
  if (!isNamedCredential(name, value)) return []
  return [{ kind: 'name', field, what: `a value for ${name}`, value }]
}

function namedValues(object: ManifestObject, root: Field): readonly Named[] {
  const containers = podsOf(object).flatMap((pod) => pod.containers.map(({ field }) => field))
  const variables = containers.flatMap((container) =>
    itemFields(under(container, 'env')).map((item) => ({
      name: textAt(under(item, 'name')) ?? '',
      value: textAt(under(item, 'value')) ?? '',
      field: under(item, 'value'),
    })),
  )
  const options = containers.flatMap((container) => [
    ...optionsIn(under(container, 'command')),
    ...optionsIn(under(container, 'args')),
  ])
  return [
    ...variables,
    ...options,
    ...(typeOf(object) === '/ConfigMap' ? entryFields(under(root, 'data')).flatMap(settingsIn) : []),
  ]
}

/** `--password=x` and `--password x`. */
function optionsIn(list: Field): readonly Named[] {
  const items = itemFields(list, '')
  return items.flatMap((field, index) => {
    const match = /^--?([A-Za-z][\w.-]{0,80})(?:=([\s\S]*))?$/.exec(textAt(field) ?? '')
    const name = match?.[1]
    if (name === undefined) return []
    const next = items[index + 1]
    if (match?.[2] !== undefined) return [{ name, value: match[2], field }]
    const value = next === undefined ? '' : (textAt(next) ?? '')
    return next === undefined || value.startsWith('-') ? [] : [{ name, value, field: next }]
  })
}

/** An entry of a ConfigMap: its own value, and the settings in the text that it holds. */
function settingsIn(field: Field): readonly Named[] {
  const text = textAt(field) ?? ''
  const own = { name: String(field.step), value: text, field }
  const inside = settingsInText(text).map(({ name, value }) => ({ name, value, field }))
  return text.includes('\n') ? inside : [own, ...inside]
}
