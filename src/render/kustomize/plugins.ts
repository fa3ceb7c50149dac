import type { Node } from '../../model/tree.ts'
import { child } from '../../model/tree.ts'
import type { Build } from './build.ts'
import { type Decoder, flag, list, struct, text, textMapOf } from './decode.ts'
import type { FieldSpec } from './field-spec.ts'
import { finalTree } from './final.ts'
import { generate } from './generators.ts'
import { generateCharts } from './helm.ts'
import { setImages } from './images.ts'
import { headOf, kindOf } from './kinds.ts'
import { fieldSpec, generator, image, patch, replica } from './kustomization-parts.ts'
import { type Loader, placeAt } from './loader.ts'
import { setAll } from './metadata.ts'
import { renameAll } from './names.ts'
import { type SubjectMode, setNamespaces } from './namespace.ts'
import { prepareJsonPatch, preparePatch } from './patches.ts'
import { inlineStrategicMerges } from './plugin-patches.ts'
import { Refusal, Undecided } from './refusal.ts'
import { replacements } from './replacement-parts.ts'
import { prepareReplacements } from './replacements.ts'
import { setReplicas } from './replicas.ts'
import type { Resource } from './resource.ts'
import { placeOf, type Resources } from './resources.ts'
import { scalar } from './tree.ts'

/** What the settings of a plugin say, and where they stand. */
interface Settings {
  readonly build: Build
  readonly loader: Loader
  readonly decoder: Decoder
  readonly root: Node
  readonly file: string
}

/** A transformer that an object of `transformers` configures; only kustomize's own run without plugins. */
export function pluginTransformer(build: Build, loader: Loader, resource: Resource): (to: Resources) => void {
  const settings = settingsOf(build, loader, resource)
  const make = TRANSFORMERS[headOf(resource.node, 'kind')]
  if (make !== undefined) return make(settings)
  if (headOf(resource.node, 'kind') in GENERATORS)
    throw new Refusal('plugin', 'the plugin is not a transformer', placeOf(resource))
  throw unknownPlugin(resource)
}

/** What a generator that an object of `generators` configures makes. */
export function pluginGenerator(build: Build, loader: Loader, resource: Resource): readonly Resource[] {
  const settings = settingsOf(build, loader, resource)
  const make = GENERATORS[headOf(resource.node, 'kind')]
  if (make !== undefined) return make(settings)
  if (headOf(resource.node, 'kind') in TRANSFORMERS)
    throw new Refusal('plugin', 'the plugin is not a generator', placeOf(resource))
  throw unknownPlugin(resource)
}

function settingsOf(build: Build, loader: Loader, resource: Resource): Settings {
  const { group, version } = kindOf(headOf(resource.node, 'apiVersion'), '')
  if (group !== '' || version !== 'builtin' || resource.node === undefined) {
    const why = `external plugins disabled; unable to load external plugin '${headOf(resource.node, 'kind')}'`
    throw new Refusal('plugin', why, placeOf(resource))
  }
  return { build, loader, decoder: { file: resource.file, strict: false }, root: finalTree(resource.node), file: resource.file }
}

function unknownPlugin(resource: Resource): Error {
  const kind = headOf(resource.node, 'kind')
  const known = ['ValueAddTransformer', 'IAMPolicyGenerator']
  if (known.includes(kind)) return new Undecided(`what ${kind} makes is not known here`, placeOf(resource))
  return new Refusal('plugin', `unable to load builtin ${kind}`, placeOf(resource))
}

const GENERATORS: Readonly<Record<string, ((settings: Settings) => readonly Resource[]) | undefined>> = {
  ConfigMapGenerator: (settings) => pluginData(settings, 'ConfigMap'),
  SecretGenerator: (settings) => pluginData(settings, 'Secret'),
  HelmChartInflationGenerator: ({ build, loader, decoder, root }) => {
    const fields = struct(decoder, root, ['chartHome'])
    return generateCharts(
      build,
      loader,
      decoder.file,
      [root],
      fields === undefined ? undefined : text(decoder, fields('chartHome')),
      undefined,
    )
  },
}

function pluginData({ build, loader, decoder, root }: Settings, kind: 'ConfigMap' | 'Secret'): readonly Resource[] {
  const read = generator(decoder, root)
  const metadata = struct(decoder, child(root, 'metadata'), ['name', 'namespace'])
  if (read === undefined) return []
  const name = read.name ?? (metadata === undefined ? undefined : text(decoder, metadata('name')))
  const namespace = read.namespace ?? (metadata === undefined ? undefined : text(decoder, metadata('namespace')))
  return [generate(build, loader, kind, { ...read, name, namespace }, undefined)]
}

type Make = (settings: Settings) => (to: Resources) => void

const TRANSFORMERS: Readonly<Record<string, Make | undefined>> = {
  AnnotationsTransformer: (settings) => setTexts(settings, 'annotations'),
  LabelTransformer: (settings) => setTexts(settings, 'labels'),
  NamespaceTransformer: namespaceTransformer,
  PrefixTransformer: (settings) => rename(settings, 'prefix', true),
  SuffixTransformer: (settings) => rename(settings, 'suffix', true),
  PrefixSuffixTransformer: (settings) => {
    const [prefix, suffix] = [rename(settings, 'prefix', true), rename(settings, 'suffix', true)]
    return (to) => {
      prefix(to)
      suffix(to)
    }
  },
  ImageTagTransformer: ({ build, decoder, root }) => {
    const fields = struct(decoder, root, ['imageTag', 'fieldSpecs'])
    const rule = image(decoder, fields?.('imageTag') ?? { kind: 'map', entries: [], span: root.span })
    const specs = specsOf(decoder, fields?.('fieldSpecs'))
    return (to) => (rule === undefined ? undefined : setImages(build, to, rule, specs))
  },
  ReplicaCountTransformer: ({ build, decoder, root }) => {
    const fields = struct(decoder, root, ['replica', 'fieldSpecs'])
    const rule = replica(decoder, fields?.('replica') ?? { kind: 'map', entries: [], span: root.span })
    const specs = specsOf(decoder, fields?.('fieldSpecs'))
    return (to) => (rule === undefined ? undefined : setReplicas(build, to, rule, specs))
  },
  PatchTransformer: ({ build, loader, decoder, root }) => {
    const args = patch(decoder, root)
    return args === undefined ? () => undefined : preparePatch(build, loader, args)
  },
  PatchJson6902Transformer: ({ build, loader, decoder, root }) => {
    const args = patch(decoder, root)
    const fields = struct(decoder, root, ['jsonOp'])
    const operation = fields === undefined ? undefined : text(decoder, fields('jsonOp'))
    return args === undefined ? () => undefined : prepareJsonPatch(build, loader, { ...args, patch: operation })
  },
  PatchStrategicMergeTransformer: ({ build, loader, decoder, root }) => inlineStrategicMerges(build, loader, decoder, root),
  ReplacementTransformer: ({ build, loader, decoder, root }) => {
    const fields = struct(decoder, root, ['replacements'])
    return prepareReplacements(
      build,
      loader,
      list(decoder, fields?.('replacements'), (item) => replacements(decoder, item)) ?? [],
    )
  },
  HashTransformer: undefined,
}

function specsOf(decoder: Decoder, node: Node | undefined): readonly FieldSpec[] {
  return list(decoder, node, (item) => fieldSpec(decoder, item)) ?? []
}

function setTexts({ build, decoder, root }: Settings, name: 'annotations' | 'labels'): (to: Resources) => void {
  const fields = struct(decoder, root, [name, 'fieldSpecs'])
  const values = textMapOf(decoder, fields?.(name)) ?? new Map()
  const specs = specsOf(decoder, fields?.('fieldSpecs'))
  return (to) => setAll(build, to, values, specs)
}

function rename({ build, decoder, root }: Settings, side: 'prefix' | 'suffix', demanded: boolean): (to: Resources) => void {
  const fields = struct(decoder, root, [side, 'fieldSpecs'])
  const specs = fields?.('fieldSpecs')
  if (demanded && specs === undefined)
    throw new Refusal('other', 'fieldSpecs is not expected to be nil', { file: decoder.file, span: root.span })
  const added = text(decoder, fields?.(side)) ?? scalar('', { span: { ...root.span, file: decoder.file } }, 'str')
  return (to) => renameAll(build, to, side, added, specsOf(decoder, specs))
}

function namespaceTransformer({ build, decoder, root }: Settings): (to: Resources) => void {
  const fields = struct(decoder, root, ['metadata', 'fieldSpecs', 'unsetOnly', 'setRoleBindingSubjects'])
  const metadata = struct(decoder, fields?.('metadata'), ['namespace'])
  const namespace = metadata === undefined ? undefined : text(decoder, metadata('namespace'))
  const mode = text(decoder, fields?.('setRoleBindingSubjects'))
  const subjects = MODES.find((one) => one === (mode?.text || 'defaultOnly'))
  if (subjects === undefined) {
    const why = `invalid value "${mode?.text}" for setRoleBindingSubjects`
    throw new Refusal('other', why, mode === undefined ? undefined : placeAt(mode))
  }
  const unsetOnly = flag(decoder, fields?.('unsetOnly'))
  const specs = specsOf(decoder, fields?.('fieldSpecs'))
  return (to) => {
    if (namespace !== undefined && namespace.text !== '') setNamespaces(build, to, { namespace, specs, subjects, unsetOnly })
  }
}

const MODES: readonly SubjectMode[] = ['defaultOnly', 'allServiceAccounts', 'none']
