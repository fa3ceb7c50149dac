import type { ManifestObject } from '../../../model/manifest-object.ts'
import { child, type MapNode, type Node } from '../../../model/tree.ts'
import { type Field, isSet, rootField, under } from '../../posture/field.ts'
import { groupOf, podsOf, typeOf } from '../../posture/pods.ts'
import { mapOf, string, unknownBecause, type Value } from '../cel/value.ts'
import { withDefaults } from './defaults.ts'
import { isClusterScoped, pluralsOf } from './resources.ts'
import { nodeValue, objectValue, type Reading } from './to-value.ts'

/** One object that the API server would be asked to admit: the one in the file, or one that a controller makes from it. */
export interface Admitted {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** The names under which its kind may be served: one that is sure, or guesses. */
  readonly resources: readonly string[]
  readonly scope: 'Cluster' | 'Namespaced' | 'unknown'
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly value: Value
  /** Set for what a controller makes: from what. */
  readonly madeFrom?: string
  /** Where a part of the object stands in the file. */
  readonly at: (fields: readonly string[]) => Field
}

const PATCH = 'the manifest is a patch: what it does not say may be said elsewhere'

/** Everything that applying a manifest asks the API server to admit, the object itself first. */
export function admittedFrom(object: ManifestObject): readonly Admitted[] {
  const reading: Reading = isPatch(object) ? { partial: PATCH } : {}
  return [own(object, reading), ...jobOf(object, reading), ...podsMadeBy(object)]
}

function own(object: ManifestObject, reading: Reading): Admitted {
  const root = rootField(object.origin.file, object.tree)
  const group = groupOf(object)
  const scope = isClusterScoped(group, object.kind)
  return {
    ...{ group, version: object.apiVersion.slice(object.apiVersion.indexOf('/') + 1), kind: object.kind, scope },
    resources: pluralsOf(group, object.kind),
    name: object.name,
    namespace: scope === 'Cluster' ? undefined : object.namespace,
    value: inNamespace(withDefaults(objectValue(object, reading), typeOf(object)), object, scope),
    at: (fields) => under(root, ...fields),
  }
}

function inNamespace(value: Value, object: ManifestObject, scope: Admitted['scope']): Value {
  const metadata = value.kind === 'map' ? value.entries.get('smetadata') : undefined
  if (value.kind !== 'map' || metadata?.value.kind !== 'map' || scope === 'Cluster' || object.namespace !== undefined)
    return value
  const entry = { key: string('namespace'), value: unknownBecause('the manifest does not say its namespace') }
  const filled = { ...metadata.value, entries: new Map(metadata.value.entries).set('snamespace', entry) }
  return { ...value, entries: new Map(value.entries).set('smetadata', { ...metadata, value: filled }) }
}

const NEEDS_SELECTOR = new Set(['apps/Deployment', 'apps/ReplicaSet', 'apps/DaemonSet', 'apps/StatefulSet'])

/** Whether a manifest says only a part of an object, for Kustomize to merge. */
function isPatch(object: ManifestObject): boolean {
  const root = rootField(object.origin.file, object.tree)
  const unselected = NEEDS_SELECTOR.has(typeOf(object)) && !isSet(under(root, 'spec', 'selector'))
  const named = /patch/i.test(object.origin.file.slice(object.origin.file.lastIndexOf('/') + 1))
  return unselected || named || isSet(under(root, '$patch')) || podsOf(object).some(({ partial }) => partial)
}

/** Labels that controllers put on the pods that they make. */
const POD_LABELS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['pod-template-hash'],
  ReplicaSet: ['pod-template-hash'],
  StatefulSet: ['controller-revision-hash', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'],
  DaemonSet: ['controller-revision-hash', 'pod-template-generation'],
  Job: ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid', 'job-name', 'controller-uid'],
  CronJob: ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid', 'job-name', 'controller-uid'],
}

function podsMadeBy(object: ManifestObject): readonly Admitted[] {
  if (typeOf(object) === '/Pod' || object.kind === 'PodTemplate') return []
  return podsOf(object).map(({ spec, metadata, partial }): Admitted => {
    const reading = partial ? { partial: PATCH } : {}
    return {
      ...{ group: '', version: 'v1', kind: 'Pod', resources: ['pods'], scope: 'Namespaced', name: undefined },
      namespace: object.namespace,
      value: withDefaults(made('v1', 'Pod', { object, metadata: metadata.node, spec: spec.node, reading }), '/Pod'),
      madeFrom: object.kind,
      at: ([first, ...rest]) =>
        first === 'metadata' ? under(metadata, ...rest) : under(spec, ...(first === 'spec' ? rest : [])),
    }
  })
}

/** The job that a CronJob makes. */
function jobOf(object: ManifestObject, reading: Reading): readonly Admitted[] {
  const template = under(rootField(object.origin.file, object.tree), 'spec', 'jobTemplate')
  if (typeOf(object) !== 'batch/CronJob' || template.node?.kind !== 'map') return []
  const [metadata, spec] = [child(template.node, 'metadata'), child(template.node, 'spec')]
  return [
    {
      ...{ group: 'batch', version: 'v1', kind: 'Job', resources: ['jobs'], scope: 'Namespaced', name: undefined },
      namespace: object.namespace,
      value: withDefaults(made('batch/v1', 'Job', { object, metadata, spec, reading }), 'batch/Job'),
      madeFrom: 'CronJob',
      at: (fields) => under(template, ...fields),
    },
  ]
}

interface Parts {
  readonly object: ManifestObject
  readonly metadata: Node | undefined
  readonly spec: Node | undefined
  readonly reading: Reading
}

function made(apiVersion: string, kind: string, { object, metadata, spec, reading }: Parts): Value {
  const empty: MapNode = { kind: 'map', span: object.origin.span, entries: [] }
  const later = unknownBecause(`the ${object.kind} makes it when it runs`)
  const described = nodeValue(metadata ?? empty, reading)
  const entries = described.kind === 'map' ? [...described.entries.values()] : []
  const labels = described.kind === 'map' ? described.entries.get('slabels')?.value : undefined
  const own = labels?.kind === 'map' ? labels : mapOf([])
  const added = kind === 'Pod' ? (POD_LABELS[object.kind] ?? []) : []
  const more = new Map([...mapOf(added.map((label) => [label, later] as const)).entries, ...own.entries])
  const fields = new Map([
    ...entries.map((entry) => [entry.key.kind === 'string' ? entry.key.value : '', entry.value] as const),
    ...(['name', 'generateName', 'ownerReferences'] as const).map((key) => [key, later] as const),
    [
      'namespace',
      object.namespace === undefined ? unknownBecause('the manifest does not say its namespace') : string(object.namespace),
    ] as const,
    ...(more.size === 0 ? [] : [['labels', { ...own, entries: more }] as const]),
  ])
  const open = described.kind === 'map' ? described.open : undefined
  return mapOf([
    ['apiVersion', string(apiVersion)],
    ['kind', string(kind)],
    ['metadata', mapOf(fields, open)],
    ['spec', nodeValue(spec ?? empty, reading)],
  ])
}
