import type { Build } from './build.ts'
import { type Config, mergeSpecs } from './config.ts'
import { applyField, type FieldSpec } from './field-spec.ts'
import { setField } from './fields.ts'
import type { LabelArgs, TextMap } from './kustomization.ts'
import type { Resources } from './resources.ts'
import { scalar } from './tree.ts'

/** Sets texts in maps of labels, selectors or annotations, made where the field specs say so. */
export function setAll(build: Build, { list }: Resources, values: TextMap, specs: readonly FieldSpec[]): void {
  const keys = [...values.keys()].sort()
  for (const { node } of list) {
    if (node === undefined) continue
    for (const key of keys) {
      const value = values.get(key)
      if (value === undefined) continue
      // One node for all fields of an object, as in kustomize: who changes one of them later changes all.
      const shared = scalar(value.text, value, 'str')
      const making = { kind: 'map', tag: undefined, from: value } as const
      for (const spec of specs) applyField(build.budget, node, spec, (field) => setField(field, key, shared), making)
    }
  }
}

/** The maps that one entry of `labels` changes. */
export function labelSpecs(config: Config, label: LabelArgs): readonly FieldSpec[] {
  const own = mergeSpecs(label.fields, config.labels)
  if (label.includeSelectors) return mergeSpecs(own, config.commonLabels)
  const templates = label.includeTemplates ? mergeSpecs(own, config.templateLabels) : own
  const claims = label.includeVolumeClaimTemplates ? mergeSpecs(templates, config.volumeClaimTemplateLabels) : templates
  return mergeSpecs(claims, [{ group: '', version: '', kind: '', path: 'metadata/labels', create: true }])
}
