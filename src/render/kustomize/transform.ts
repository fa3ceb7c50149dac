import type { Build } from './build.ts'
import type { Config } from './config.ts'
import { setImages } from './images.ts'
import type { Kustomization } from './kustomization.ts'
import type { Loader } from './loader.ts'
import { labelSpecs, setAll } from './metadata.ts'
import { renameAll } from './names.ts'
import { setNamespaces } from './namespace.ts'
import { prepareJsonPatch, preparePatch, prepareStrategicMerges } from './patches.ts'
import { prepareReplacements } from './replacements.ts'
import { setReplicas } from './replicas.ts'
import type { Resources } from './resources.ts'

/** One transformer, ready to run; `kind` is what kustomize calls it. */
export interface Transformer {
  readonly kind: string
  readonly run: (to: Resources) => void
}

/** The built-in transformers of a kustomization in kustomize's fixed order; what they read from files is read now. */
export function builtInTransformers(build: Build, loader: Loader, k: Kustomization, config: Config): readonly Transformer[] {
  const made: Transformer[] = []
  const add = (kind: string, run: (to: Resources) => void) => made.push({ kind, run })
  if (k.patchesStrategicMerge.length > 0) {
    add('PatchStrategicMergeTransformer', prepareStrategicMerges(build, loader, k.patchesStrategicMerge))
  }
  for (const patch of k.patches) add('PatchTransformer', preparePatch(build, loader, patch))
  const { namespace, namePrefix, nameSuffix } = k
  if (namespace !== undefined && namespace.text !== '') {
    const args = { namespace, specs: config.namespace, subjects: 'defaultOnly', unsetOnly: false } as const
    add('NamespaceTransformer', (to) => setNamespaces(build, to, args))
  }
  if (namePrefix !== undefined && namePrefix.text !== '') {
    add('PrefixTransformer', (to) => renameAll(build, to, 'prefix', namePrefix, config.namePrefix))
  }
  if (nameSuffix !== undefined && nameSuffix.text !== '') {
    add('SuffixTransformer', (to) => renameAll(build, to, 'suffix', nameSuffix, config.nameSuffix))
  }
  addMetadata(build, k, config, add)
  for (const patch of k.patchesJson6902) add('PatchJson6902Transformer', prepareJsonPatch(build, loader, patch))
  for (const replica of k.replicas) add('ReplicaCountTransformer', (to) => setReplicas(build, to, replica, config.replicas))
  for (const image of k.images) add('ImageTagTransformer', (to) => setImages(build, to, image, config.images))
  if (k.replacements.length > 0) add('ReplacementTransformer', prepareReplacements(build, loader, k.replacements))
  return made
}

function addMetadata(
  build: Build,
  k: Kustomization,
  config: Config,
  add: (kind: string, run: (to: Resources) => void) => void,
): void {
  const { commonLabels, commonAnnotations, labels } = k
  for (const label of labels) {
    const specs = labelSpecs(config, label)
    add('LabelTransformer', (to) => setAll(build, to, label.pairs, specs))
  }
  if (labels.length > 0 || (commonLabels !== undefined && commonLabels.size > 0)) {
    add('LabelTransformer', (to) => setAll(build, to, commonLabels ?? new Map(), config.commonLabels))
  }
  if (commonAnnotations !== undefined && commonAnnotations.size > 0) {
    add('AnnotationsTransformer', (to) => setAll(build, to, commonAnnotations, config.commonAnnotations))
  }
}
