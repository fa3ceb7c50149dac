import { affords, type Budget, outOf } from './budget.ts'
import { compare } from './equal.ts'
import type { Macro } from './syntax.ts'
import {
  bool,
  failure,
  type Item,
  int,
  isValue,
  keyOf,
  list,
  type MapEntry,
  type MapValue,
  type Outcome,
  typeName,
  type Unknown,
  unknownBecause,
  type Value,
} from './value.ts'

/** Evaluates a body of the macro with its names bound to values. */
export type Each = (body: number, values: readonly Outcome[]) => Outcome

/** What a macro goes over: pairs of key (or position) and value. `open`: there may be more. */
interface Range {
  readonly elements: readonly (readonly [key: Outcome, value: Outcome])[]
  readonly open: Unknown | undefined
}

/** Runs a macro over a list or map. What may be there and is not listed counts as one more element that is unknown. */
export function runMacro(cel: Macro, of: Value, each: Each, budget: Budget): Outcome {
  const range = rangeOf(of, cel.names.length)
  if (range === undefined) return failure(`${cel.macro}() over a ${typeName(of)}`)
  if (!affords(budget, range.elements.length)) return outOf(budget)
  const pairs = cel.names.length === 2
  const run: Run = { cel, range, budget, of, each: (body, element) => each(body, pairs ? element : [element[1]]) }
  if (cel.macro === 'all' || cel.macro === 'exists') return quantified(cel.macro === 'exists', run)
  if (cel.macro === 'exists_one' || cel.macro === 'existsOne') return counted(run)
  if (cel.macro === 'sortBy') return sorted(run)
  if (cel.macro === 'transformMap' || cel.macro === 'transformMapEntry') return transformed(run)
  return collected(run)
}

interface Run {
  readonly cel: Macro
  readonly range: Range
  readonly budget: Budget
  readonly of: Value
  readonly each: (body: number, element: readonly [Outcome, Outcome]) => Outcome
}

/** With one name, the items of a list or the keys of a map; with two, positions or keys together with their values. */
function rangeOf(of: Value, names: number): Range | undefined {
  if (of.kind === 'list') {
    const elements = of.items.map((item, index) => [int(index), item] as const)
    return { elements, open: of.open === undefined ? undefined : unknownBecause(of.open) }
  }
  if (of.kind === 'record') return { elements: [], open: unknownBecause('whole objects of the request are not gone over here') }
  if (of.kind !== 'map') return undefined
  const entries = [...of.entries.values()]
  const sure = entries.filter(({ value }) => value.kind !== 'unknown')
  const maybe = of.open === undefined ? entries.flatMap(({ value }) => (value.kind === 'unknown' ? [value] : []))[0] : undefined
  return {
    elements: sure.map(({ key, value }) => [key, names === 2 ? value : key] as const),
    open: of.open === undefined ? maybe : unknownBecause(of.open),
  }
}

function quantified(decisive: boolean, { range, each, budget }: Run): Outcome {
  let undecided: Outcome = bool(!decisive)
  for (const element of range.elements) {
    const one = each(0, element)
    if (budget.stopped !== undefined) return outOf(budget)
    if (one.kind === 'bool' && one.value === decisive) return one
    if (one.kind === 'unknown') undecided = one
    else if (one.kind !== 'bool' && undecided.kind === 'bool') undecided = notBool(one)
  }
  return range.open ?? undecided
}

function notBool(outcome: Outcome): Outcome {
  return isValue(outcome) ? failure(`no such overload: a condition of type ${typeName(outcome)}`) : outcome
}

function counted({ range, each, budget }: Run): Outcome {
  let count = 0
  let undecided: Outcome | undefined = range.open
  for (const element of range.elements) {
    const one = each(0, element)
    if (budget.stopped !== undefined) return outOf(budget)
    if (one.kind !== 'bool') undecided = undecided?.kind === 'unknown' ? undecided : notBool(one)
    else if (one.value) count++
  }
  return undecided ?? bool(count === 1)
}

/** Whether an element passes the filter of a macro that has one: its first body, when a second follows or it only filters. */
function passes({ cel, each }: Run, element: readonly [Outcome, Outcome]): Outcome {
  return cel.macro === 'filter' || cel.bodies.length === 2 ? each(0, element) : bool(true)
}

function collected(run: Run): Outcome {
  const { cel, range, each, budget } = run
  const items: Item[] = []
  let open = range.open
  for (const element of range.elements) {
    const wanted = passes(run, element)
    const made = cel.macro === 'filter' ? element[1] : each(cel.bodies.length - 1, element)
    if (budget.stopped !== undefined) return outOf(budget)
    if (wanted.kind === 'unknown') open ??= wanted
    else if (wanted.kind !== 'bool') return notBool(wanted)
    else if (!wanted.value) continue
    else if (made.kind === 'error') return made
    else items.push(made)
  }
  return open === undefined ? list(items) : { kind: 'list', items, open: open.why }
}

function transformed(run: Run): Outcome {
  const { cel, range, each, budget } = run
  const entries = new Map<string, MapEntry>()
  let open = range.open
  for (const element of range.elements) {
    const wanted = passes(run, element)
    if (budget.stopped !== undefined) return outOf(budget)
    if (wanted.kind === 'unknown') {
      open ??= wanted
      continue
    }
    if (wanted.kind !== 'bool') return notBool(wanted)
    if (!wanted.value) continue
    const made = each(cel.bodies.length - 1, element)
    const problem = cel.macro === 'transformMap' ? put(entries, element[0], made) : merge(entries, made)
    if (problem !== undefined) return problem
  }
  return open === undefined ? { kind: 'map', entries } : { kind: 'map', entries, open: open.why }
}

function put(entries: Map<string, MapEntry>, key: Outcome, value: Outcome): Outcome | undefined {
  if (!isValue(key)) return key
  const id = keyOf(key)
  if (id === undefined) return failure(`unsupported key type: ${typeName(key)}`)
  if (value.kind === 'error') return value
  entries.set(id, { key, value })
  return undefined
}

function merge(entries: Map<string, MapEntry>, made: Outcome): Outcome | undefined {
  if (!isValue(made)) return made
  if (made.kind !== 'map') return failure('transformMapEntry() makes no map')
  const { entries: added, open } = made satisfies MapValue
  if (open !== undefined) return unknownBecause(open)
  const twice = [...added.keys()].some((key) => entries.has(key))
  for (const [key, entry] of added) entries.set(key, entry)
  return twice ? failure('a key stands in a map twice') : undefined
}

function sorted({ range, each, of, budget }: Run): Outcome {
  if (of.kind !== 'list') return failure('sortBy() over what is no list')
  if (range.open !== undefined) return range.open
  const keyed: { readonly key: Value; readonly item: Item }[] = []
  for (const element of range.elements) {
    const key = each(0, element)
    const [, item] = element
    if (budget.stopped !== undefined) return outOf(budget)
    if (!isValue(key)) return key
    if (item.kind === 'error') return item
    keyed.push({ key, item })
  }
  const [first] = keyed
  if (first !== undefined && keyed.some(({ key }) => key.kind !== first.key.kind || compare(key, key) === undefined))
    return failure('sortBy() by keys that have no order')
  return list(keyed.toSorted((a, b) => compare(a.key, b.key) ?? 0).map(({ item }) => item))
}
