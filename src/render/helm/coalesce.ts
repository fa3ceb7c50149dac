import type { MapValue, Value } from '../../languages/govalue/value.ts'
import { map } from '../../languages/govalue/value.ts'
import { type Chart, ChartError, nameOf } from './chart.ts'

/** How nulls are taken: `coalesce` lets them delete, `merge` keeps them. */
export interface Coalescing {
  readonly merge: boolean
  readonly helm: 3 | 4
}

/** The values that a chart renders with: the given ones over its own and its subcharts' defaults, globals handed down. */
export function coalesceValues(chart: Chart, values: MapValue | undefined, how: Coalescing): MapValue {
  const dest = values === undefined ? freshMap() : copyMap(values)
  coalesce(chart, dest, how)
  return dest
}

function coalesce(chart: Chart, dest: MapValue, how: Coalescing): void {
  layDefaults(chart, dest, how)
  for (const child of chart.dependencies) {
    const name = nameOf(child)
    const before = dest.entries.get(name)
    if (before !== undefined && before.kind !== 'map') throw new ChartError(`type mismatch on ${name}: %!t(${before.kind})`)
    const inner = before ?? freshMap()
    dest.entries.set(name, inner)
    handDownGlobals(inner, dest)
    coalesce(child, inner, how)
  }
}

const GLOBAL = 'global'

function handDownGlobals(dest: MapValue, source: MapValue): void {
  const to = dest.entries.get(GLOBAL) ?? freshMap()
  const from = source.entries.get(GLOBAL) ?? freshMap()
  if (to.kind !== 'map' || from.kind !== 'map') return
  for (const [key, value] of from.entries) {
    const mine = to.entries.get(key)
    if (value.kind === 'map') {
      const copy = shallowCopy(value)
      if (mine === undefined) setKey(to, key, copy, from)
      else if (mine.kind === 'map') {
        mergeTables(copy, mine, true)
        setKey(to, key, copy, from)
      }
    } else if (mine?.kind !== 'map') setKey(to, key, value, from)
  }
  setKey(dest, GLOBAL, to, source)
}

function layDefaults(chart: Chart, dest: MapValue, how: Coalescing): void {
  if (chart.values === undefined) return
  const defaults = copyMap(chart.values)
  for (const [key, value] of defaults.entries) {
    const mine = dest.entries.get(key)
    if (mine === undefined) {
      if (how.helm === 4 && !how.merge) {
        if (value.kind === 'nil') continue
        if (value.kind === 'map') dropNils(value)
      }
      setKey(dest, key, value, defaults)
    } else if (mine.kind === 'nil' && !how.merge) dest.entries.delete(key)
    else if (mine.kind === 'map' && value.kind === 'map') {
      const merge = how.merge || chart.dependencies.some((child) => nameOf(child) === key)
      if (how.helm === 4 && !merge) dropNils(value)
      mergeTables(mine, value, merge)
    }
  }
}

/** Helm's CoalesceTables and MergeTables: what `dest` has wins, tables are laid into each other. Both are changed. */
export function mergeTables(dest: MapValue, source: MapValue, merge: boolean): MapValue {
  const known = new Set<string>()
  for (const [key, value] of source.entries) if (value.kind !== 'nil') known.add(key)
  for (const [key, value] of dest.entries) if (value.kind === 'nil') setKey(source, key, value, dest)
  for (const [key, value] of source.entries) {
    const mine = dest.entries.get(key)
    if (mine === undefined) setKey(dest, key, value, source)
    else if (!merge && mine.kind === 'nil' && known.has(key)) dest.entries.delete(key)
    else if (value.kind === 'map' && mine.kind === 'map') mergeTables(mine, value, merge)
  }
  return dest
}

/** Values files over each other: the later one wins, null included. */
export function mergeMaps(a: MapValue, b: MapValue): MapValue {
  const out = shallowCopy(a)
  for (const [key, value] of b.entries) {
    const before = out.entries.get(key)
    setKey(out, key, value.kind === 'map' && before?.kind === 'map' ? mergeMaps(before, value) : value, b)
  }
  return out
}

function dropNils(table: MapValue): void {
  for (const [key, value] of table.entries) {
    if (value.kind === 'nil') table.entries.delete(key)
    else if (value.kind === 'map') dropNils(value)
  }
}

/** Sets a key; where it is written comes from the table that the value came from. */
export function setKey(table: MapValue, key: string, value: Value, from: MapValue | undefined): void {
  table.entries.set(key, value)
  const sources = from?.keySources?.get(key)
  if (sources !== undefined) table.keySources?.set(key, sources)
}

/** An empty table. */
export function freshMap(): MapValue {
  return { ...map(new Map()), keySources: new Map() }
}

function shallowCopy(table: MapValue): MapValue {
  return { ...table, entries: new Map(table.entries), keySources: new Map(table.keySources) }
}

/** A copy down to the scalars, as nothing may be shared with the original. */
export function copyMap(table: MapValue): MapValue {
  const entries = new Map<string, Value>()
  for (const [key, value] of table.entries) entries.set(key, copyValue(value))
  return { ...table, entries, keySources: new Map(table.keySources) }
}

function copyValue(value: Value): Value {
  if (value.kind === 'map') return copyMap(value)
  return value.kind === 'list' ? { ...value, items: value.items.map(copyValue) } : value
}
