import { readFileSync } from 'node:fs'
import type { ValidateFunction } from 'ajv'
import { Ajv } from 'ajv'
import * as ajvFormats from 'ajv-formats'
import type { Validator } from './server.ts'

interface Description {
  readonly operations: readonly {
    readonly method: string
    readonly path: string
    readonly request: unknown
    readonly responses: Readonly<Record<string, unknown>>
  }[]
  readonly components: unknown
}

let shared: Validator | undefined

/** Holds requests and replies against GitHub's OpenAPI. Request objects are closed: a field that GitHub does not know is a mistake. */
export function githubValidator(): Validator {
  shared ??= compile()
  return shared
}

function compile(): Validator {
  const file = new URL('../../fixtures/github-openapi.json', import.meta.url)
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description
  const ajv = new Ajv({ strict: false, allErrors: true })
  // The package is CommonJS: its function is a property of what an import gives.
  const addFormats = (ajvFormats.default as unknown as { default?: (ajv: Ajv) => void }).default ?? ajvFormats.default
  ;(addFormats as unknown as (ajv: Ajv) => void)(ajv)
  ajv.addSchema({ $id: 'github', components: description.components })
  const compiled = new Map<string, ValidateFunction>()
  const check = (key: string, schema: unknown, value: unknown): readonly string[] => {
    const validate = compiled.get(key) ?? ajv.compile(rooted(schema) as object | boolean)
    compiled.set(key, validate)
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${key}: ${error.instancePath} ${error.message}`)
  }
  const operationOf = (method: string, path: string) =>
    description.operations.find((operation) => operation.method === method && operation.path === path)
  return {
    request: (method, path, body) => {
      if (path === '/graphql') return []
      const operation = operationOf(method, path)
      if (operation === undefined) return [`${method} ${path} is not in the description`]
      if (operation.request === false) return Object.keys(body as object).length === 0 ? [] : [`${method} ${path} takes no body`]
      return check(`${method} ${path}`, closed(operation.request), body)
    },
    response: (method, path, status, body) => {
      const schema = operationOf(method, path)?.responses[String(status)]
      return schema === undefined || schema === true || body === undefined
        ? []
        : check(`${method} ${path} ${status}`, schema, body)
    },
  }
}

/** References of the description point into the schema that holds its components. */
function rooted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rooted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, key === '$ref' ? `github${inner}` : rooted(inner)])
  return Object.fromEntries(entries)
}

function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema
  const object = schema as Readonly<Record<string, unknown>>
  const properties = object.properties as Readonly<Record<string, unknown>> | undefined
  const inner =
    properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, closed(one)])) }
  const items = object.items === undefined ? {} : { items: closed(object.items) }
  // Alternatives of one object (a check run that is completed or not) describe the same properties again.
  const combined = ['oneOf', 'anyOf', 'allOf'].some((key) => key in object)
  return { ...object, ...inner, ...items, ...(properties === undefined || combined ? {} : { additionalProperties: false }) }
}
