import { groupOf } from '../kubernetes/pods.ts'
import type { FieldMatch, KindPattern, LabelDemand, ObjectMatch } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { ImageReference } from '../model/reference.ts'
import { entriesOf, type Node, nodeAt, textOf } from '../model/tree.ts'
import { matchesWildcard } from './image-match.ts'
import { allOf, anyOf, no, notOf, openBecause, type Truth, yes } from './truth.ts'

/** Where an image stands: the object around it, where that is known, and the reference itself. */
export interface SeenObject {
  readonly object: ManifestObject | undefined
  readonly reference: ImageReference
}

/** One object that the API server will be asked to admit: the one in the file, or one that a controller makes from it. */
interface Admitted {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly labels: Labels
  readonly annotations: Labels
}

type Labels = ReadonlyMap<string, string> | undefined

/** What each workload makes, down to the pod. A policy on pods is met when the pod is made. */
const MAKES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['ReplicaSet', 'Pod'],
  ReplicaSet: ['Pod'],
  ReplicationController: ['Pod'],
  StatefulSet: ['Pod'],
  DaemonSet: ['Pod'],
  Job: ['Pod'],
  CronJob: ['Job', 'Pod'],
}
const GROUPS: Readonly<Record<string, string>> = { Pod: '', ReplicaSet: 'apps', Job: 'batch' }

/** Whether a check is about the object around an image, or about one that a controller makes from it. */
export function matchesObject(match: ObjectMatch, seen: SeenObject): Truth {
  if (match.kind === 'open') return openBecause(match.why)
  if (match.kind === 'field') return fieldOf(match, seen.reference)
  const { object } = seen
  if (match.kind === 'all' && match.of.length === 0) return yes
  if (object === undefined) return openBecause('the file does not say which object will run the image')
  return anyOf(admittedFrom(object).map((one) => matchesOne(match, one, seen.reference)))
}

function matchesOne(match: ObjectMatch, one: Admitted, reference: ImageReference): Truth {
  if (match.kind === 'all') return allOf(match.of.map((part) => matchesOne(part, one, reference)))
  if (match.kind === 'any') return anyOf(match.of.map((part) => matchesOne(part, one, reference)))
  if (match.kind === 'not') return notOf(matchesOne(match.of, one, reference))
  if (match.kind === 'open') return openBecause(match.why)
  if (match.kind === 'field') return fieldOf(match, reference)
  if (match.kind === 'kinds')
    return truth(
      match.kinds.some((kind) => isKind(kind, one)),
      'the policy is about other kinds',
    )
  if (!('wildcards' in match)) return allOf(match.wanted.map((wanted) => labelled(wanted, one[match.kind], match.kind)))
  const text = one[match.kind]
  if (text === undefined) return openBecause(`the manifest does not say the ${match.kind} of the object`)
  return truth(
    match.wildcards.some((wildcard) => matchesWildcard(wildcard, text)),
    `the policy is about another ${match.kind}`,
  )
}

/** The list of a pod that holds the image, where the path to it says so. */
function fieldOf({ name, surely }: FieldMatch, reference: ImageReference): Truth {
  const lists = reference.origin.path.filter((step) => /^(?:init|ephemeral)?containers$/i.test(`${step}`))
  if (lists.length === 0 && surely !== true) return openBecause(`the file does not say whether the image is in ${name}`)
  return truth(lists.at(-1) === name, `the image is not in ${name}`)
}

function admittedFrom(object: ManifestObject): readonly Admitted[] {
  const own: Admitted = {
    group: groupOf(object),
    version: object.apiVersion.slice(object.apiVersion.indexOf('/') + 1),
    kind: object.kind,
    name: object.name,
    namespace: object.namespace,
    labels: labelsAt(object.tree, ['metadata', 'labels']),
    annotations: labelsAt(object.tree, ['metadata', 'annotations']),
  }
  const made = object.kind === 'Pod' ? [] : (makesOf(object) ?? ['Pod'])
  return [own, ...made.map((kind) => madeFrom(object, kind))]
}

function makesOf({ kind }: ManifestObject): readonly string[] | undefined {
  return Object.hasOwn(MAKES, kind) ? MAKES[kind] : undefined
}

function madeFrom(object: ManifestObject, kind: string): Admitted {
  const known = makesOf(object) !== undefined
  const base = object.kind === 'CronJob' ? ['spec', 'jobTemplate'] : ['spec', 'template']
  const path = object.kind === 'CronJob' && kind === 'Pod' ? [...base, 'spec', 'template'] : base
  return {
    group: GROUPS[kind] ?? '',
    version: 'v1',
    kind,
    name: undefined,
    namespace: object.namespace,
    labels: known ? labelsAt(object.tree, [...path, 'metadata', 'labels']) : undefined,
    annotations: known ? labelsAt(object.tree, [...path, 'metadata', 'annotations']) : undefined,
  }
}

function labelsAt(tree: Node, path: readonly string[]): Labels {
  const entries = entriesOf(nodeAt(tree, path))
  return new Map(entries.map(({ key, value }) => [key.text, textOf(value) ?? '']))
}

function labelled({ key, operator, values, wildcards }: LabelDemand, labels: Labels, what: string): Truth {
  if (labels === undefined) return openBecause(`the manifest does not say the ${what} of the pods`)
  const same = (pattern: string, text: string): boolean => (wildcards ? matchesWildcard(pattern, text) : pattern === text)
  const entries = [...labels].filter(([name]) => same(key, name))
  const among = entries.some(([, value]) => values.some((wanted) => same(wanted, value)))
  const holds = { In: among, NotIn: !among, Exists: entries.length > 0, DoesNotExist: entries.length === 0 }[operator]
  return truth(holds, `the policy is about objects with other ${what}`)
}

function isKind(pattern: KindPattern, one: Admitted): boolean {
  const kind = pattern.kind === undefined || matchesWildcard(pattern.kind, one.kind)
  const resource = pattern.resource === undefined || matchesWildcard(pattern.resource, pluralOf(one.kind))
  return kind && resource && part(pattern.group, one.group) && part(pattern.version, one.version)
}

function part(pattern: string, text: string): boolean {
  return pattern === '*' || matchesWildcard(pattern, text)
}

/** The plural under which Kubernetes serves a kind, as its own naming makes it. */
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase()
  if (lower.endsWith('s')) return `${lower}es`
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`
}

function truth(holds: boolean, otherwise: string): Truth {
  return holds ? yes : no(otherwise)
}
