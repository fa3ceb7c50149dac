import type { Node } from '../../model/tree.ts'
import type { FieldSpec } from './field-spec.ts'
import type { Selector } from './selector.ts'
import type { Scalar } from './tree.ts'

/** A kustomization file as read: texts with where they stand, legacy fields already folded into those of today. */
export interface Kustomization {
  readonly file: string
  readonly kind: 'Kustomization' | 'Component'
  readonly resources: readonly Scalar[]
  readonly components: readonly Scalar[]
  readonly crds: readonly Scalar[]
  readonly configurations: readonly Scalar[]
  readonly generators: readonly Scalar[]
  readonly transformers: readonly Scalar[]
  readonly validators: readonly Scalar[]
  readonly configMaps: readonly GeneratorArgs[]
  readonly secrets: readonly GeneratorArgs[]
  readonly generatorOptions: GeneratorOptions | undefined
  readonly helmCharts: readonly Node[]
  readonly chartHome: Scalar | undefined
  readonly namespace: Scalar | undefined
  readonly namePrefix: Scalar | undefined
  readonly nameSuffix: Scalar | undefined
  readonly commonLabels: TextMap | undefined
  readonly labels: readonly LabelArgs[]
  readonly commonAnnotations: TextMap | undefined
  readonly patchesStrategicMerge: readonly Scalar[]
  readonly patchesJson6902: readonly PatchArgs[]
  readonly patches: readonly PatchArgs[]
  readonly images: readonly ImageArgs[]
  readonly replicas: readonly ReplicaArgs[]
  readonly replacements: readonly ReplacementArgs[]
  readonly vars: readonly VarArgs[]
  readonly openapi: TextMap | undefined
  readonly sortOptions: SortArgs | undefined
  readonly buildMetadata: readonly Scalar[]
}

/** Texts by name. */
export type TextMap = ReadonlyMap<string, Scalar>

/** One entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratorArgs {
  readonly at: Scalar['span']
  readonly name: Scalar | undefined
  readonly namespace: Scalar | undefined
  readonly behavior: Scalar | undefined
  readonly literals: readonly Scalar[]
  readonly files: readonly Scalar[]
  readonly envs: readonly Scalar[]
  readonly type: Scalar | undefined
  readonly options: GeneratorOptions | undefined
}

/** `options` of a generator, or `generatorOptions`. */
export interface GeneratorOptions {
  readonly labels: TextMap
  readonly annotations: TextMap
  readonly disableNameSuffixHash: boolean
  readonly immutable: boolean
}

/** One entry of `labels`. */
export interface LabelArgs {
  readonly pairs: TextMap
  readonly includeSelectors: boolean
  readonly includeTemplates: boolean
  readonly includeVolumeClaimTemplates: boolean
  readonly fields: readonly FieldSpec[]
}

/** One entry of `patches` or `patchesJson6902`. */
export interface PatchArgs {
  readonly at: Scalar['span']
  readonly path: Scalar | undefined
  readonly patch: Scalar | undefined
  readonly target: Selector | undefined
  readonly allowNameChange: boolean
  readonly allowKindChange: boolean
}

/** One entry of `images`. */
export interface ImageArgs {
  readonly name: Scalar | undefined
  readonly newName: Scalar | undefined
  readonly newTag: Scalar | undefined
  readonly tagSuffix: Scalar | undefined
  readonly digest: Scalar | undefined
}

/** One entry of `replicas`. */
export interface ReplicaArgs {
  readonly at: Scalar['span']
  readonly name: string
  readonly count: Scalar | undefined
}

/** Options of a replacement's source or target. */
export interface FieldOptions {
  readonly delimiter: string
  readonly index: number
  readonly create: boolean
}

/** One replacement; `path` names a file that holds more of them. */
export interface ReplacementArgs {
  readonly at: Scalar['span']
  readonly path: Scalar | undefined
  readonly source: (Selector & { readonly fieldPath: Scalar | undefined; readonly options: FieldOptions | undefined }) | undefined
  readonly sourceValue: Scalar | undefined
  readonly targets: readonly ReplacementTarget[] | undefined
}

/** One target of a replacement. */
export interface ReplacementTarget {
  readonly select: Selector | undefined
  readonly reject: readonly Selector[]
  readonly fieldPaths: readonly Scalar[]
  readonly options: FieldOptions | undefined
}

/** One entry of `vars`. */
export interface VarArgs {
  readonly at: Scalar['span']
  readonly name: string
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly objectName: string
  readonly namespace: string
  readonly fieldPath: string
}

/** `sortOptions`. */
export interface SortArgs {
  readonly at: Scalar['span']
  readonly order: string
  readonly legacy: { readonly first: readonly string[]; readonly last: readonly string[] } | undefined
}
