import { compilePattern, type Pattern } from '../re2/pattern.ts'
import { type Compiled, type Draft, draftOf, innerSchemas, isRecord, isWritten, SchemaError, type Written } from './schema.ts'
import { checkShape } from './shape.ts'

const ROOT = 'file:///values.schema.json'
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'] as const

interface Compiler {
  readonly draft: Draft
  readonly root: Written
  /** Schemas by absolute URL: resources, and anchors in them. */
  readonly byUrl: Map<string, Written>
  readonly bases: Map<Written, string>
  readonly references: Map<Written, Map<string, Written>>
  readonly patterns: Map<string, Pattern>
  tracks: boolean
}

/**
 * Finds every reference and pattern that a schema needs, as santhosh-tekuri/jsonschema v6 does before it validates. Throws `SchemaError`: for what its
 * metaschema refuses, for a pattern that RE2 refuses, for a schema that lies elsewhere.
 */
export function compileSchema(root: unknown): Compiled {
  if (!isWritten(root)) throw new SchemaError('a schema must be an object or a boolean')
  const draft = draftOf(root)
  const c: Compiler = {
    draft,
    root,
    byUrl: new Map([[ROOT, root]]),
    bases: new Map(),
    references: new Map(),
    patterns: new Map(),
    tracks: false,
  }
  register(c, root, ROOT)
  const seen = new Set<Written>([root])
  for (const schema of seen) for (const inner of compileOne(c, schema)) seen.add(inner)
  return { root, draft, references: c.references, patterns: c.patterns, tracks: c.tracks }
}

/** Goes through all schemas for their identifiers, and refuses what the metaschema does. */
function register(c: Compiler, schema: Written, outer: string): void {
  checkShape(schema, c.draft)
  if (typeof schema === 'boolean' || c.bases.has(schema)) return
  const id = schema[c.draft === 4 ? 'id' : '$id']
  const hasRef = c.draft < 2019 && typeof schema.$ref === 'string'
  const own = typeof id === 'string' && !hasRef ? joinUrl(outer, id) : outer
  const base = own.split('#', 1)[0] ?? own
  c.bases.set(schema, base)
  if (own !== outer) c.byUrl.set(own.endsWith('#') ? own.slice(0, -1) : own, schema)
  if (base !== outer && !c.byUrl.has(base)) c.byUrl.set(base, schema)
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const anchor = schema[keyword]
    if (typeof anchor === 'string') c.byUrl.set(`${base}#${anchor}`, schema)
  }
  for (const inner of innerSchemas(schema, true, c.draft)) register(c, inner, base)
}

function joinUrl(base: string, reference: string): string {
  try {
    return new URL(reference, base).href
  } catch {
    throw new SchemaError(`the reference "${reference}" is no URL`)
  }
}

function compileOne(c: Compiler, schema: Written): readonly Written[] {
  if (typeof schema === 'boolean') return []
  const targets: Written[] = []
  for (const keyword of REFERENCES) {
    const reference = schema[keyword]
    if (
      typeof reference !== 'string' ||
      (keyword === '$dynamicRef' && c.draft < 2020) ||
      (keyword === '$recursiveRef' && c.draft !== 2019)
    )
      continue
    const target = follow(c, c.bases.get(schema) ?? ROOT, reference)
    const known = c.references.get(schema) ?? new Map<string, Written>()
    c.references.set(schema, known.set(keyword, target))
    targets.push(target)
  }
  if (c.draft < 2019 && typeof schema.$ref === 'string') return targets
  if (schema.unevaluatedItems !== undefined || schema.unevaluatedProperties !== undefined) c.tracks = true
  if (typeof schema.pattern === 'string') addPattern(c, schema.pattern)
  if (isRecord(schema.patternProperties)) for (const pattern of Object.keys(schema.patternProperties)) addPattern(c, pattern)
  return [...targets, ...innerSchemas(schema, false, c.draft)]
}

function addPattern(c: Compiler, written: string): void {
  if (c.patterns.has(written)) return
  const compiled = compilePattern(written)
  if (compiled.kind === 'unsupported')
    throw new SchemaError(`the pattern "${written}" cannot be followed: ${compiled.why}`, 'unsupported')
  if (compiled.kind === 'invalid') throw new SchemaError(`invalid regex "${written}": ${compiled.why}`)
  c.patterns.set(written, compiled.pattern)
}

function follow(c: Compiler, base: string, reference: string): Written {
  const url = joinUrl(base, reference)
  const [document = '', fragment = ''] = url.split('#', 2)
  const whole = c.byUrl.get(url.endsWith('#') ? document : url)
  if (whole !== undefined) return whole
  const resource = document === ROOT ? c.root : c.byUrl.get(document)
  if (resource === undefined) return elsewhere(document)
  if (!fragment.startsWith('/')) throw new SchemaError(`no anchor "${fragment}" in ${document}`)
  const found = at(resource, decodeURIComponent(fragment))
  if (found === undefined) throw new SchemaError(`json-pointer in "${reference}" not found`)
  // What is only reached by a pointer has no base of its own yet.
  register(c, found, document)
  return found
}

function elsewhere(document: string): Written {
  // Helm takes every URN that it does not know for a schema that allows all.
  if (document.startsWith('urn:')) return true
  if (document.startsWith('file:')) throw new SchemaError(`failing loading "${document}": no such file or directory`)
  throw new SchemaError(`failing loading "${document}": it lies elsewhere`, 'remote')
}

function at(resource: Written, pointer: string): Written | undefined {
  let found: unknown = resource
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(found)) found = found[Number(key)]
    else found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined
  }
  return isWritten(found) ? found : undefined
}
