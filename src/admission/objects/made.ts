import { type Field, itemFields, rootField, under } from '../../kubernetes/field.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import { bool, type Item, list, mapOf, string, unknownBecause, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { child, type MapNode, type Node } from '../../model/tree.ts'
import { type Admitted, PATCH, stepsUnder } from './admission-request.ts'
import { withDefaults } from './defaults.ts'
import { put } from './map-value.ts'
import { nodeValue } from './to-value.ts'
import type { Reading } from './untyped-value.ts'

/** Everything that controllers make from an object, as far as it is written in it: jobs, replica sets, claims and pods. */
export function madeBy(object: ManifestObject, reading: Reading): readonly Admitted[] {
  return [...jobOf(object, reading), ...replicaSetOf(object, reading), ...claimsOf(object, reading), ...podsOfWorkload(object)]
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
/** What owns the pods of a workload; of kinds that are not listed, nobody here knows. */
const OWNERS: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  '/ReplicationController': ['v1', 'ReplicationController'],
  'apps/Deployment': ['apps/v1', 'ReplicaSet'],
  'apps/ReplicaSet': ['apps/v1', 'ReplicaSet'],
  'apps/StatefulSet': ['apps/v1', 'StatefulSet'],
  'apps/DaemonSet': ['apps/v1', 'DaemonSet'],
  'batch/Job': ['batch/v1', 'Job'],
  'batch/CronJob': ['batch/v1', 'Job'],
}

function podsOfWorkload(object: ManifestObject): readonly Admitted[] {
  if (typeOf(object) === '/Pod' || object.kind === 'PodTemplate') return []
  return podsOf(object).map(({ spec, metadata, partial }): Admitted => {
    const reading = partial ? { partial: PATCH, builtIn: true } : { builtIn: true }
    const parts = {
      object,
      metadata: metadata.node,
      spec: nodeValue(spec.node ?? empty(object), { ...reading, type: 'PodSpec' }),
      reading,
    }
    const owner = OWNERS[typeOf(object)]
    const labels = Object.hasOwn(POD_LABELS, object.kind) ? (POD_LABELS[object.kind] ?? []) : []
    return {
      ...{ group: '', version: 'v1', kind: 'Pod', resources: ['pods'], scope: 'Namespaced', name: undefined },
      namespace: object.namespace,
      value: withDefaults(made('v1', 'Pod', { ...parts, labels, ...(owner === undefined ? {} : { owner }) }), '/Pod'),
      madeFrom: object.kind,
      at: ([first, ...rest]) =>
        first === 'metadata' ? stepsUnder(metadata, rest) : stepsUnder(spec, first === 'spec' ? rest : []),
    }
  })
}

/** The job that a CronJob makes. */
function jobOf(object: ManifestObject, reading: Reading): readonly Admitted[] {
  const template = under(rootField(object.origin.file, object.tree), 'spec', 'jobTemplate')
  if (typeOf(object) !== 'batch/CronJob' || template.node?.kind !== 'map') return []
  const spec = nodeValue(child(template.node, 'spec') ?? empty(object), { ...reading, type: 'JobSpec' })
  const parts = {
    object,
    metadata: child(template.node, 'metadata'),
    spec,
    reading,
    labels: [],
    owner: ['batch/v1', 'CronJob'],
  } as const
  return [
    {
      ...{ group: 'batch', version: 'v1', kind: 'Job', resources: ['jobs'], scope: 'Namespaced', name: undefined },
      namespace: object.namespace,
      value: withDefaults(made('batch/v1', 'Job', parts), 'batch/Job'),
      madeFrom: 'CronJob',
      at: (path) => stepsUnder(template, path),
    },
  ]
}

/** The replica set that a Deployment makes: its template, and numbers that only the rollout knows. */
function replicaSetOf(object: ManifestObject, reading: Reading): readonly Admitted[] {
  const spec = under(rootField(object.origin.file, object.tree), 'spec')
  const template = under(spec, 'template')
  if (typeOf(object) !== 'apps/Deployment' || template.node?.kind !== 'map') return []
  const own = mapOf(
    [
      ['template', hashed(nodeValue(template.node, { ...reading, type: 'PodTemplateSpec' }), ['metadata', 'labels'])],
      ...selectorOf(under(spec, 'selector').node, reading),
    ],
    `the ${object.kind} makes it when it runs`,
  )
  const parts = {
    object,
    metadata: child(template.node, 'metadata'),
    spec: own,
    reading,
    labels: ['pod-template-hash'],
    owner: ['apps/v1', 'Deployment'],
  } as const
  return [
    {
      ...{ group: 'apps', version: 'v1', kind: 'ReplicaSet', resources: ['replicasets'], scope: 'Namespaced', name: undefined },
      namespace: object.namespace,
      value: withDefaults(made('apps/v1', 'ReplicaSet', parts), 'apps/ReplicaSet'),
      madeFrom: 'Deployment',
      at: ([first, ...rest]) =>
        first === 'metadata' ? stepsUnder(under(template, 'metadata'), rest) : stepsUnder(spec, first === 'spec' ? rest : []),
    },
  ]
}

/** The selector of a replica set is that of its Deployment, and the hash of the template. */
function selectorOf(node: Node | undefined, reading: Reading): readonly (readonly [string, Item])[] {
  if (node?.kind !== 'map') return []
  return [['selector', hashed(nodeValue(node, { ...reading, type: 'LabelSelector' }), ['matchLabels'])]]
}

/** With the hash of the template among the labels at a path. */
function hashed(value: Value, path: readonly string[]): Value {
  const [step, ...rest] = path
  if (value.kind !== 'map') return value
  if (step === undefined) return put(value, 'pod-template-hash', unknownBecause('the hash of the template'))
  const inner = value.entries.get(`s${step}`)?.value ?? mapOf([])
  return inner.kind === 'unknown' ? value : put(value, step, hashed(inner, rest))
}

/** The claims for volumes that a StatefulSet makes. */
function claimsOf(object: ManifestObject, reading: Reading): readonly Admitted[] {
  if (typeOf(object) !== 'apps/StatefulSet') return []
  const templates = itemFields(under(rootField(object.origin.file, object.tree), 'spec', 'volumeClaimTemplates'))
  return templates.map((template: Field): Admitted => {
    const spec = nodeValue(under(template, 'spec').node ?? empty(object), { ...reading, type: 'PersistentVolumeClaimSpec' })
    const parts = {
      object,
      metadata: under(template, 'metadata').node,
      spec,
      reading: { partial: 'the StatefulSet adds to the labels of its claims' },
      labels: [],
    }
    return {
      ...{
        group: '',
        version: 'v1',
        kind: 'PersistentVolumeClaim',
        resources: ['persistentvolumeclaims'],
        scope: 'Namespaced',
        name: undefined,
      },
      namespace: object.namespace,
      value: withDefaults(made('v1', 'PersistentVolumeClaim', parts), '/PersistentVolumeClaim'),
      madeFrom: 'StatefulSet',
      at: (path) => stepsUnder(template, path),
    }
  })
}

interface Parts {
  readonly object: ManifestObject
  readonly metadata: Node | undefined
  readonly spec: Value
  readonly reading: Reading
  /** Labels that the controller adds. */
  readonly labels: readonly string[]
  readonly owner?: readonly [apiVersion: string, kind: string]
}

function empty(object: ManifestObject): MapNode {
  return { kind: 'map', span: object.origin.span, entries: [] }
}

function made(apiVersion: string, kind: string, { object, metadata, spec, reading, labels: added, owner }: Parts): Value {
  const later = unknownBecause(`the ${object.kind} makes it when it runs`)
  const described = nodeValue(metadata ?? empty(object), { ...reading, type: 'ObjectMeta' })
  const entries = described.kind === 'map' ? [...described.entries.values()] : []
  const labels = described.kind === 'map' ? described.entries.get('slabels')?.value : undefined
  const own = labels?.kind === 'map' ? labels : mapOf([])
  const more = new Map([...mapOf(added.map((label) => [label, later] as const)).entries, ...own.entries])
  const namespace =
    object.namespace === undefined ? unknownBecause('the manifest does not say its namespace') : string(object.namespace)
  const fields = new Map<string, Item>([
    ...entries.map((entry) => [entry.key.kind === 'string' ? entry.key.value : '', entry.value] as const),
    ['name', later],
    ['generateName', later],
    ['ownerReferences', owner === undefined ? later : list([ownedBy(owner, later)])],
    ['namespace', namespace],
    ...(more.size === 0 ? [] : [['labels', { ...own, entries: more }] as const]),
  ])
  const open = described.kind === 'map' ? described.open : undefined
  return mapOf([
    ['apiVersion', string(apiVersion)],
    ['kind', string(kind)],
    ['metadata', mapOf(fields, open)],
    ['spec', spec],
  ])
}

function ownedBy([apiVersion, kind]: readonly [string, string], later: Item): Value {
  return mapOf([
    ['apiVersion', string(apiVersion)],
    ['kind', string(kind)],
    ['name', later],
    ['uid', later],
    ['controller', bool(true)],
    ['blockOwnerDeletion', bool(true)],
  ])
}
