import * as defaults from './default-fields.ts'
import { NAME_REFERENCES } from './default-references.ts'
import type { FieldSpec } from './field-spec.ts'
import { isSelected, type Kind } from './kinds.ts'
import { Refusal } from './refusal.ts'

/** Which fields each transformer changes, and who names whom. */
export interface Config {
  readonly namePrefix: readonly FieldSpec[]
  readonly nameSuffix: readonly FieldSpec[]
  readonly namespace: readonly FieldSpec[]
  readonly commonLabels: readonly FieldSpec[]
  readonly labels: readonly FieldSpec[]
  readonly templateLabels: readonly FieldSpec[]
  readonly volumeClaimTemplateLabels: readonly FieldSpec[]
  readonly commonAnnotations: readonly FieldSpec[]
  readonly images: readonly FieldSpec[]
  readonly replicas: readonly FieldSpec[]
  readonly varReference: readonly FieldSpec[]
  readonly nameReference: readonly NameReference[]
}

/** A kind of object and the fields of others that name one. */
export interface NameReference extends Kind {
  readonly fields: readonly FieldSpec[]
}

/** The lists of field specs in a configuration. */
export const FIELD_LISTS = [
  ...(['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'templateLabels'] as const),
  ...(['volumeClaimTemplateLabels', 'commonAnnotations', 'images', 'replicas', 'varReference'] as const),
] as const

/** A configuration that changes nothing. */
export const NO_CONFIG: Config = {
  ...{ namePrefix: [], nameSuffix: [], namespace: [], commonLabels: [], labels: [], templateLabels: [] },
  ...{ volumeClaimTemplateLabels: [], commonAnnotations: [], images: [], replicas: [], varReference: [], nameReference: [] },
}

let builtIn: Config | undefined

/** What kustomize changes without any configuration. */
export function defaultConfig(): Config {
  builtIn ??= mergeConfigs(NO_CONFIG, {
    namePrefix: specs(defaults.PREFIX_FIELDS),
    nameSuffix: specs(defaults.SUFFIX_FIELDS),
    namespace: specs(defaults.NAMESPACE_FIELDS),
    commonLabels: specs(defaults.COMMON_LABEL_FIELDS),
    labels: [],
    templateLabels: specs(defaults.TEMPLATE_LABEL_FIELDS),
    volumeClaimTemplateLabels: specs(defaults.CLAIM_LABEL_FIELDS),
    commonAnnotations: specs(defaults.ANNOTATION_FIELDS),
    images: specs(defaults.IMAGE_FIELDS),
    replicas: specs(defaults.REPLICA_FIELDS),
    varReference: specs(defaults.VARIABLE_FIELDS),
    nameReference: references(),
  })
  return builtIn
}

function specs(table: string): readonly FieldSpec[] {
  const lines = table.trim().replaceAll(/\n +/g, ' ').split('\n')
  return lines.flatMap((line) => {
    const [who = '', paths = ''] = line.split(': ')
    return paths.split(' ').map((path) => ({ ...kind(who), path: path.replace(/^\+/, ''), create: path.startsWith('+') }))
  })
}

function references(): readonly NameReference[] {
  return NAME_REFERENCES.split('\n= ')
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return { ...kind(part.slice(0, end)), fields: specs(part.slice(end)) }
    })
}

function kind(written: string): Kind {
  const [name = '', version = '', ...group] = written.split('.')
  return { kind: name === '*' ? '' : name, version, group: group.join('.') }
}

/** Both configurations as one; specs for one field that disagree on making it are refused. */
export function mergeConfigs(first: Config, second: Config): Config {
  if (first === second || second === NO_CONFIG) return first
  if (first === NO_CONFIG && second === builtIn) return second
  const merged = new Map<string, readonly FieldSpec[]>(FIELD_LISTS.map((list) => [list, mergeSpecs(first[list], second[list])]))
  const list = (name: (typeof FIELD_LISTS)[number]) => sorted(merged.get(name) ?? [])
  return {
    namePrefix: list('namePrefix'),
    nameSuffix: list('nameSuffix'),
    namespace: list('namespace'),
    commonLabels: list('commonLabels'),
    labels: list('labels'),
    templateLabels: list('templateLabels'),
    volumeClaimTemplateLabels: list('volumeClaimTemplateLabels'),
    commonAnnotations: list('commonAnnotations'),
    images: list('images'),
    replicas: list('replicas'),
    varReference: list('varReference'),
    nameReference: sorted(second.nameReference.reduce(mergeReference, first.nameReference)),
  }
}

/** Field specs with more of them; one that is there for the same field is kept. */
export function mergeSpecs(first: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] {
  const result = [...first]
  for (const spec of more) {
    const same = result.find((one) => one.path === spec.path && isSelected(one, spec))
    if (same === undefined) result.push(spec)
    else if (same.create !== spec.create) throw new Refusal('other', `conflicting fieldspecs for ${spec.path}`)
  }
  return result
}

function mergeReference(all: readonly NameReference[], one: NameReference): readonly NameReference[] {
  const at = all.findIndex((other) => other.group === one.group && other.version === one.version && other.kind === one.kind)
  const found = all[at]
  if (found === undefined) return [...all, one]
  return all.with(at, { ...found, fields: mergeSpecs(found.fields, one.fields) })
}

/** Field specs in kustomize's order of kinds. */
export function sorted<T extends Kind>(list: readonly T[]): readonly T[] {
  return list.length < 2 ? list : [...list].sort(compareKinds)
}

/** Kinds in the order in which kustomize sorts them. */
export const ORDER_FIRST: readonly string[] = [
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role'],
  ...['ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange'],
  ...[
    'PriorityClass',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Deployment',
    'StatefulSet',
    'CronJob',
    'PodDisruptionBudget',
  ],
]
/** Kinds that come last in that order. */
export const ORDER_LAST: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

const ranks = new Map([
  ...ORDER_FIRST.map((name, at) => [name, at - ORDER_FIRST.length] as const),
  ...ORDER_LAST.map((name, at) => [name, at + 1] as const),
])

function compareKinds(a: Kind, b: Kind): number {
  const rank = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0)
  if (rank !== 0) return rank
  const [left, right] = [kindText(a), kindText(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** A text by which kinds are compared; absent parts come after all names. */
export function kindText({ group, version, kind }: Kind): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`
}
