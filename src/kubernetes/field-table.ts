import table from './fields.json' with { type: 'json' }

/**
 * What a field of the API holds: a scalar, or a list, map or pointer of something, or the fields of a type. Scalars: `s` text, `b` boolean,
 * `i` integer, `q` quantity, `o` integer or text, `t` time, `x` anything.
 */
export type Shape =
  | { readonly kind: 'scalar'; readonly of: string }
  | { readonly kind: 'pointer' | 'list' | 'map'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly type: string }

/** A field of a type. `kept`: it is written even when it is empty. */
export interface TypedField {
  readonly shape: Shape
  readonly kept: boolean
}

const kinds: ReadonlyMap<string, string> = new Map(Object.entries(table.kinds))
const types: ReadonlyMap<string, string> = new Map(Object.entries(table.types))
const read = new Map<string, ReadonlyMap<string, TypedField>>()

/** The Go type of a stable built-in kind of Kubernetes 1.37 by its apiVersion; undefined for any other. */
export function goTypeOf(apiVersion: string, kind: string): string | undefined {
  return kinds.get(`${apiVersion}/${kind}`)
}

/** The fields of a Go type by their names in JSON, in the order in which they are declared. */
export function fieldsOfType(type: string): ReadonlyMap<string, TypedField> {
  const known = read.get(type) ?? new Map((types.get(type) ?? '').split(' ').filter(Boolean).map(fieldFrom))
  read.set(type, known)
  return known
}

function fieldFrom(text: string): readonly [string, TypedField] {
  const at = text.lastIndexOf(':')
  const kept = text.endsWith('!')
  return [text.slice(0, at), { shape: shapeFrom(text.slice(at + 1, kept ? -1 : undefined)), kept }]
}

const OUTER = { '*': 'pointer', '-': 'list', '+': 'map' } as const

function shapeFrom(text: string): Shape {
  const first = text.charAt(0)
  if (first === '*' || first === '-' || first === '+') return { kind: OUTER[first], of: shapeFrom(text.slice(1)) }
  return text.length === 1 ? { kind: 'scalar', of: text } : { kind: 'fields', type: text }
}
