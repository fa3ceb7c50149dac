import { affords, type Budget, outOf } from './budget.ts'
import type { CelFunction } from './cel-function.ts'
import { compare, contains, isNumber } from './equal.ts'
import { operate } from './operators.ts'
import { bool, FALSE, failure, type Item, int, isValue, list, noOverload, type Outcome, TRUE, type Value } from './value.ts'

/** The functions on lists: those of cel-go, of its sets extension and of Kubernetes. `indexOf` and `reverse` are for texts too. */
export const listFunctions: readonly (readonly [string, CelFunction])[] = [
  ['isSorted', (args) => onItems('isSorted', args, (items) => bool(items.every((item, at) => inOrder(items[at - 1], item))))],
  ['sum', (args, budget) => onItems('sum', args, (items) => sum(items, budget))],
  ['min', (args) => onItems('min', args, (items) => extreme('min', items))],
  ['max', (args) => onItems('max', args, (items) => extreme('max', items))],
  ['distinct', (args, budget) => onItems('distinct', args, (items) => distinct(items, budget))],
  ['sort', (args) => onItems('sort', args, sort)],
  ['first', (args) => onItems('first', args, (items) => ({ kind: 'optional', value: items[0] }))],
  ['last', (args) => onItems('last', args, (items) => ({ kind: 'optional', value: items.at(-1) }))],
  ['flatten', flatten],
  ['slice', slice],
  ['lists.range', range],
  ['sets.contains', (args, budget) => onSets('sets.contains', args, (all, some) => among(some, all, 'every', budget))],
  [
    'sets.equivalent',
    (args, budget) => onSets('sets.equivalent', args, (a, b) => both(among(a, b, 'every', budget), among(b, a, 'every', budget))),
  ],
  ['sets.intersects', (args, budget) => onSets('sets.intersects', args, (a, b) => among(a, b, 'some', budget))],
]

function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value?.kind !== 'list') return undefined
  const items = value.items.filter(isValue)
  return items.length === value.items.length ? items : undefined
}

function onItems(name: string, args: readonly Value[], make: (items: readonly Value[]) => Outcome): Outcome {
  const items = itemsOf(args[0])
  return items === undefined || args.length !== 1 ? noOverload(name, args) : make(items)
}

function onSets(name: string, args: readonly Value[], make: (a: readonly Value[], b: readonly Value[]) => Outcome): Outcome {
  const [a, b] = [itemsOf(args[0]), itemsOf(args[1])]
  return a === undefined || b === undefined || args.length !== 2 ? noOverload(name, args) : make(a, b)
}

function inOrder(before: Value | undefined, item: Value): boolean {
  return before === undefined || (compare(before, item) ?? 1) <= 0
}

function sum(items: readonly Value[], budget: Budget): Outcome {
  const [first, ...rest] = items
  if (first === undefined) return int(0)
  return rest.reduce<Outcome>((total, item) => (isValue(total) ? operate('+', [total, item], budget) : total), first)
}

function extreme(name: 'min' | 'max', items: readonly Value[]): Outcome {
  const [first, ...rest] = items
  if (first === undefined) return failure(`${name}() of an empty list`)
  let best = first
  for (const item of rest) {
    const order = compare(item, best)
    if (order === undefined) return noOverload(name, [item])
    if (name === 'min' ? order < 0 : order > 0) best = item
  }
  return best
}

function distinct(items: readonly Value[], budget: Budget): Outcome {
  const kept: Value[] = []
  for (const item of items) {
    const seen = contains(list(kept), item, budget)
    if (!isValue(seen)) return seen
    if (seen.kind === 'bool' && !seen.value) kept.push(item)
  }
  return list(kept)
}

function sort(items: readonly Value[]): Outcome {
  const [first] = items
  const comparable = items.every(
    (item) =>
      compare(item, item) !== undefined &&
      first !== undefined &&
      (item.kind === first.kind || (isNumber(item) && isNumber(first))),
  )
  return comparable ? list(items.toSorted((a, b) => compare(a, b) ?? 0)) : failure('sort() of what has no order')
}

function flatten(args: readonly Value[], budget: Budget): Outcome {
  const [of, levels] = args
  const depth = args.length === 1 ? 1 : levels?.kind === 'int' ? Number(levels.value) : undefined
  if (of?.kind !== 'list' || depth === undefined || args.length > 2) return noOverload('flatten', args)
  if (depth < 0) return failure('flatten() to a negative level')
  let items: readonly Item[] = of.items
  let open: string | undefined
  for (let level = 0; level < Math.min(depth, 100); level++) {
    if (!items.some(({ kind }) => kind === 'list')) break
    for (const item of items) if (item.kind === 'list') open ??= item.open
    items = items.flatMap((item): readonly Item[] => (item.kind === 'list' ? item.items : [item]))
    if (!affords(budget, items.length)) return outOf(budget)
  }
  return open === undefined ? list(items) : { kind: 'list', items, open }
}

function slice(args: readonly Value[]): Outcome {
  const [of, from, to] = args
  if (of?.kind !== 'list' || from?.kind !== 'int' || to?.kind !== 'int' || args.length !== 3) return noOverload('slice', args)
  const [start, end] = [Number(from.value), Number(to.value)]
  if (start < 0 || end < start || end > of.items.length) return failure('slice() out of range')
  return list(of.items.slice(start, end))
}

function range(args: readonly Value[], budget: Budget): Outcome {
  const [count] = args
  if (count?.kind !== 'int' || args.length !== 1) return noOverload('lists.range', args)
  const size = Number(count.value)
  if (!affords(budget, size)) return outOf(budget)
  return list(Array.from({ length: Math.max(0, size) }, (_, at) => ({ kind: 'int', value: BigInt(at) }) as const))
}

function among(some: readonly Value[], all: readonly Value[], how: 'every' | 'some', budget: Budget): Outcome {
  let undecided: Outcome = bool(how === 'every')
  for (const item of some) {
    const one = contains(list(all), item, budget)
    if (one.kind === 'bool' && one.value !== (how === 'every')) return one
    if (!isValue(one)) undecided = one
  }
  return undecided
}

function both(a: Outcome, b: Outcome): Outcome {
  if ([a, b].some((one) => one.kind === 'bool' && !one.value)) return FALSE
  return isValue(a) ? (isValue(b) ? TRUE : b) : a
}

/** The position of an item in a list, -1 when it is not there. */
export function listPosition(name: 'indexOf' | 'lastIndexOf', args: readonly Value[], budget: Budget): Outcome {
  const [of, wanted] = args
  const items = itemsOf(of)
  if (items === undefined || wanted === undefined || args.length !== 2) return noOverload(name, args)
  const same: number[] = []
  for (const [at, item] of items.entries()) {
    const one = operate('==', [item, wanted], budget)
    if (!isValue(one)) return one
    if (one.kind === 'bool' && one.value) same.push(at)
  }
  return int((name === 'indexOf' ? same[0] : same.at(-1)) ?? -1)
}

/** The items of a list from its end. */
export function reversed(args: readonly Value[]): Outcome {
  return onItems('reverse', args, (items) => list(items.toReversed()))
}
