import { matchesPattern } from '../re2/pattern.ts'
import { FORMATS } from './formats.ts'
import { isMultiple } from './instance.ts'
import type { Checker } from './outcome.ts'
import { SchemaError, type Written } from './schema.ts'

type Keywords = Exclude<Written, boolean>

/** Why a text is refused. Formats are asserted up to draft 7 only. */
export function checkText(c: Checker, schema: Keywords, value: string): string | undefined {
  const { minLength, maxLength, pattern, format } = schema
  if (typeof minLength === 'number' || typeof maxLength === 'number') {
    const length = [...value].length
    if (typeof minLength === 'number' && length < minLength) return `minLength: got ${length}, want ${minLength}`
    if (typeof maxLength === 'number' && length > maxLength) return `maxLength: got ${length}, want ${maxLength}`
  }
  if (typeof pattern === 'string') {
    const compiled = c.schema.patterns.get(pattern)
    if (compiled !== undefined && !matchesPattern(compiled, value, c.spend))
      return `'${value}' does not match pattern '${pattern}'`
  }
  return typeof format === 'string' && c.schema.draft < 2019 ? checkFormat(value, format) : undefined
}

function checkFormat(value: string, format: string): string | undefined {
  if (format === 'regex') throw new SchemaError('the format regex is not followed', 'unsupported')
  const check = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  const answer = check === undefined ? true : check(value)
  if (answer === undefined)
    throw new SchemaError(`whether '${value}' has the format ${format} is not decided here`, 'unsupported')
  return answer ? undefined : `'${value}' is not valid ${format}`
}

/** Why a number is refused. In draft 4 the exclusive bounds are flags. */
export function checkNumber(schema: Keywords, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema
  if (typeof minimum === 'number' && (above === true ? value <= minimum : value < minimum))
    return `minimum: got ${value}, want ${minimum}`
  if (typeof maximum === 'number' && (below === true ? value >= maximum : value > maximum))
    return `maximum: got ${value}, want ${maximum}`
  if (typeof above === 'number' && value <= above) return `exclusiveMinimum: got ${value}, want ${above}`
  if (typeof below === 'number' && value >= below) return `exclusiveMaximum: got ${value}, want ${below}`
  if (typeof multipleOf === 'number' && !isMultiple(value, multipleOf)) return `multipleOf: got ${value}, want ${multipleOf}`
  return undefined
}
