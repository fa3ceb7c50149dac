import type { Node } from '../../model/tree.ts'
import type { Build } from './build.ts'
import { type Config, defaultConfig, FIELD_LISTS, mergeConfigs, type NameReference, NO_CONFIG, sorted } from './config.ts'
import { type Decoder, list, struct, text } from './decode.ts'
import type { FieldSpec } from './field-spec.ts'
import { fieldSpec } from './kustomization-parts.ts'
import { type Loader, loadText, locate, placeAt } from './loader.ts'
import { asNode, readDocument } from './read.ts'
import { Refusal } from './refusal.ts'
import type { Scalar } from './tree.ts'

/** The built-in configuration with the files of `configurations` merged into it. */
export function loadConfigurations(build: Build, loader: Loader, files: readonly Scalar[]): Config {
  const own = files.reduce((config, file) => mergeConfigs(config, readConfiguration(build, loader, file)), NO_CONFIG)
  return mergeConfigs(defaultConfig(), own)
}

function readConfiguration(build: Build, loader: Loader, name: Scalar): Config {
  const file = locate(build, loader, name)
  const tree = readDocument({ text: loadText(build, loader, name), file, budget: build.budget })
  const decoder: Decoder = { file, strict: true }
  const fields = struct(decoder, tree === undefined ? undefined : asNode(tree), [...FIELD_LISTS, 'nameReference'])
  if (fields === undefined) return NO_CONFIG
  const lists = Object.fromEntries(
    FIELD_LISTS.map((one): [string, readonly FieldSpec[]] => [
      one,
      sorted(list(decoder, fields(one), (item) => fieldSpec(decoder, item)) ?? []),
    ]),
  )
  const nameReference = list(decoder, fields('nameReference'), (item) => nameReferenceOf(decoder, item)) ?? []
  return { ...NO_CONFIG, ...lists, nameReference: sorted(nameReference) }
}

function nameReferenceOf(decoder: Decoder, node: Node): NameReference | undefined {
  const fields = struct(decoder, node, ['group', 'version', 'kind', 'fieldSpecs'])
  if (fields === undefined) return undefined
  const one = (name: string) => text(decoder, fields(name))?.text ?? ''
  const specs = list(decoder, fields('fieldSpecs'), (item) => fieldSpec(decoder, item)) ?? []
  return { group: one('group'), version: one('version'), kind: one('kind'), fields: specs }
}

/** What `crds` (files of OpenAPI definitions) add: fields with annotations, label selectors, identities and names of others. */
export function loadCrds(build: Build, loader: Loader, files: readonly Scalar[]): Config {
  return files.reduce((config, file) => mergeConfigs(config, readCrds(build, loader, file)), NO_CONFIG)
}

function readCrds(build: Build, loader: Loader, name: Scalar): Config {
  const tree = readDocument({ text: loadText(build, loader, name), file: locate(build, loader, name), budget: build.budget })
  const root = tree === undefined ? undefined : asNode(tree)
  const definitions = new Map<string, Node>()
  for (const { key, value } of root?.kind === 'map' ? root.entries : []) {
    if (value.kind !== 'map') {
      throw new Refusal('other', `unable to parse open API definition from '${name.text}'`, placeAt(name))
    }
    const schema = anyCase(value, 'schema')
    if (schema !== undefined) definitions.set(key.text, schema)
  }
  return [...definitions].reduce((config, [type, schema]) => {
    const properties = anyCase(schema, 'properties')
    const isKind = ['kind', 'apiVersion', 'metadata'].every((field) => anyCase(properties, field) !== undefined)
    if (!isKind) return config
    const found: Config = crdConfig(definitions, type, type.split('.').at(-1) ?? '', [], new Set())
    return mergeConfigs(config, found)
  }, NO_CONFIG)
}

function anyCase(node: Node | undefined, name: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.find(({ key }) => key.text.toLowerCase() === name.toLowerCase())?.value : undefined
}

function crdConfig(
  definitions: ReadonlyMap<string, Node>,
  type: string,
  kind: string,
  path: readonly string[],
  seen: ReadonlySet<string>,
): Config {
  const properties = anyCase(definitions.get(type), 'properties')
  let config = NO_CONFIG
  for (const { key, value } of properties?.kind === 'map' && !seen.has(type) ? properties.entries : []) {
    const says = (name: string): string | undefined => {
      const found = anyCase(value, name)
      return found?.kind === 'scalar' ? found.text : undefined
    }
    const at = [...path, key.text]
    const spec = (...more: readonly string[]): readonly FieldSpec[] => [
      { group: '', version: '', kind, path: [...at, ...more].join('/'), create: false },
    ]
    if (says('x-kubernetes-annotation') !== undefined) config = mergeConfigs(config, { ...NO_CONFIG, commonAnnotations: spec() })
    if (says('x-kubernetes-label-selector') !== undefined) config = mergeConfigs(config, { ...NO_CONFIG, commonLabels: spec() })
    if (says('x-kubernetes-identity') !== undefined) config = mergeConfigs(config, { ...NO_CONFIG, namePrefix: spec() })
    const [version, named] = [says('x-kubernetes-object-ref-api-version'), says('x-kubernetes-object-ref-kind')]
    if (version !== undefined && named !== undefined) {
      const fields = spec(says('x-kubernetes-object-ref-name-key') ?? 'name')
      config = mergeConfigs(config, { ...NO_CONFIG, nameReference: [{ group: '', version, kind: named, fields }] })
    }
    const ref = says('$ref')
    if (ref !== undefined) config = mergeConfigs(config, crdConfig(definitions, ref, kind, at, new Set([...seen, type])))
  }
  return config
}
