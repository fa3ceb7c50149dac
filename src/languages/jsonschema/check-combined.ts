import { type Instance, isList, isObject } from './instance.ts'
import type { Checker, Growing } from './outcome.ts'
import { isWritten, type Written } from './schema.ts'

type Keywords = Exclude<Written, boolean>

/** `not`, `allOf`, `anyOf`, `oneOf`, `if`, and what is left for `unevaluated…`. */
export function checkCombined(c: Checker, schema: Keywords, value: Instance, at: string, found: Growing): void {
  if (isWritten(schema.not) && c.check(schema.not, value, at).refusal === undefined) {
    found.refusal = { at, why: "'not' failed" }
    return
  }
  for (const one of listOf(schema.allOf)) if (!found.add(c.check(one, value, at))) return
  checkAny(c, listOf(schema.anyOf), value, at, found)
  if (found.refusal !== undefined) return
  checkOneOf(c, listOf(schema.oneOf), value, at, found)
  if (found.refusal !== undefined) return
  if (c.schema.draft >= 7 && isWritten(schema.if)) checkIf(c, schema, schema.if, value, at, found)
  if (found.refusal === undefined && c.schema.draft >= 2019 && c.schema.tracks) checkUnevaluated(c, schema, value, at, found)
}

function listOf(list: unknown): readonly Written[] {
  return Array.isArray(list) ? list.filter(isWritten) : []
}

function checkAny(c: Checker, schemas: readonly Written[], value: Instance, at: string, found: Growing): void {
  if (schemas.length === 0) return
  let why: string | undefined
  let matched = false
  for (const one of schemas) {
    const said = c.check(one, value, at)
    if (said.refusal === undefined) {
      matched = found.add(said)
      if (!c.schema.tracks) return
    } else why ??= `${said.refusal.at}: ${said.refusal.why}`
  }
  if (!matched) found.refusal = { at, why: `'anyOf' failed, none matched (${why})` }
}

function checkOneOf(c: Checker, schemas: readonly Written[], value: Instance, at: string, found: Growing): void {
  if (schemas.length === 0) return
  const said = schemas.map((one) => c.check(one, value, at))
  const matched = said.filter((one) => one.refusal === undefined)
  const [only] = matched
  if (matched.length === 1 && only !== undefined) found.add(only)
  else
    found.refusal = { at, why: matched.length === 0 ? "'oneOf' failed, none matched" : "'oneOf' failed, more than one matched" }
}

function checkIf(c: Checker, schema: Keywords, condition: Written, value: Instance, at: string, found: Growing): void {
  const said = c.check(condition, value, at)
  const holds = said.refusal === undefined
  if (holds) found.add(said)
  const next = holds ? schema.then : schema.else
  if (isWritten(next)) found.add(c.check(next, value, at))
}

function checkUnevaluated(c: Checker, schema: Keywords, value: Instance, at: string, found: Growing): void {
  const { unevaluatedProperties: properties, unevaluatedItems: items } = schema
  const parts: (readonly [string | number, Instance, Written])[] = []
  if (isObject(value) && isWritten(properties))
    for (const [key, part] of value) if (!found.keys.has(key)) parts.push([key, part, properties])
  if (isList(value) && isWritten(items))
    for (const [index, item] of value.entries()) if (!found.items.has(index)) parts.push([index, item, items])
  if (found.all) return
  for (const [key, part, one] of parts) {
    const said = c.check(one, part, `${at}/${key}`).refusal
    if (said !== undefined) {
      found.refusal = said
      return
    }
    if (typeof key === 'string') found.keys.add(key)
    else found.items.add(key)
  }
}
