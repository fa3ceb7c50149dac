import { EMPTY, type Text } from '../../languages/govalue/text.ts'
import { fromBytes } from '../../languages/govalue/utf8.ts'
import { readFirstYaml } from '../../languages/goyaml/read.ts'
import { fileSource } from '../../languages/goyaml/values.ts'
import { parseVersion } from '../../languages/semver/version.ts'
import { MAX_CHART_NESTING, MAX_CHART_NODES } from '../../model/limits.ts'
import { ChartError, type ChartFile, ChartLimit, type Dependency, type Maintainer, type Metadata } from './chart.ts'
import {
  boolField,
  fieldOf,
  type JsonObject,
  objectOf,
  objectsField,
  stringField,
  stringMapField,
  stringsField,
  valuesField,
} from './decode-json.ts'

/** Bounds of the YAML files of a chart. */
export const YAML_LIMITS = { nodes: MAX_CHART_NODES, depth: MAX_CHART_NESTING }

/** Chart.yaml or requirements.yaml laid over what was read before. Throws `ChartError` in Helm's words. */
export function readMetadata(file: ChartFile, before: Metadata | undefined): Metadata {
  const characters = fromBytes(file.bytes)
  const read = readFirstYaml(characters, { reader: 'sigs', limits: YAML_LIMITS })
  if ('problem' in read) {
    if (read.limit) throw new ChartLimit(`${file.path}: ${read.problem}`)
    throw new ChartError(`cannot load ${file.name}: error converting YAML to JSON: ${read.problem}`, file.path, read.at)
  }
  try {
    const object = objectOf(read.root, fileSource(file.path, characters), 'chart.Metadata', file.path)
    return object === undefined ? (before ?? emptyMetadata()) : decode(object, before ?? emptyMetadata())
  } catch (error) {
    if (error instanceof ChartError) throw new ChartError(`cannot load ${file.name}: ${error.message}`, error.file, error.offset)
    throw error
  }
}

/** Metadata of which nothing is said. */
export function emptyMetadata(): Metadata {
  const none = {
    sources: undefined,
    keywords: undefined,
    maintainers: undefined,
    annotations: undefined,
    dependencies: undefined,
  }
  const texts = { name: EMPTY, home: EMPTY, version: EMPTY, description: EMPTY, icon: EMPTY, apiVersion: EMPTY }
  return {
    ...none,
    ...texts,
    condition: EMPTY,
    tags: EMPTY,
    appVersion: EMPTY,
    kubeVersion: EMPTY,
    type: EMPTY,
    deprecated: false,
  }
}

function decode(object: JsonObject, before: Metadata): Metadata {
  const has = (name: string) => fieldOf(object, name) !== undefined
  const string = (name: string, old: Text) => (has(name) ? stringField(object, name) : old)
  return {
    name: string('name', before.name),
    home: string('home', before.home),
    sources: stringsField(object, 'sources') ?? before.sources,
    version: string('version', before.version),
    description: string('description', before.description),
    keywords: stringsField(object, 'keywords') ?? before.keywords,
    maintainers: maintainersOf(object) ?? before.maintainers,
    icon: string('icon', before.icon),
    apiVersion: string('apiVersion', before.apiVersion),
    condition: string('condition', before.condition),
    tags: string('tags', before.tags),
    appVersion: string('appVersion', before.appVersion),
    deprecated: has('deprecated') ? boolField(object, 'deprecated') : before.deprecated,
    annotations: stringMapField(object, 'annotations') ?? before.annotations,
    kubeVersion: string('kubeVersion', before.kubeVersion),
    dependencies: dependenciesOf(object) ?? before.dependencies,
    type: string('type', before.type),
  }
}

function maintainersOf(object: JsonObject): readonly Maintainer[] | undefined {
  return objectsField(object, 'maintainers', 'chart.Maintainer')?.map((one) => {
    if (one === undefined) throw new ChartError('validation: maintainers must not contain empty or null nodes', object.file)
    return { name: stringField(one, 'name'), email: stringField(one, 'email'), url: stringField(one, 'url') }
  })
}

function dependenciesOf(object: JsonObject): Dependency[] | undefined {
  return objectsField(object, 'dependencies', 'chart.Dependency')?.map((one) => {
    if (one === undefined) throw new ChartError('validation: dependencies must not contain empty or null nodes', object.file)
    return {
      name: stringField(one, 'name'),
      version: stringField(one, 'version'),
      repository: stringField(one, 'repository'),
      condition: stringField(one, 'condition'),
      tags: stringsField(one, 'tags'),
      enabled: boolField(one, 'enabled'),
      importValues: valuesField(one, 'import-values'),
      alias: stringField(one, 'alias'),
    }
  })
}

/** Refuses metadata as Helm does: `ChartError` with its words. Helm 4 knows apiVersion v1 and v2 only. */
export function validateMetadata(metadata: Metadata, helm: 3 | 4, file: string): void {
  const refuse = (why: string): never => {
    throw new ChartError(`validation: ${why}`, file)
  }
  const name = metadata.name.text
  if (metadata.apiVersion.text === '') refuse('chart.metadata.apiVersion is required')
  if (name === '') refuse('chart.metadata.name is required')
  if (name === '.' || name === '..') refuse(`chart.metadata.name "${name}" is not allowed`)
  if (name.includes('/')) refuse(`chart.metadata.name "${name}" is invalid`)
  const version = metadata.version.text
  if (version === '') refuse('chart.metadata.version is required')
  if (!parseVersion(version).ok) refuse(`chart.metadata.version "${version}" is invalid`)
  if (!['', 'application', 'library'].includes(metadata.type.text)) refuse('chart.metadata.type must be application or library')
  const names = new Set<string>()
  for (const dependency of metadata.dependencies ?? []) {
    const alias = dependency.alias.text
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      refuse(`dependency "${dependency.name.text}" has disallowed characters in the alias`)
    }
    const key = alias === '' ? dependency.name.text : alias
    if (names.has(key)) refuse(`more than one dependency with name or alias "${key}"`)
    names.add(key)
  }
  if (helm === 4 && !['v1', 'v2'].includes(metadata.apiVersion.text))
    refuse(`chart.metadata.apiVersion "${metadata.apiVersion.text}" is invalid`)
}
