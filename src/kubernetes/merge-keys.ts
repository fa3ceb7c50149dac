import { MERGED_KINDS, MERGED_LISTS } from './merge-key-table.ts'

/** What a strategic merge must know of a value: by which keys its items are merged (none: by value), and what lies below. */
export interface MergeSchema {
  /** Present where the value is a list whose items are merged one by one. */
  readonly keys?: readonly string[]
  /** What is known of a field; undefined where nothing is. */
  readonly field: (name: string) => MergeSchema | undefined
  /** What is known of the items of a list. */
  readonly items: () => MergeSchema | undefined
}

const LEAF: MergeSchema = { field: () => LEAF, items: () => LEAF }

/** What Kubernetes' built-in OpenAPI document says of an object of this kind; undefined for kinds that it does not hold. */
export function builtInSchema(apiVersion: string, kind: string): MergeSchema | undefined {
  const definition = kinds().get(`${apiVersion}/${kind}`)
  return definition === undefined ? undefined : schemaOf(definition)
}

/** What that document says of one of its definitions, by its full name. */
export function builtInDefinition(name: string): MergeSchema | undefined {
  const short = name
    .split('.')
    .slice(-3)
    .join('.')
    .replace(/^core\.v1\./, '')
    .replace(/^meta\.v1\./, 'meta.')
  return definitions().has(short) ? schemaOf(short) : undefined
}

const schemas = new Map<string, MergeSchema>()

function schemaOf(definition: string): MergeSchema {
  const known = schemas.get(definition)
  if (known !== undefined) return known
  const fields = definitions().get(definition) ?? new Map<string, string>()
  const schema: MergeSchema = {
    field: (name) => (name === 'metadata' && !fields.has(name) ? schemaOf('meta.ObjectMeta') : fieldSchema(fields.get(name))),
    items: () => LEAF,
  }
  schemas.set(definition, schema)
  return schema
}

/** A field as the table writes it, without its name: `[key,…]>Definition`. */
function fieldSchema(written: string | undefined): MergeSchema {
  if (written === undefined) return LEAF
  const [, list, target] = /^(?:\[([^\]]*)\])?(?:>(.+))?$/.exec(written) ?? []
  const below = target === undefined ? LEAF : schemaOf(target)
  if (list === undefined) return below
  const keys = list === '' ? {} : { keys: list === '=' ? [] : list.split(',') }
  return { ...keys, field: () => LEAF, items: () => below }
}

let readKinds: ReadonlyMap<string, string> | undefined

function kinds(): ReadonlyMap<string, string> {
  readKinds ??= new Map(
    words(MERGED_KINDS).map((word) => {
      const [kind = '', definition = ''] = word.split('=')
      return [kind, definition] as const
    }),
  )
  return readKinds
}

let readDefinitions: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined

function definitions(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  if (readDefinitions !== undefined) return readDefinitions
  const read = new Map<string, Map<string, string>>()
  for (const line of MERGED_LISTS.replaceAll(/\n +/g, ' ').split('\n')) {
    const [name, fields] = line.split(': ')
    if (name === undefined || fields === undefined) continue
    read.set(name, new Map(fields.split(' ').map((field) => [/^\w+/.exec(field)?.[0] ?? '', field.replace(/^\w+/, '')])))
  }
  readDefinitions = read
  return read
}

function words(table: string): readonly string[] {
  return table.trim().split(/\s+/).slice(1)
}
