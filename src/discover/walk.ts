import { type Located, nth, sizeOf } from './located.ts'

/**
 * Every node below and including `at`, parents first; where `enter` says no, a node is given and its inside is not. One place per level is
 * held at a time, however large the document is.
 */
export function* everyNode(at: Located, enter: (one: Located) => boolean = () => true): Generator<Located> {
  yield at
  const open = enter(at) ? [{ at, next: 0 }] : []
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const one = nth(top.at, top.next++)
    if (one === undefined) {
      open.pop()
      continue
    }
    yield one
    if (sizeOf(one.node) > 0 && enter(one)) open.push({ at: one, next: 0 })
  }
}
