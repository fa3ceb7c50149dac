import type { Run } from '../govalue/callable.ts'
import { truthOf } from '../govalue/inspect.ts'
import type { MapValue, Value } from '../govalue/value.ts'
import { unknownResult } from './unknowns.ts'

/**
 * Merges a map into another one, in place, as dario.cat/mergo v1.0.1 does: empty values of the target are filled, with `overwrite` all but nil
 * are replaced, maps on both sides are merged; maps and lists that the target did not have are shared with the source. A key for which an unknown
 * decides becomes unknown.
 */
export function mergeInto(target: MapValue, source: MapValue, overwrite: boolean, run: Run): void {
  if (target.entries === source.entries) return
  run.spend(source.entries.size)
  for (const [key, value] of [...source.entries]) {
    const old = target.entries.get(key)
    if (old?.kind === 'map' && value.kind === 'map') mergeInto(old, value, overwrite, run)
    const choice = old === undefined ? newValue(value, overwrite) : choose(old, value, overwrite)
    if (choice === 'old') continue
    target.entries.set(key, choice === 'unknown' ? unknownResult('merge', [old ?? value, value]) : value)
    const places = source.keySources?.get(key)
    if (places !== undefined) target.keySources?.set(key, places)
  }
}

type Choice = 'old' | 'new' | 'unknown'

function newValue(value: Value, overwrite: boolean): Choice {
  return value.kind === 'nil' && !overwrite ? 'old' : 'new'
}

function choose(old: Value, value: Value, overwrite: boolean): Choice {
  if (value.kind === 'nil') return overwrite ? 'new' : 'old'
  if (value.kind === 'unknown') return chooseUnknown(old, overwrite)
  if (old.kind === 'unknown') return overwrite && value.kind !== 'map' ? 'new' : 'unknown'
  const empty = isEmpty(old)
  // A map that is still empty after merging is replaced, so that both sides share it.
  if (old.kind === 'map' && value.kind === 'map') return empty === true ? 'new' : 'old'
  if (overwrite || empty === true) return 'new'
  return empty === false ? 'old' : 'unknown'
}

function chooseUnknown(old: Value, overwrite: boolean): Choice {
  if (old.kind === 'map' || old.kind === 'unknown') return 'unknown'
  if (overwrite) return 'new'
  return isEmpty(old) === false ? 'old' : 'unknown'
}

/** mergo's idea of empty: zero values and nothing inside; structs never are. */
function isEmpty(value: Value): boolean | 'unknown' {
  const truth = truthOf(value)
  return typeof truth === 'boolean' ? !truth : 'unknown'
}
