import { checkCombined } from './check-combined.ts'
import { checkList } from './check-list.ts'
import { checkObject } from './check-object.ts'
import { checkNumber, checkText } from './check-scalar.ts'
import { type Instance, instanceOf, isEqual, isList, isObject, typeName, UNKNOWN } from './instance.ts'
import { type Checker, type Found, fail, nothing } from './outcome.ts'
import type { Compiled, Written } from './schema.ts'
import { SchemaError } from './schema.ts'

/** The first reason why an instance is refused, and where (a JSON pointer); undefined when it is allowed. */
export interface Refusal {
  readonly at: string
  readonly why: string
}

const MAX_DEPTH = 500

/** Whether an instance is allowed. `spend` is asked for every step; throws `SchemaError` where a keyword cannot be followed. */
export function checkInstance(schema: Compiled, instance: Instance, spend: (steps: number) => void): Refusal | undefined {
  let depth = 0
  const checker: Checker = {
    schema,
    spend,
    check: (inner, value, at) => {
      spend(1)
      depth++
      if (depth > MAX_DEPTH) throw new SchemaError(`the schema refers to itself more than ${MAX_DEPTH} times`, 'unsupported')
      const found = checkOne(checker, inner, value, at)
      depth--
      return found
    },
  }
  return checker.check(schema.root, instance, '').refusal
}

function checkOne(c: Checker, schema: Written, value: Instance, at: string): Found {
  if (schema === true || value === UNKNOWN)
    return { refusal: undefined, all: value === UNKNOWN, keys: new Set(), items: new Set() }
  if (schema === false) return fail(at, 'nothing is allowed here')
  const { draft } = c.schema
  const target = c.schema.references.get(schema)
  const alone = draft < 2019 ? target?.get('$ref') : undefined
  if (alone !== undefined) {
    // The library leaves a `const` beside a `$ref` standing, and nothing else.
    const refused = checkConst(schema, value, draft)
    return refused === undefined ? c.check(alone, value, at) : fail(at, refused)
  }
  const wrong = checkPlain(schema, value, draft)
  if (wrong !== undefined) return fail(at, wrong)
  const found = nothing()
  for (const reference of target?.values() ?? []) {
    if (!found.add(c.check(reference, value, at))) return found
  }
  const refused = checkTyped(c, schema, value, at, found)
  if (refused !== undefined) return fail(at, refused)
  if (found.refusal !== undefined) return found
  checkCombined(c, schema, value, at, found)
  return found
}

function checkPlain(
  schema: Exclude<Written, boolean>,
  value: Exclude<Instance, typeof UNKNOWN>,
  draft: number,
): string | undefined {
  const type = typeName(value)
  const wanted = typeof schema.type === 'string' ? [schema.type] : Array.isArray(schema.type) ? schema.type : undefined
  const isInteger = type === 'number' && Number.isInteger(value)
  if (wanted !== undefined && wanted.length > 0 && !wanted.includes(type) && !(isInteger && wanted.includes('integer'))) {
    return `got ${type}, want ${wanted.join(' or ')}`
  }
  const refused = checkConst(schema, value, draft)
  if (refused !== undefined) return refused
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => isEqual(value, instanceOf(one)))) {
    return `value must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`
  }
  return undefined
}

function checkConst(schema: Exclude<Written, boolean>, value: Instance, draft: number): string | undefined {
  if (draft < 6 || !('const' in schema) || isEqual(value, instanceOf(schema.const))) return undefined
  return `value must be ${JSON.stringify(schema.const)}`
}

function checkTyped(
  c: Checker,
  schema: Exclude<Written, boolean>,
  value: Instance,
  at: string,
  found: ReturnType<typeof nothing>,
): string | undefined {
  if (isObject(value)) return checkObject(c, schema, value, at, found)
  if (isList(value)) return checkList(c, schema, value, at, found)
  if (typeof value === 'string') return checkText(c, schema, value)
  return typeof value === 'number' ? checkNumber(schema, value) : undefined
}
