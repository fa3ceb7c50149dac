import type { PathStep, Span } from '../model/span.ts'
import { child, type Node } from '../model/tree.ts'
import { rootOf } from './located.ts'
import { objectsOf } from './manifest.ts'
import { everyNode } from './walk.ts'

/** A part of a rendered object that no file decides and that rules or the cluster's policies look at. */
export interface OpenPart {
  readonly why: string
  readonly at: Span
}

/** Keys whose values no rule of pod security, access, exposure or network reads, and in which images are looked for on their own. */
const INERT = new Set([
  ...['metadata', 'data', 'stringData', 'binaryData', 'args', 'command', 'resources', 'replicas', 'caBundle'],
  ...[
    'env',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'nodeSelector',
    'tolerations',
    'affinity',
    'image',
    'containerPort',
    'targetPort',
    'nodePort',
  ],
  ...['topologySpreadConstraints', 'lifecycle', 'priorityClassName', 'terminationGracePeriodSeconds', 'schedule', 'suspend'],
  ...[
    'storageClassName',
    'clusterIP',
    'matchLabels',
    'selector',
    'tls',
    'host',
    'hosts',
    'status',
    'checksum',
    'revisionHistoryLimit',
  ],
])
const NO_RULES =
  /^(?:ConfigMap|Secret|PersistentVolumeClaim|StorageClass|PodDisruptionBudget|HorizontalPodAutoscaler|Certificate)$/

/** The unknown parts of a document's objects that somebody judges; a document that is unknown as a whole is one. */
export function openParts(root: Node): readonly OpenPart[] {
  if (root.kind === 'scalar')
    return root.unknown === undefined ? [] : [{ why: `a document is not known: ${root.unknown.why}`, at: root.span }]
  const type = [child(root, 'apiVersion'), child(root, 'kind')].find(
    (node) => node?.kind === 'scalar' && node.unknown !== undefined,
  )
  if (type?.kind === 'scalar')
    return [{ why: `what kind of object a document is, is not known: ${type.unknown?.why}`, at: type.span }]
  return objectsOf(root)
    .filter(({ kind }) => !NO_RULES.test(kind))
    .flatMap((object) => {
      const nodes = [...everyNode(rootOf(object.tree), ({ path }) => !isInert(object.kind, path))]
      return nodes.flatMap(({ node, path }) => {
        if (node.kind !== 'scalar' || node.unknown === undefined || isInert(object.kind, path)) return []
        return [{ why: `${spelled(path)} of ${object.path.join(' ')} is not known: ${node.unknown.why}`, at: node.span }]
      })
    })
}

/** In roles and network policies every key decides who may do what; the labels of a namespace say how its pods are judged. */
function isInert(kind: string, path: readonly PathStep[]): boolean {
  const key = String(path.at(-1))
  if (key === 'metadata') return kind !== 'Namespace'
  return INERT.has(key) && !/(?:Role|RoleBinding|NetworkPolicy|Namespace)$/.test(kind)
}

function spelled(path: readonly PathStep[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('.')
    .replaceAll('.[', '[')
}
