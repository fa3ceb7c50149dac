import { matchesPattern } from '../re2/pattern.ts'
import type { InstanceObject } from './instance.ts'
import type { Checker, Growing } from './outcome.ts'
import { isRecord, isWritten, type Written } from './schema.ts'

type Keywords = Exclude<Written, boolean>

/** Why an object is refused by itself; what its parts say goes into `found`. */
export function checkObject(c: Checker, schema: Keywords, value: InstanceObject, at: string, found: Growing): string | undefined {
  const { minProperties, maxProperties } = schema
  if (typeof minProperties === 'number' && value.size < minProperties)
    return `minProperties: got ${value.size}, want ${minProperties}`
  if (typeof maxProperties === 'number' && value.size > maxProperties)
    return `maxProperties: got ${value.size}, want ${maxProperties}`
  const missing = missingOf(value, schema.required)
  if (missing !== undefined) return missing
  const extra = checkProperties(c, schema, value, at, found)
  if (extra !== undefined || found.refusal !== undefined) return extra
  return checkDependent(c, schema, value, at, found)
}

function missingOf(value: InstanceObject, required: unknown): string | undefined {
  if (!Array.isArray(required)) return undefined
  const missing = required.filter((key) => typeof key === 'string' && !value.has(key))
  return missing.length === 0 ? undefined : `missing properties ${missing.map((key) => `'${key}'`).join(', ')}`
}

function checkProperties(c: Checker, schema: Keywords, value: InstanceObject, at: string, found: Growing): string | undefined {
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const patterns = isRecord(schema.patternProperties) ? Object.entries(schema.patternProperties) : []
  const additional = schema.additionalProperties
  for (const [key, part] of value) {
    const inner = `${at}/${key}`
    const schemas: unknown[] = Object.hasOwn(properties, key) ? [properties[key]] : []
    for (const [pattern, one] of patterns) {
      const compiled = c.schema.patterns.get(pattern)
      if (compiled !== undefined && matchesPattern(compiled, key, c.spend)) schemas.push(one)
    }
    if (schemas.length === 0 && additional === false) return `additional properties '${key}' not allowed`
    if (schemas.length === 0 && additional !== undefined) schemas.push(additional)
    for (const one of schemas) {
      const said = isWritten(one) ? c.check(one, part, inner).refusal : undefined
      if (said !== undefined) {
        found.refusal = said
        return undefined
      }
    }
    if (schemas.length > 0) found.keys.add(key)
  }
  return undefined
}

function checkDependent(c: Checker, schema: Keywords, value: InstanceObject, at: string, found: Growing): string | undefined {
  const { draft } = c.schema
  for (const [key, wanted] of entriesOf(schema.dependencies)) {
    const missing = value.has(key) ? missingOf(value, wanted) : undefined
    if (missing !== undefined) return missing
    if (value.has(key) && isWritten(wanted) && !found.add(c.check(wanted, value, at))) return undefined
  }
  if (draft > 4 && isWritten(schema.propertyNames)) {
    for (const key of value.keys()) {
      const said = c.check(schema.propertyNames, key, at).refusal
      if (said !== undefined) return `invalid propertyName '${key}': ${said.why}`
    }
  }
  if (draft < 2019) return undefined
  for (const [key, wanted] of entriesOf(schema.dependentSchemas)) {
    if (value.has(key) && isWritten(wanted) && !found.add(c.check(wanted, value, at))) return undefined
  }
  for (const [key, wanted] of entriesOf(schema.dependentRequired)) {
    const missing = value.has(key) ? missingOf(value, wanted) : undefined
    if (missing !== undefined) return missing
  }
  return undefined
}

function entriesOf(map: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(map) ? Object.entries(map) : []
}
