import type { Node } from '../../model/tree.ts'
import { type Decoder, type Fields, flag, isNothing, list, placeOf, struct, text, textMapOf, texts } from './decode.ts'
import type { Kustomization, LabelArgs } from './kustomization.ts'
import { fieldSpec, generator, generatorOptions, image, patch, replica, sortOptions, variable } from './kustomization-parts.ts'
import { Refusal } from './refusal.ts'
import { replacements } from './replacement-parts.ts'

const FIELDS = [
  ...['apiVersion', 'kind', 'metadata', 'openapi', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels'],
  ...['commonAnnotations', 'patchesStrategicMerge', 'patchesJson6902', 'patches', 'images', 'imageTags', 'replacements'],
  ...['replicas', 'vars', 'sortOptions', 'resources', 'components', 'crds', 'bases', 'configMapGenerator', 'secretGenerator'],
  ...['helmGlobals', 'helmCharts', 'helmChartInflationGenerator', 'generatorOptions', 'configurations', 'generators'],
  ...['transformers', 'validators', 'buildMetadata'],
]

/** Reads a kustomization file as kustomize 5.8.2 does: unknown fields, wrong types and empty files are refused. */
export function readKustomization(root: Node | undefined, file: string): Kustomization {
  const decoder: Decoder = { file, strict: true }
  const fields = struct(decoder, root, FIELDS)
  if (fields === undefined || isEmptyFile(fields))
    throw new Refusal('empty', 'kustomization.yaml is empty', { file, span: { start: 0, end: 0 } })
  const kustomization = decode(decoder, fields)
  return kustomization
}

function isEmptyFile(fields: Fields): boolean {
  return FIELDS.slice(2).every((name) => {
    const value = fields(name)
    return value === undefined || isNothing(value) || (value.kind === 'scalar' && value.text === '')
  })
}

function decode(decoder: Decoder, fields: Fields): Kustomization {
  const many = (name: string) => texts(decoder, fields(name)) ?? []
  const each = <T>(name: string, read: (decoder: Decoder, node: Node) => T | undefined) =>
    list(decoder, fields(name), (item) => read(decoder, item)) ?? []
  const one = (name: string) => text(decoder, fields(name))
  const kind = headKind(decoder, fields)
  struct(decoder, fields('metadata'), ['name', 'namespace', 'labels', 'annotations'])
  const globals = struct(decoder, fields('helmGlobals'), ['chartHome', 'configHome'])
  const oldCharts = each('helmChartInflationGenerator', (_, node) => node)
  return {
    file: decoder.file,
    kind,
    resources: [...many('resources'), ...many('bases')],
    components: many('components'),
    crds: many('crds'),
    configurations: many('configurations'),
    generators: many('generators'),
    transformers: many('transformers'),
    validators: many('validators'),
    configMaps: each('configMapGenerator', generator),
    secrets: each('secretGenerator', generator),
    generatorOptions: generatorOptions(decoder, fields('generatorOptions')),
    helmCharts: [...each('helmCharts', (_, node) => node), ...oldCharts],
    chartHome: globals === undefined ? undefined : text(decoder, globals('chartHome')),
    namespace: one('namespace'),
    namePrefix: one('namePrefix'),
    nameSuffix: one('nameSuffix'),
    commonLabels: textMapOf(decoder, fields('commonLabels')),
    labels: each('labels', label),
    commonAnnotations: textMapOf(decoder, fields('commonAnnotations')),
    patchesStrategicMerge: many('patchesStrategicMerge'),
    patchesJson6902: each('patchesJson6902', patch),
    patches: each('patches', patch),
    images: [...each('images', image), ...each('imageTags', image)],
    replicas: each('replicas', replica),
    replacements: each('replacements', replacements),
    vars: each('vars', variable),
    openapi: textMapOf(decoder, fields('openapi')),
    sortOptions: sortOptions(decoder, fields('sortOptions')),
    buildMetadata: many('buildMetadata'),
  }
}

function label(decoder: Decoder, node: Node): LabelArgs | undefined {
  const names = ['pairs', 'includeSelectors', 'includeTemplates', 'includeVolumeClaimTemplates', 'fields']
  const fields = struct(decoder, node, names)
  if (fields === undefined) return undefined
  return {
    pairs: textMapOf(decoder, fields('pairs')) ?? new Map(),
    includeSelectors: flag(decoder, fields('includeSelectors')),
    includeTemplates: flag(decoder, fields('includeTemplates')),
    includeVolumeClaimTemplates: flag(decoder, fields('includeVolumeClaimTemplates')),
    fields: list(decoder, fields('fields'), (item) => fieldSpec(decoder, item)) ?? [],
  }
}

function headKind(decoder: Decoder, fields: Fields): Kustomization['kind'] {
  const kind = text(decoder, fields('kind'))
  const version = text(decoder, fields('apiVersion'))
  const isComponent = kind?.text === 'Component'
  if (kind !== undefined && !isComponent && kind.text !== '' && kind.text !== 'Kustomization') {
    throw new Refusal('invalid-kustomization', 'kind should be Kustomization or Component', placeOf(decoder, kind))
  }
  const wanted = `kustomize.config.k8s.io/${isComponent ? 'v1alpha1' : 'v1beta1'}`
  if (version !== undefined && version.text !== '' && version.text !== wanted) {
    const why = `apiVersion for ${kind?.text || 'Kustomization'} should be ${wanted}`
    throw new Refusal('invalid-kustomization', why, placeOf(decoder, version))
  }
  return isComponent ? 'Component' : 'Kustomization'
}
