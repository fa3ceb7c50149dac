import { booleanOf, integerOf, isNull, type MapEntry, type MapNode, type Node } from '../model/tree.ts'
import type { Hint, Notes } from './mistakes.ts'
import { nearest, suggestion } from './nearest.ts'

/** JSON Schema (draft 2020-12) of a value. */
export type Schema = { readonly [key: string]: unknown }

/** What the readers of a policy know besides the text: who is named elsewhere in it, the files it names, the day of the run. */
export interface Scene {
  readonly notes: Notes
  readonly files: ReadonlyMap<string, string>
  readonly now: Date
  readonly authorities: readonly string[]
  /** Those of the authorities who sign images and never attest anything about them. */
  readonly signersOnly: readonly string[]
  readonly trustRoots: readonly string[]
  /** The file that is read, where that is not the policy itself but one that it includes. */
  readonly file?: string
  /** Line of a node in its file, 1-based. */
  readonly lineOf: (node: Node) => number
}

/**
 * Reads one kind of value, strictly. Gives undefined when there is a mistake, which is then among the notes. The schema for
 * editors comes from the same value, so that the two cannot disagree about keys.
 */
export interface Reader<T> {
  readonly schema: Schema
  readonly read: (node: Node, scene: Scene) => T | undefined
}

/** One key of a mapping: `about` is its sentence in the schema. */
export interface Field<T> {
  readonly reader: Reader<T>
  readonly about: string
  readonly required: boolean
}

/** The values of a mapping's keys; optional keys may be undefined. */
export type ValuesOf<F extends Readonly<Record<string, Field<unknown>>>> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never
}

/** A key that must be there. */
export function required<T>(about: string, reader: Reader<T>): Field<T> {
  return { reader, about, required: true }
}

/** A key that may be left out, and is then undefined. */
export function optional<T>(about: string, reader: Reader<T>): Field<T | undefined> {
  return { reader, about, required: false }
}

/** A text that is not empty. `check` says what is wrong with it and what to write instead. */
export function text(
  check: (value: string, scene: Scene) => readonly [message: string, hint: Hint] | undefined = () => undefined,
  schema: Schema = {},
): Reader<string> {
  return {
    schema: { type: 'string', minLength: 1, ...schema },
    read: (node, scene) => {
      if (node.kind !== 'scalar')
        return scene.notes.add(node, `expected a text, not a ${node.kind === 'map' ? 'mapping' : 'list'}`, 'write one value')
      if (isNull(node) || node.text === '') return scene.notes.add(node, 'the value is empty', 'write a value, or remove the key')
      const problem = check(node.text, scene)
      return problem === undefined ? node.text : scene.notes.add(node, problem[0], problem[1])
    },
  }
}

/** One of a few words. */
export function choice<const T extends string>(...words: readonly T[]): Reader<T> {
  const inner = text((value) =>
    words.some((word) => word === value) ? undefined : [`"${value}" is not known here`, () => suggestion(value, words)],
  )
  return {
    schema: { enum: words },
    read: (node, scene) => {
      const value = inner.read(node, scene)
      return words.find((word) => word === value)
    },
  }
}

/** `true` or `false`, as YAML 1.2 writes them. */
export const flag: Reader<boolean> = {
  schema: { type: 'boolean' },
  read: (node, scene) =>
    booleanOf(node) ?? scene.notes.add(node, 'expected true or false', 'write true or false, without quotes'),
}

/** A whole number within bounds. */
export function integer(least: number, most: number): Reader<number> {
  return {
    schema: { type: 'integer', minimum: least, maximum: most },
    read: (node, scene) => {
      const value = integerOf(node)
      return value !== undefined && value >= least && value <= most
        ? value
        : scene.notes.add(
            node,
            'expected a whole number',
            `write ${least === most ? least : `a number from ${least} to ${most}`}, without quotes`,
          )
    },
  }
}

/** A text that stands for something else: read as text, then made into it; `make` gives undefined for what it cannot read. */
export function parsed<T>(make: (value: string) => T | undefined, message: string, hint: string): Reader<T> {
  const inner = text((value) => (make(value) === undefined ? [`"${value}" ${message}`, hint] : undefined))
  return {
    schema: inner.schema,
    read: (node, scene) => {
      const value = inner.read(node, scene)
      return value === undefined ? undefined : make(value)
    },
  }
}

/** A list with at least one item unless `least` is 0, none of them twice. */
export function list<T>(item: Reader<T>, least: 0 | 1 = 1): Reader<readonly T[]> {
  return {
    schema: { type: 'array', minItems: least, items: item.schema },
    read: (node, scene) => {
      if (node.kind !== 'list') return scene.notes.add(node, 'expected a list', 'write [a, b], or one "- a" per line')
      if (node.items.length < least)
        return scene.notes.add(node, 'the list is empty', 'an empty list demands nothing: list something, or remove the key')
      const values = node.items.map((one) => item.read(one, scene))
      const seen = new Set<unknown>()
      values.forEach((value, at) => {
        const one = node.items[at]
        if (typeof value === 'string' && seen.has(value) && one !== undefined)
          scene.notes.add(one, `"${value}" is listed twice`, 'remove one of the two')
        seen.add(value)
      })
      return whole(values)
    },
  }
}

/** A mapping with exactly these keys. An unknown key is a mistake, whatever it was meant to do. */
export function record<const F extends Readonly<Record<string, Field<unknown>>>>(fields: F): Reader<ValuesOf<F>> {
  const names = Object.keys(fields)
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        names.map((name) => [name, { description: fields[name]?.about, ...fields[name]?.reader.schema }]),
      ),
      ...(names.some((name) => fields[name]?.required) ? { required: names.filter((name) => fields[name]?.required) } : {}),
    },
    read: (node, scene) => {
      const entries = entriesIn(node, scene)
      if (entries === undefined) return undefined
      const strange = entries.filter(({ key }) => !Object.hasOwn(fields, key.text))
      for (const { key } of strange) scene.notes.add(key, `unknown key "${key.text}"`, () => suggestion(key.text, names))
      const values = names.map(
        (name) =>
          [name, readField(name, fields[name], { node, entries, scene, unknown: strange.map(({ key }) => key.text) })] as const,
      )
      return strange.length === 0 && values.every(([, { ok }]) => ok)
        ? (Object.fromEntries(values.map(([name, { value }]) => [name, value])) as ValuesOf<F>)
        : undefined
    },
  }
}

/** A mapping from names that the writer chooses to values of one kind, in the order written. */
export function dictionary<T>(name: Reader<string>, value: Reader<T>): Reader<readonly (readonly [string, T])[]> {
  return {
    schema: { type: 'object', minProperties: 1, additionalProperties: value.schema, propertyNames: name.schema },
    read: (node, scene) => {
      const entries = entriesIn(node, scene)
      if (entries === undefined) return undefined
      return whole(
        entries.map((entry) => {
          const key = name.read(entry.key, scene)
          const read = value.read(entry.value, scene)
          return key === undefined || read === undefined ? undefined : ([key, read] as const)
        }),
      )
    },
  }
}

function readField(
  name: string,
  field: Field<unknown> | undefined,
  at: { readonly node: Node; readonly entries: readonly MapEntry[]; readonly scene: Scene; readonly unknown: readonly string[] },
): { readonly ok: boolean; readonly value?: unknown } {
  const entry = at.entries.findLast(({ key }) => key.text === name)
  if (field === undefined) return { ok: true }
  if (entry === undefined) {
    if (field.required && !at.unknown.some((key) => key.startsWith(name) || nearest(key, [name]) === name))
      at.scene.notes.add(at.node, `the key "${name}" is missing`, `add "${name}": ${field.about}`)
    return { ok: !field.required }
  }
  const value = field.reader.read(entry.value, at.scene)
  return { ok: value !== undefined, value }
}

/** The entries of a mapping that has any, each key once. */
function entriesIn(node: Node, scene: Scene): readonly MapEntry[] | undefined {
  if (node.kind !== 'map') return scene.notes.add(node, 'expected a mapping', 'write "key: value" lines')
  if (node.entries.length === 0) return scene.notes.add(node, 'the mapping is empty', 'write its keys, or remove it')
  for (const key of repeatedKeys(node)) scene.notes.add(key, `the key "${key.text}" stands here twice`, 'keep one of the two')
  return node.entries
}

function repeatedKeys(node: MapNode): readonly MapEntry['key'][] {
  const seen = new Set<string>()
  return node.entries.flatMap(({ key }) => {
    const again = seen.has(key.text)
    seen.add(key.text)
    return again ? [key] : []
  })
}

function whole<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const read = values.filter((value) => value !== undefined)
  return read.length === values.length ? read : undefined
}
