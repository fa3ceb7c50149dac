import { policyShape } from './read.ts'
import type { Schema } from './shape.ts'

/** The version of the language that the schemas describe: that of `version` in a policy. */
const LANGUAGE = 1

/** The JSON Schema of a policy, for editors. It is as strict as a schema can be; `readPolicy` decides. */
export function policySchema(): Schema {
  return whole(
    'policy',
    'Preadmit policy',
    'What a pull request may bring into a cluster, and who must vouch for it.',
    policyShape.schema,
  )
}

/** A schema with its head: an id that names the version of the language, and a title for every mapping, which editors show in messages. */
export function whole(id: string, title: string, description: string, schema: Schema): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:preadmit:schema:${id}:${LANGUAGE}`,
    title,
    description,
    ...titled(schema),
  }
}

/** The same with a title, the key under which it stands, for every mapping in it. */
function titled(schema: Schema, name?: string): Schema {
  const inner = Object.entries(schema).map(([key, value]) => {
    if (key === 'properties') return [key, each(value, (one, of) => titled(one, of))]
    if (key === 'items' || key === 'additionalProperties') return [key, isSchema(value) ? titled(value, entryOf(name)) : value]
    if (['oneOf', 'anyOf', 'allOf'].includes(key) && Array.isArray(value))
      return [key, value.map((one: unknown) => (isSchema(one) && one.type !== undefined ? titled(one, name) : one))]
    return [key, value]
  })
  const own = schema.type === 'object' && name !== undefined && schema.title === undefined ? { title: name } : {}
  return { ...own, ...Object.fromEntries(inner) }
}

function entryOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${name} entry`
}

function each(value: unknown, change: (schema: Schema, name: string) => Schema): unknown {
  if (!isSchema(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, isSchema(one) ? change(one, name) : one]))
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
