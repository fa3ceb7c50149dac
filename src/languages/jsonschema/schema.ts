import type { Pattern } from '../re2/pattern.ts'

export type Draft = 4 | 6 | 7 | 2019 | 2020

/** A schema as it is written: true, false, or an object. */
export type Written = boolean | { readonly [keyword: string]: unknown }

/** A schema whose references and patterns were found. */
export interface Compiled {
  readonly root: Written
  readonly draft: Draft
  /** Where each `$ref` (and its kin) leads, by the schema that holds it and the keyword. */
  readonly references: ReadonlyMap<Written, ReadonlyMap<string, Written>>
  readonly patterns: ReadonlyMap<string, Pattern>
  /** Whether anything asks what was evaluated. */
  readonly tracks: boolean
}

/** Why a schema is none, in words. `remote` names one that lies elsewhere; `unsupported` says that we cannot follow it, though others may. */
export class SchemaError extends Error {
  readonly kind: 'invalid' | 'remote' | 'unsupported'
  constructor(message: string, kind: 'invalid' | 'remote' | 'unsupported' = 'invalid') {
    super(message)
    this.kind = kind
  }
}

export const SINGLE = [
  'not',
  'if',
  'then',
  'else',
  'items',
  'additionalItems',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
] as const
export const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'] as const
export const MAPS = ['properties', 'patternProperties', 'dependentSchemas', 'dependencies'] as const
export const STORES = ['$defs', 'definitions'] as const

/** Keywords by the draft that brought them: an older one does not look at them, nor into them. */
export const SINCE: ReadonlyMap<string, Draft> = new Map<string, Draft>([
  ['contains', 6],
  ['propertyNames', 6],
  ['if', 7],
  ['then', 7],
  ['else', 7],
  ['$defs', 2019],
  ['dependentSchemas', 2019],
  ['unevaluatedItems', 2019],
  ['unevaluatedProperties', 2019],
  ['prefixItems', 2020],
])

export function isWritten(value: unknown): value is Written {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value))
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schemas that stand inside of one, with the keyword that holds them; those that are only kept to be referred to come with `stores`. */
export function innerSchemas(schema: Written, stores: boolean, draft: Draft): readonly Written[] {
  if (typeof schema === 'boolean') return []
  const found: Written[] = []
  const isKnown = (keyword: string) => (SINCE.get(keyword) ?? 4) <= draft && !(keyword === 'additionalItems' && draft >= 2020)
  for (const keyword of SINGLE) if (isKnown(keyword)) add(found, schema[keyword])
  for (const keyword of LISTS) {
    const list = schema[keyword]
    if (Array.isArray(list) && isKnown(keyword)) for (const item of list) add(found, item)
  }
  for (const keyword of stores ? [...MAPS, ...STORES] : MAPS) {
    const map = schema[keyword]
    if (isRecord(map) && isKnown(keyword)) for (const item of Object.values(map)) add(found, item)
  }
  return found
}

function add(found: Written[], value: unknown): void {
  if (isWritten(value)) found.push(value)
}

const DRAFTS: readonly (readonly [RegExp, Draft])[] = [
  [/^https?:\/\/json-schema\.org\/draft-04\/schema#?$/, 4],
  [/^https?:\/\/json-schema\.org\/draft-06\/schema#?$/, 6],
  [/^https?:\/\/json-schema\.org\/draft-07\/schema#?$/, 7],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, 2019],
  [/^https?:\/\/json-schema\.org\/(?:draft\/2020-12\/)?schema#?$/, 2020],
]

/** The draft that a schema says it is written in; 2020-12 when it says nothing. */
export function draftOf(schema: Written): Draft {
  const written = typeof schema === 'boolean' ? undefined : schema.$schema
  if (typeof written !== 'string') return 2020
  const draft = DRAFTS.find(([pattern]) => pattern.test(written))?.[1]
  if (draft === undefined) throw new SchemaError(`failing loading "${written}": the metaschema is not known`, 'remote')
  return draft
}
