import { instanceOf, isEqual } from './instance.ts'
import { type Draft, isRecord, isWritten, SchemaError, SINCE, type Written } from './schema.ts'

type Shape = (value: unknown, draft: Draft) => boolean

const isNumber: Shape = (value) => typeof value === 'number'
const isText: Shape = (value) => typeof value === 'string'
const isFlag: Shape = (value) => typeof value === 'boolean'
const isCount: Shape = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isSchema: Shape = (value, draft) => isWritten(value) && (draft > 4 || typeof value !== 'boolean')
const isSchemas: Shape = (value, draft) => Array.isArray(value) && value.length > 0 && value.every((one) => isSchema(one, draft))
const isSchemaMap: Shape = (value, draft) => isRecord(value) && Object.values(value).every((one) => isSchema(one, draft))
const isTexts: Shape = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') && new Set(value).size === value.length
const isAdditional: Shape = (value) => isWritten(value)
const isLimit: Shape = (value, draft) => (draft === 4 ? typeof value === 'boolean' : typeof value === 'number')

const TYPES: ReadonlySet<unknown> = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'])
const isType: Shape = (value) => {
  if (!Array.isArray(value)) return TYPES.has(value)
  return value.length > 0 && value.every((one) => TYPES.has(one)) && new Set(value).size === value.length
}

const isEnum: Shape = (value, draft) => {
  if (!Array.isArray(value) || draft > 7) return Array.isArray(value)
  const items = value.map(instanceOf)
  return (draft > 6 || items.length > 0) && items.every((item, index) => !items.slice(0, index).some((one) => isEqual(one, item)))
}
const isDependencies: Shape = (value, draft) =>
  draft > 7 || (isRecord(value) && Object.values(value).every((one) => isSchema(one, draft) || isTexts(one, draft)))

/** What the metaschemas ask of the keywords that matter; the others may be anything. */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['$ref', isText],
  ['title', isText],
  ['description', isText],
  ['multipleOf', (value) => typeof value === 'number' && value > 0],
  ['maximum', isNumber],
  ['minimum', isNumber],
  ['exclusiveMaximum', isLimit],
  ['exclusiveMinimum', isLimit],
  ['maxLength', isCount],
  ['minLength', isCount],
  ['pattern', isText],
  ['format', isText],
  ['additionalItems', isAdditional],
  ['items', (value, draft) => isSchema(value, draft) || (draft < 2020 && isSchemas(value, draft))],
  ['prefixItems', isSchemas],
  ['maxItems', isCount],
  ['minItems', isCount],
  ['uniqueItems', isFlag],
  ['contains', isSchema],
  ['maxProperties', isCount],
  ['minProperties', isCount],
  ['required', (value, draft) => isTexts(value, draft) && (draft > 4 || (Array.isArray(value) && value.length > 0))],
  ['additionalProperties', isAdditional],
  ['definitions', isSchemaMap],
  ['$defs', isSchemaMap],
  ['properties', isSchemaMap],
  ['patternProperties', isSchemaMap],
  ['dependentSchemas', isSchemaMap],
  ['propertyNames', isSchema],
  ['enum', isEnum],
  ['dependencies', isDependencies],
  ['type', isType],
  ['allOf', isSchemas],
  ['anyOf', isSchemas],
  ['oneOf', isSchemas],
  ['not', isSchema],
  ['if', isSchema],
  ['then', isSchema],
  ['else', isSchema],
  ['unevaluatedItems', isSchema],
  ['unevaluatedProperties', isSchema],
])

/** Refuses a schema that its metaschema refuses. Throws `SchemaError`. */
export function checkShape(schema: Written, draft: Draft): void {
  if (typeof schema === 'boolean') return
  for (const [keyword, value] of Object.entries(schema)) {
    const shape = SHAPES.get(keyword)
    if (shape === undefined || draft < (SINCE.get(keyword) ?? 4) || shape(value, draft)) continue
    throw new SchemaError(`'${keyword}' is not what the metaschema of draft ${draft} allows`)
  }
}
