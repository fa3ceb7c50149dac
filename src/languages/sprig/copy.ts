import type { Run } from '../govalue/callable.ts'
import type { MapValue, Value } from '../govalue/value.ts'
import { zeroVersion } from './versions.ts'

/** A copy that shares no map with the original, as mitchellh/copystructure makes it. Maps that hold each other stay so. */
export function copyValue(value: Value, run: Run, seen: Map<Value, Value> = new Map()): Value {
  if (value.kind === 'list') {
    run.spend(value.items.length)
    return { ...value, items: value.items.map((item) => copyValue(item, run, seen)) }
  }
  if (value.kind === 'struct' && value.type.endsWith('semver.Version')) return zeroVersion(value)
  if (value.kind !== 'map') return value
  const known = seen.get(value)
  if (known !== undefined) return known
  run.spend(value.entries.size)
  const copy: MapValue = { ...value, entries: new Map(), ...(value.keySources && { keySources: new Map(value.keySources) }) }
  seen.set(value, copy)
  for (const [key, item] of value.entries) copy.entries.set(key, copyValue(item, run, seen))
  return copy
}
