import { groupOf } from '../kubernetes/pods.ts'
import { child, type Node } from '../model/tree.ts'
import type { Located } from './located.ts'
import type { FoundObject } from './manifest.ts'

/** Kinds that name images to judge them, to describe them or to send them elsewhere, never to run them. */
const NO_IMAGES: readonly (readonly [group: RegExp, kind: RegExp])[] = [
  [/^apiextensions\.k8s\.io$/, /^CustomResourceDefinition$/],
  [/^$/, /^(?:ConfigMap|Secret)$/],
  [/^admissionregistration\.k8s\.io$/, /AdmissionPolicy(?:Binding)?$/],
  // What it names are constraints for a robot: `web:1.x` is no tag.
  [/^argocd-image-updater\.argoproj\.io$/, /./],
  [/^templates\.gatekeeper\.sh$/, /./],
  [/^config\.openshift\.io$|^operator\.openshift\.io$/, /MirrorSet$|^ImageContent/],
  [/^policy\.sigstore\.dev$|^constraints\.gatekeeper\.sh$/, /./],
  [/^(?:v1alpha1)?$/, /^ImageVerificationConfig$/],
]
/** Groups whose `image` is that of a machine, unless it stands in a container or is a reference beyond doubt. */
const MACHINES =
  /(?:^|\.)(?:upbound\.io|crossplane\.io|kops\.k8s\.io|machine\.openshift\.io|gardener\.cloud|cluster\.k8s\.io|harvesterhci\.io|infrastructure\.cluster\.x-k8s\.io|hive\.openshift\.io|karpenter\.k8s\.aws|karpenter\.azure\.com|karpenter\.sh|hetzner\.cloud|cloud\.google\.com|metal3\.io)$/
const CLOSED = new Set(['labels', 'annotations', 'matchLabels'])

/** Whether the images that an object names are not for running. */
export function namesNoImages(object: FoundObject): boolean {
  const group = groupName(object)
  return NO_IMAGES.some(([groups, kinds]) => groups.test(group) && kinds.test(object.kind))
}

/** Whether the images of an object are those of machines. */
export function isOfMachines(object: FoundObject): boolean {
  return MACHINES.test(groupOf(object))
}

/** Whether an object is a policy of an admission controller that judges and may also change or make objects. */
export function isAdmissionPolicy(object: FoundObject): boolean {
  return /(?:^|\.)kyverno\.io$|^mutations\.gatekeeper\.sh$/.test(groupOf(object))
}

/**
 * Whether to look inside a node: not into metadata, not into maps of labels, schemas, block devices. Keys alone close nothing: what only
 * is called `labels` and holds containers is looked at.
 */
export function isOpen({ node, path }: Located): boolean {
  const key = String(path.at(-1))
  if (key === 'metadata') return !(path.length <= 3 || /[tT]emplate$/.test(String(path.at(-2))))
  if (CLOSED.has(key)) return !isFlat(node)
  if (key === 'openAPIV3Schema') return child(node, 'type') === undefined && child(node, 'properties') === undefined
  return !(key === 'rbd' && (child(node, 'monitors') ?? child(node, 'pool')) !== undefined)
}

function isFlat(node: Node): boolean {
  return node.kind === 'map' && node.entries.every(({ value }) => value.kind === 'scalar')
}

function groupName(object: FoundObject): string {
  return object.apiVersion.includes('/') ? groupOf(object) : /^v\d+$/.test(object.apiVersion) ? '' : object.apiVersion
}
