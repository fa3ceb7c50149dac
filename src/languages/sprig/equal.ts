import { typeOf, unknownOf } from '../govalue/inspect.ts'
import { piecesOf, type Text } from '../govalue/text.ts'
import type { Value } from '../govalue/value.ts'

/** Whether Go's reflect.DeepEqual holds: same types, same contents. `unknown` where an unknown decides. */
export function deepEqual(a: Value, b: Value, spend: (steps: number) => void): boolean | 'unknown' {
  spend(1)
  if (a === b) return !(a.kind === 'float' && Number.isNaN(a.value))
  if (unknownOf(a) !== undefined || unknownOf(b) !== undefined) return sameUnknown(a, b) ? true : 'unknown'
  if (a.kind !== b.kind || typeOf(a) !== typeOf(b)) return false
  switch (a.kind) {
    case 'text':
      return a.text === (b as Text).text
    case 'bytes':
      return b.kind === 'bytes' && a.text.text === b.text.text
    case 'bool':
    case 'float':
    case 'int':
      return 'value' in b && a.value === b.value
    case 'list':
      return b.kind === 'list' && equalLists(a, b, spend)
    case 'map':
      return b.kind === 'map' && equalEntries(a.entries, b.entries, spend)
    case 'struct':
      return b.kind === 'struct' && sameInside(a.inner, b.inner) && equalEntries(a.fields, b.fields, spend)
    default:
      return a.kind === 'nil'
  }
}

function equalLists(
  a: Value & { readonly kind: 'list' },
  b: Value & { readonly kind: 'list' },
  spend: (steps: number) => void,
): boolean | 'unknown' {
  if (a.items.length !== b.items.length || (a.isNil === true) !== (b.isNil === true)) return false
  if (a.items.length > 1 && (a.unordered === true || b.unordered === true)) return 'unknown'
  return together(
    a.items.map((item, index) => [item, b.items[index]]),
    spend,
  )
}

function equalEntries(
  a: ReadonlyMap<string, Value>,
  b: ReadonlyMap<string, Value>,
  spend: (steps: number) => void,
): boolean | 'unknown' {
  return (
    a.size === b.size &&
    together(
      [...a].map(([key, value]) => [value, b.get(key)]),
      spend,
    )
  )
}

function together(pairs: readonly (readonly [Value, Value | undefined])[], spend: (steps: number) => void): boolean | 'unknown' {
  let all: boolean | 'unknown' = true
  for (const [one, other] of pairs) {
    const equal = other === undefined ? false : deepEqual(one, other, spend)
    if (equal === false) return false
    if (equal === 'unknown') all = 'unknown'
  }
  return all
}

/** The same unknown is the same value, whatever it is. */
function sameUnknown(a: Value, b: Value): boolean {
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.unknown.id === b.unknown.id
  return a.kind === 'text' && b.kind === 'text' && spelled(a) === spelled(b)
}

function spelled(of: Text): string {
  return JSON.stringify(piecesOf(of).map((piece) => piece.unknown?.id ?? [piece.text]))
}

/** What Go keeps in fields that templates cannot see. */
function sameInside(a: unknown, b: unknown): boolean {
  const shown = (inner: unknown): string =>
    JSON.stringify(inner, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)) ?? ''
  return a === b || shown(a) === shown(b)
}
