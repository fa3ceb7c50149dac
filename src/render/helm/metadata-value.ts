import type { Text } from '../../languages/govalue/text.ts'
import { ANY_LIST, bool, list, map, NIL, type Struct, type Value } from '../../languages/govalue/value.ts'
import type { Dependency, Maintainer, Metadata } from './chart.ts'
import type { HelmVersion } from './load.ts'

type Field = readonly [name: string, value: Value, json: string]

/** `.Chart`: a struct in Helm 3, a map with the same capitalised keys in Helm 4. */
export function metadataValue(metadata: Metadata, isRoot: boolean, helm: HelmVersion): Value {
  const fields = fieldsOf(metadata, helm)
  if (helm === 4)
    return map(new Map<string, Value>([...fields.map(([name, value]) => [name, value] as const), ['IsRoot', bool(isRoot)]]))
  const inner = struct('chart.Metadata', fields)
  const all: Field[] = [...fields, ['IsRoot', bool(isRoot), 'IsRoot']]
  const outer = struct('struct { chart.Metadata; IsRoot bool }', all)
  return { ...outer, fields: new Map<string, Value>([...outer.fields, ['Metadata', inner]]) }
}

function fieldsOf(metadata: Metadata, helm: HelmVersion): readonly Field[] {
  const texts = (given: readonly Text[] | undefined) => listOf(given, '[]string', helm)
  const { maintainers, dependencies } = metadata
  return [
    ['Name', metadata.name, 'name'],
    ['Home', metadata.home, 'home'],
    ['Sources', texts(metadata.sources), 'sources'],
    ['Version', metadata.version, 'version'],
    ['Description', metadata.description, 'description'],
    ['Keywords', texts(metadata.keywords), 'keywords'],
    [
      'Maintainers',
      listOf(
        maintainers?.map((one) => maintainerValue(one, helm)),
        '[]*chart.Maintainer',
        helm,
      ),
      'maintainers',
    ],
    ['Icon', metadata.icon, 'icon'],
    ['APIVersion', metadata.apiVersion, 'apiVersion'],
    ['Condition', metadata.condition, 'condition'],
    ['Tags', metadata.tags, 'tags'],
    ['AppVersion', metadata.appVersion, 'appVersion'],
    ['Deprecated', bool(metadata.deprecated), 'deprecated'],
    ['Annotations', annotationsValue(metadata.annotations), 'annotations'],
    ['KubeVersion', metadata.kubeVersion, 'kubeVersion'],
    [
      'Dependencies',
      listOf(
        dependencies?.map((one) => dependencyValue(one, helm)),
        '[]*chart.Dependency',
        helm,
      ),
      'dependencies',
    ],
    ['Type', metadata.type, 'type'],
  ]
}

function listOf(items: readonly Value[] | undefined, type: string, helm: HelmVersion): Value {
  if (helm === 4) return list(items ?? [], ANY_LIST)
  return items === undefined ? { ...list([], type), isNil: true } : list(items, type)
}

function annotationsValue(annotations: ReadonlyMap<string, Text> | undefined): Value {
  const found = map(new Map<string, Value>(annotations), 'map[string]string')
  return annotations === undefined ? { ...found, isNil: true } : found
}

function maintainerValue(one: Maintainer, helm: HelmVersion): Value {
  const fields: Field[] = [
    ['Name', one.name, 'name'],
    ['Email', one.email, 'email'],
    ['URL', one.url, 'url'],
  ]
  return pointer('chart.Maintainer', fields, helm)
}

function dependencyValue(one: Dependency, helm: HelmVersion): Value {
  const imports = one.importValues
  const fields: Field[] = [
    ['Name', one.name, 'name'],
    ['Version', one.version, 'version'],
    ['Repository', one.repository, 'repository'],
    ['Condition', one.condition, 'condition'],
    ['Tags', listOf(one.tags, '[]string', helm), 'tags'],
    ['Enabled', bool(one.enabled), 'enabled'],
    ['ImportValues', imports === undefined ? { ...list([]), isNil: helm === 3 } : list(imports), 'import-values'],
    ['Alias', one.alias, 'alias'],
  ]
  return pointer('chart.Dependency', fields, helm)
}

function pointer(type: string, fields: readonly Field[], helm: HelmVersion): Value {
  if (helm === 4) return map(new Map(fields.map(([name, value]) => [name, value])))
  return struct(`*${type}`, fields)
}

function struct(type: string, fields: readonly Field[]): Struct {
  return {
    kind: 'struct',
    type,
    fields: new Map(fields.map(([name, value]) => [name, value])),
    json: () => jsonOf(fields),
    sources: undefined,
  }
}

/** encoding/json of a struct whose fields are left out when empty, `repository` and `IsRoot` aside. */
function jsonOf(fields: readonly Field[]): Value {
  const kept = fields.filter(([name, value]) => name === 'IsRoot' || name === 'Repository' || !isEmptyValue(value))
  const written = new Map(kept.map(([, value, json]) => [json, value]))
  return { kind: 'struct', type: 'json', fields: written, sources: undefined }
}

function isEmptyValue(value: Value): boolean {
  if (value.kind === 'text') return value.text === ''
  if (value.kind === 'bool') return !value.value
  if (value.kind === 'list') return value.items.length === 0
  return value.kind === 'map' ? value.entries.size === 0 : value === NIL
}
