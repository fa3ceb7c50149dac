import type { Item, Value } from '../../languages/cel/value.ts'
import type { Mention } from './mentions.ts'

/** Whether two objects hold the same at a path; what is unknown is the same as what is unknown for the same reason. */
export function sameAt(a: Value, b: Value, path: Mention): boolean {
  return print(at(a, path)) === print(at(b, path))
}

/** Whether two items are the same. */
export function isSame(a: Item | undefined, b: Item | undefined): boolean {
  return print(a) === print(b)
}

function at(value: Item | undefined, path: Mention): Item | undefined {
  return path.reduce<Item | undefined>((of, step) => (of?.kind === 'map' ? of.entries.get(`s${step}`)?.value : of), value)
}

/** A text that two values share exactly when they are the same. */
function print(item: Item | undefined): string {
  if (item === undefined) return ''
  if (item.kind === 'list') return `[${item.open ?? ''}${item.items.map(print).join(',')}]`
  if (item.kind === 'map') {
    const entries = [...item.entries].map(([key, { value }]) => `${JSON.stringify(key)}:${print(value)}`)
    return `{${item.open ?? ''}${entries.toSorted().join(',')}}`
  }
  if (item.kind === 'unknown') return `?${JSON.stringify(item.why)}`
  return 'value' in item ? `${item.kind} ${JSON.stringify(`${item.value}`)}` : item.kind
}
