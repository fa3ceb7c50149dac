import type { ManifestObject } from '../model/manifest-object.ts'
import { entryFields, type Field, isSet, itemFields, rootField, textAt, under } from './field.ts'

/** A container of a pod, of whichever of the three lists. */
export interface Container {
  readonly field: Field
  readonly label: string
}

/**
 * A pod or pod template in an object. `partial`: what is not written is set elsewhere, because the object is a patch or, with
 * `engine`, because a workflow engine makes the pod.
 */
export interface Pod {
  readonly object: ManifestObject
  readonly spec: Field
  readonly metadata: Field
  readonly containers: readonly Container[]
  readonly partial: boolean
  readonly engine?: true
}

const TEMPLATE = 'spec.template'
/** Where pod templates stand, by API group and kind. `*` stands for every entry or item. An empty path: the object is the pod. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [''],
  '/PodTemplate': ['template'],
  '/ReplicationController': [TEMPLATE],
  'apps/ReplicaSet': [TEMPLATE],
  'apps/Deployment': [TEMPLATE],
  'apps/DaemonSet': [TEMPLATE],
  'apps/StatefulSet': [TEMPLATE],
  'extensions/Deployment': [TEMPLATE],
  'extensions/DaemonSet': [TEMPLATE],
  'extensions/ReplicaSet': [TEMPLATE],
  'batch/Job': [TEMPLATE],
  'batch/CronJob': ['spec.jobTemplate.spec.template'],
  'apps.openshift.io/DeploymentConfig': [TEMPLATE],
  'argoproj.io/Rollout': [TEMPLATE],
  'serving.knative.dev/Service': [TEMPLATE],
  'serving.knative.dev/Configuration': [TEMPLATE],
  'serving.knative.dev/Revision': [''],
  'apps.kruise.io/CloneSet': [TEMPLATE],
  'apps.kruise.io/StatefulSet': [TEMPLATE],
  'apps.kruise.io/DaemonSet': [TEMPLATE],
  'apps.kruise.io/BroadcastJob': [TEMPLATE],
  'apps.kruise.io/AdvancedCronJob': [
    'spec.template.jobTemplate.spec.template',
    'spec.template.broadcastJobTemplate.spec.template',
  ],
  'keda.sh/ScaledJob': ['spec.jobTargetRef.template'],
  'jobset.x-k8s.io/JobSet': ['spec.replicatedJobs.*.template.spec.template'],
  'batch.volcano.sh/Job': ['spec.tasks.*.template'],
  'kubeflow.org/PyTorchJob': ['spec.pytorchReplicaSpecs.*.template'],
  'kubeflow.org/TFJob': ['spec.tfReplicaSpecs.*.template'],
  'kubeflow.org/MPIJob': ['spec.mpiReplicaSpecs.*.template'],
  'kubeflow.org/XGBoostJob': ['spec.xgbReplicaSpecs.*.template'],
  'kubeflow.org/PaddleJob': ['spec.paddleReplicaSpecs.*.template'],
  'kubeflow.org/Notebook': [TEMPLATE],
  'ray.io/RayCluster': ['spec.headGroupSpec.template', 'spec.workerGroupSpecs.*.template'],
  'ray.io/RayService': ['spec.rayClusterConfig.headGroupSpec.template', 'spec.rayClusterConfig.workerGroupSpecs.*.template'],
  'ray.io/RayJob': [
    'spec.rayClusterSpec.headGroupSpec.template',
    'spec.rayClusterSpec.workerGroupSpecs.*.template',
    'spec.submitterPodTemplate',
  ],
  'agones.dev/GameServer': [TEMPLATE],
  'agones.dev/GameServerSet': ['spec.template.spec.template'],
  'agones.dev/Fleet': ['spec.template.spec.template'],
  'leaderworkerset.x-k8s.io/LeaderWorkerSet': [
    'spec.leaderWorkerTemplate.leaderTemplate',
    'spec.leaderWorkerTemplate.workerTemplate',
  ],
}
const WORKFLOW = ['container', 'script', 'initContainers.*', 'sidecars.*', 'containerSet.containers.*'].map(
  (at) => `templates.*.${at}`,
)
const TASK = ['steps.*', 'sidecars.*', 'stepTemplate']
/** Kinds whose pods an engine makes: where their specs stand, and the containers below each. */
const ENGINES: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'argoproj.io/Workflow': ['spec', WORKFLOW],
  'argoproj.io/WorkflowTemplate': ['spec', WORKFLOW],
  'argoproj.io/ClusterWorkflowTemplate': ['spec', WORKFLOW],
  'argoproj.io/CronWorkflow': ['spec.workflowSpec', WORKFLOW],
  'tekton.dev/Task': ['spec', TASK],
  'tekton.dev/ClusterTask': ['spec', TASK],
  'tekton.dev/TaskRun': ['spec.taskSpec', TASK],
  'tekton.dev/Pipeline': ['spec.tasks.*.taskSpec', TASK],
  'tekton.dev/PipelineRun': ['spec.pipelineSpec.tasks.*.taskSpec', TASK],
}
const CONTAINER_LISTS: readonly (readonly [string, string])[] = [
  ['initContainers', 'init container'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral container'],
]
const NEEDS_SELECTOR = new Set(['apps/Deployment', 'apps/ReplicaSet', 'apps/DaemonSet', 'apps/StatefulSet'])

/** The API group of an object: empty for the core group. */
export function groupOf(object: Pick<ManifestObject, 'apiVersion'>): string {
  const slash = object.apiVersion.indexOf('/')
  return slash < 0 ? '' : object.apiVersion.slice(0, slash)
}

/** The group and kind of an object, as `apps/Deployment`; `/Pod` for the core group. */
export function typeOf(object: Pick<ManifestObject, 'apiVersion' | 'kind'>): string {
  return `${groupOf(object)}/${object.kind}`
}

/** All pods and pod templates of an object of a known kind; none for every other kind. */
export function podsOf(object: ManifestObject): readonly Pod[] {
  const pods = kept.get(object) ?? readPods(object)
  kept.set(object, pods)
  return pods
}

// Kept per object, because nearly every rule asks for them.
const kept = new WeakMap<ManifestObject, readonly Pod[]>()

function readPods(object: ManifestObject): readonly Pod[] {
  const root = rootField(object.origin.file, object.tree)
  const places = TEMPLATES[typeOf(object)] ?? []
  const engine = ENGINES[typeOf(object)]
  if (engine !== undefined) return select(root, engine[0].split('.')).map((spec) => engineTask(object, spec, engine[1]))
  return places
    .flatMap((path) => select(root, path === '' ? [] : path.split('.')))
    .filter((template) => isSet(under(template, 'spec')))
    .map((template) => podAt(object, template))
}

/** What people call an object: kind, namespace and name as far as they are written. */
export function labelOf(object: ManifestObject): string {
  const name = object.name ?? '(without a name)'
  return `${object.kind} ${object.namespace === undefined ? name : `${object.namespace}/${name}`}`
}

function podAt(object: ManifestObject, template: Field): Pod {
  const spec = under(template, 'spec')
  const containers = CONTAINER_LISTS.flatMap(([list, label]) =>
    itemFields(under(spec, list)).map((field) => ({ field, label: containerLabel(field, label) })),
  )
  const root = rootField(object.origin.file, object.tree)
  const unselected = NEEDS_SELECTOR.has(typeOf(object)) && !isSet(under(root, 'spec', 'selector'))
  return { object, spec, metadata: under(template, 'metadata'), containers, partial: unselected || imageless(containers) }
}

function engineTask(object: ManifestObject, spec: Field, lists: readonly string[]): Pod {
  const found = lists.flatMap((path) => select(spec, path.split('.'))).filter(isSet)
  const containers = found.map((field) => ({ field, label: containerLabel(field, 'container') }))
  return { object, spec, metadata: under(spec, 'podMetadata'), containers, partial: true, engine: true }
}

function imageless(containers: readonly Container[]): boolean {
  return containers.length === 0 || containers.some(({ field }) => !isSet(under(field, 'image')))
}

function containerLabel(field: Field, label: string): string {
  const name = textAt(under(field, 'name'))
  return name === undefined ? label : `${label} "${name}"`
}

function select(root: Field, steps: readonly string[]): readonly Field[] {
  return steps.reduce<readonly Field[]>((fields, step) => fields.flatMap((field) => next(field, step)), [root])
}

function next(field: Field, step: string): readonly Field[] {
  if (step !== '*') return [under(field, step)]
  return [...itemFields(field), ...entryFields(field)]
}
