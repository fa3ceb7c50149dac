import { type Instance, isEqual, UNKNOWN } from './instance.ts'
import type { Checker, Growing } from './outcome.ts'
import { isWritten, type Written } from './schema.ts'

type Keywords = Exclude<Written, boolean>

/** Why a list is refused by itself; what its items say goes into `found`. */
export function checkList(
  c: Checker,
  schema: Keywords,
  value: readonly Instance[],
  at: string,
  found: Growing,
): string | undefined {
  const { minItems, maxItems } = schema
  if (typeof minItems === 'number' && value.length < minItems) return `minItems: got ${value.length}, want ${minItems}`
  if (typeof maxItems === 'number' && value.length > maxItems) return `maxItems: got ${value.length}, want ${maxItems}`
  if (schema.uniqueItems === true) {
    c.spend(value.length * value.length)
    const twice = value.findIndex(
      (item, index) => item !== UNKNOWN && value.slice(0, index).some((one) => one !== UNKNOWN && isEqual(one, item)),
    )
    if (twice >= 0) return `items at ${twice} and before are equal`
  }
  const more = checkItems(c, schema, value, at, found)
  if (more !== undefined || found.refusal !== undefined) return more
  return c.schema.draft > 4 && isWritten(schema.contains)
    ? checkContains(c, schema, schema.contains, value, at, found)
    : undefined
}

function checkItems(c: Checker, schema: Keywords, value: readonly Instance[], at: string, found: Growing): string | undefined {
  const isNew = c.schema.draft >= 2020
  const first = isNew ? schema.prefixItems : Array.isArray(schema.items) ? schema.items : undefined
  const prefix: readonly unknown[] = Array.isArray(first) ? first : []
  const rest = isNew || !Array.isArray(schema.items) ? schema.items : schema.additionalItems
  for (const [index, item] of value.entries()) {
    const one = index < prefix.length ? prefix[index] : rest
    if (one === false && !isNew && Array.isArray(schema.items))
      return `last ${value.length - prefix.length} additionalItem(s) not allowed`
    if (!isWritten(one)) continue
    const said = c.check(one, item, `${at}/${index}`).refusal
    if (said !== undefined) {
      found.refusal = said
      return undefined
    }
    found.items.add(index)
  }
  return undefined
}

function checkContains(
  c: Checker,
  schema: Keywords,
  wanted: Written,
  value: readonly Instance[],
  at: string,
  found: Growing,
): string | undefined {
  const { draft } = c.schema
  const matched = value.flatMap((item, index) => (c.check(wanted, item, `${at}/${index}`).refusal === undefined ? [index] : []))
  if (draft >= 2020) for (const index of matched) found.items.add(index)
  const least = draft >= 2019 && typeof schema.minContains === 'number' ? schema.minContains : 1
  if (matched.length < least) return `minContains: got ${matched.length}, want ${least}`
  const most = draft >= 2019 && typeof schema.maxContains === 'number' ? schema.maxContains : Number.POSITIVE_INFINITY
  return matched.length > most ? `maxContains: got ${matched.length}, want ${most}` : undefined
}
