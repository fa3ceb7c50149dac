import { isNumber } from './equal.ts'
import { bool, failure, keyOf, noOverload, type Outcome, optional, unknownBecause, type Value } from './value.ts'

/** The value of a field. What is not there is an error, or none when the selection is optional. */
export function selectField(of: Value, field: string, wanted: boolean): Outcome {
  if (of.kind === 'optional') return of.value === undefined ? of : selectField(of.value, field, true)
  if (of.kind !== 'map' && of.kind !== 'record') return failure(`a ${of.kind} has no field "${field}"`)
  const found = fieldOf(of, field)
  if (found === undefined) return wanted ? optional(undefined) : failure(`no such key: ${field}`)
  return wanted ? wrapped(found) : found
}

/** Whether a field is there. */
export function hasField(of: Value, field: string): Outcome {
  if (of.kind === 'optional') return of.value === undefined ? bool(false) : hasField(of.value, field)
  if (of.kind !== 'map' && of.kind !== 'record') return failure(`a ${of.kind} has no field "${field}"`)
  const found = fieldOf(of, field)
  return found?.kind === 'unknown' ? found : bool(found !== undefined)
}

function fieldOf(of: Value & { kind: 'map' | 'record' }, field: string): Outcome | undefined {
  if (of.kind === 'record') return of.field(field)
  const found = of.entries.get(`s${field}`)
  if (found !== undefined) return found.value
  return of.open === undefined ? undefined : unknownBecause(of.open)
}

/** The item at a position, or the value under a key. */
export function indexOf(of: Value, at: Value, wanted: boolean): Outcome {
  if (of.kind === 'optional') return of.value === undefined ? of : indexOf(of.value, at, true)
  const found = foundAt(of, at)
  if (!wanted) return found ?? failure('no such key or index')
  return found === undefined ? optional(undefined) : wrapped(found)
}

function foundAt(of: Value, at: Value): Outcome | undefined {
  if (of.kind === 'list') {
    if (!isNumber(at) || (at.kind === 'double' && !Number.isInteger(at.value))) return noOverload('[]', [of, at])
    return of.open === undefined ? of.items[Number(at.value)] : unknownBecause(of.open)
  }
  if (of.kind === 'record' && at.kind === 'string') return of.field(at.value)
  const key = keyOf(at)
  if (of.kind !== 'map' || key === undefined) return noOverload('[]', [of, at])
  const found = of.entries.get(key)?.value
  return found ?? (of.open === undefined ? undefined : unknownBecause(of.open))
}

function wrapped(found: Outcome): Outcome {
  if (found.kind === 'unknown' || found.kind === 'error') return found
  return optional(found)
}
