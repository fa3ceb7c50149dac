import type { Node } from '../../model/tree.ts'
import { type Decoder, flag, list, struct, text, textMapOf, texts, whole } from './decode.ts'
import type { FieldSpec } from './field-spec.ts'
import type { GeneratorArgs, GeneratorOptions, ImageArgs, PatchArgs, ReplicaArgs, SortArgs, VarArgs } from './kustomization.ts'
import type { Selector } from './selector.ts'
import type { Scalar } from './tree.ts'

/** The span of a node with its file. */
export function spanOf(decoder: Decoder, node: Node): Scalar['span'] {
  return { start: node.span.start, end: node.span.end, file: node.span.file ?? decoder.file }
}

/** A field spec as `labels[].fields`, configurations and plugins write it. */
export function fieldSpec(decoder: Decoder, node: Node): FieldSpec | undefined {
  const fields = struct(decoder, node, ['group', 'version', 'kind', 'path', 'create'])
  if (fields === undefined) return undefined
  const one = (name: string) => text(decoder, fields(name))?.text ?? ''
  return {
    group: one('group'),
    version: one('version'),
    kind: one('kind'),
    path: one('path'),
    create: flag(decoder, fields('create')),
  }
}

const SELECTOR = ['group', 'version', 'kind', 'name', 'namespace', 'annotationSelector', 'labelSelector']

/** A selector of objects. */
export function selector(decoder: Decoder, node: Node | undefined, more: readonly string[] = []): Selector | undefined {
  const fields = struct(decoder, node, [...SELECTOR, ...more])
  if (fields === undefined || node === undefined) return undefined
  const [group, version, kind, name, namespace, annotations, labels] = SELECTOR.map(
    (field) => text(decoder, fields(field))?.text ?? '',
  )
  return {
    group: group ?? '',
    version: version ?? '',
    kind: kind ?? '',
    name: name ?? '',
    namespace: namespace ?? '',
    annotations: annotations ?? '',
    labels: labels ?? '',
    at: spanOf(decoder, node),
  }
}

const GENERATOR = ['namespace', 'name', 'behavior', 'literals', 'files', 'envs', 'env', 'options', 'type']

/** One entry of a generator. */
export function generator(decoder: Decoder, node: Node): GeneratorArgs | undefined {
  const fields = struct(decoder, node, GENERATOR)
  if (fields === undefined) return undefined
  const one = (name: string) => text(decoder, fields(name))
  const env = one('env')
  return {
    at: spanOf(decoder, node),
    name: one('name'),
    namespace: one('namespace'),
    behavior: one('behavior'),
    literals: texts(decoder, fields('literals')) ?? [],
    files: texts(decoder, fields('files')) ?? [],
    envs: [...(texts(decoder, fields('envs')) ?? []), ...(env === undefined || env.text === '' ? [] : [env])],
    type: one('type'),
    options: generatorOptions(decoder, fields('options')),
  }
}

/** Options of generators. */
export function generatorOptions(decoder: Decoder, node: Node | undefined): GeneratorOptions | undefined {
  const fields = struct(decoder, node, ['labels', 'annotations', 'disableNameSuffixHash', 'immutable'])
  if (fields === undefined) return undefined
  return {
    labels: textMapOf(decoder, fields('labels')) ?? new Map(),
    annotations: textMapOf(decoder, fields('annotations')) ?? new Map(),
    disableNameSuffixHash: flag(decoder, fields('disableNameSuffixHash')),
    immutable: flag(decoder, fields('immutable')),
  }
}

/** One patch. */
export function patch(decoder: Decoder, node: Node): PatchArgs | undefined {
  const fields = struct(decoder, node, ['path', 'patch', 'target', 'options'])
  if (fields === undefined) return undefined
  const options = struct(decoder, fields('options'), ['allowNameChange', 'allowKindChange'])
  return {
    at: spanOf(decoder, node),
    path: text(decoder, fields('path')),
    patch: text(decoder, fields('patch')),
    target: selector(decoder, fields('target')),
    allowNameChange: options !== undefined && flag(decoder, options('allowNameChange')),
    allowKindChange: options !== undefined && flag(decoder, options('allowKindChange')),
  }
}

/** One image rule. */
export function image(decoder: Decoder, node: Node): ImageArgs | undefined {
  const fields = struct(decoder, node, ['name', 'newName', 'tagSuffix', 'newTag', 'digest'])
  if (fields === undefined) return undefined
  const one = (name: string) => {
    const value = text(decoder, fields(name))
    return value === undefined || value.text === '' ? undefined : value
  }
  return { name: one('name'), newName: one('newName'), newTag: one('newTag'), tagSuffix: one('tagSuffix'), digest: one('digest') }
}

/** One number of replicas. */
export function replica(decoder: Decoder, node: Node): ReplicaArgs | undefined {
  const fields = struct(decoder, node, ['name', 'count'])
  if (fields === undefined) return undefined
  return { at: spanOf(decoder, node), name: text(decoder, fields('name'))?.text ?? '', count: whole(decoder, fields('count')) }
}

/** One entry of `vars`. */
export function variable(decoder: Decoder, node: Node): VarArgs | undefined {
  const fields = struct(decoder, node, ['name', 'objref', 'fieldref'])
  if (fields === undefined) return undefined
  const object = struct(decoder, fields('objref'), ['apiVersion', 'group', 'version', 'kind', 'name', 'namespace'])
  const field = struct(decoder, fields('fieldref'), ['fieldPath'])
  const one = (name: string) => (object === undefined ? '' : (text(decoder, object(name))?.text ?? ''))
  const parts = one('apiVersion') === '' ? [] : one('apiVersion').split('/')
  const path = field === undefined ? '' : (text(decoder, field('fieldPath'))?.text ?? '')
  return {
    at: spanOf(decoder, node),
    name: text(decoder, fields('name'))?.text ?? '',
    group: parts.length === 2 ? (parts[0] ?? '') : one('group'),
    version: parts.length === 2 ? (parts[1] ?? '') : parts.length === 1 ? (parts[0] ?? '') : one('version'),
    kind: one('kind'),
    objectName: one('name'),
    namespace: one('namespace'),
    fieldPath: path === '' ? 'metadata.name' : path,
  }
}

/** `sortOptions`. */
export function sortOptions(decoder: Decoder, node: Node | undefined): SortArgs | undefined {
  const fields = struct(decoder, node, ['order', 'legacySortOptions'])
  if (fields === undefined || node === undefined) return undefined
  const legacy = struct(decoder, fields('legacySortOptions'), ['orderFirst', 'orderLast'])
  const many = (name: string) => (legacy === undefined ? [] : (texts(decoder, legacy(name)) ?? []).map((one) => one.text))
  const order = text(decoder, fields('order'))?.text ?? ''
  const at = spanOf(decoder, node)
  return { at, order, legacy: legacy === undefined ? undefined : { first: many('orderFirst'), last: many('orderLast') } }
}

/** The items of a list that may be one alone. */
export function oneOrMany<T>(decoder: Decoder, node: Node | undefined, read: (item: Node) => T | undefined): readonly T[] {
  if (node?.kind !== 'map') return list(decoder, node, read) ?? []
  const value = read(node)
  return value === undefined ? [] : [value]
}
