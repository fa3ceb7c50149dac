import { entryFields, type Field, isSet, itemFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import { type ByNamespace, byNamespace } from '../../kubernetes/namespaces.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import { isEmptySelector, labelsUnder, selection } from '../../kubernetes/selector.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'

/** What an object looks for among the others of its namespace: where that is written, in words, and which it finds. */
export interface Search {
  readonly at: Field
  readonly what: string
  readonly finds: (other: ManifestObject) => boolean
  /** Whether it looks for objects with pods, or for Services. */
  readonly among: 'pods' | 'services'
  /** What every object that it finds has: one of the keys under which `candidatesOf` keeps objects each. */
  readonly keys: readonly string[]
}

/**
 * What an object of the kinds that work by selection looks for: Service, NetworkPolicy, PodDisruptionBudget,
 * HorizontalPodAutoscaler, Ingress. A selector that is empty looks for everything, and has no search.
 */
export function searchesOf(object: ManifestObject): readonly Search[] {
  const root = rootField(object.origin.file, object.tree)
  const spec = under(root, 'spec')
  switch (typeOf(object)) {
    case '/Service':
      return byLabels(under(spec, 'selector'))
    case 'networking.k8s.io/NetworkPolicy':
      return bySelector(under(spec, 'podSelector'))
    case 'policy/PodDisruptionBudget':
      return bySelector(under(spec, 'selector'))
    case 'autoscaling/HorizontalPodAutoscaler':
      return byTarget(under(spec, 'scaleTargetRef'))
    case 'networking.k8s.io/Ingress':
      return backends(spec)
    default:
      return []
  }
}

/** Whether the file of an object has, besides it, something that a search could find. */
export function hasNear(search: Search, object: ManifestObject, side: readonly ManifestObject[]): boolean {
  const near = indexOf(side).byFile.get(fileKey(search.among, object.origin.file)) ?? []
  return near.some((other) => other !== object)
}

/** What a search finds among the objects of a side that are in the namespace of the object, itself aside. */
export function foundBy(search: Search, object: ManifestObject, side: readonly ManifestObject[]): readonly ManifestObject[] {
  const { find } = indexOf(side).byKey
  const lists = [search.among, ...search.keys].map((key) => find(key, object))
  const shortest = lists.reduce((best, one) => (one.length < best.length ? one : best))
  return shortest.filter((other) => other !== object && search.finds(other))
}

interface Index {
  readonly byFile: ReadonlyMap<string, readonly ManifestObject[]>
  readonly byKey: ByNamespace<ManifestObject>
}

const known = new WeakMap<readonly ManifestObject[], Index>()

// Read once per side, because every object that selects asks for it.
function indexOf(side: readonly ManifestObject[]): Index {
  const before = known.get(side)
  if (before !== undefined) return before
  const keyed = side.flatMap((object) => keysOf(object).map((key) => ({ key, object })))
  const byKey = byNamespace(
    keyed,
    ({ key }) => key,
    ({ object }) => object,
  )
  const index = {
    byFile: Map.groupBy(
      side.filter((object) => amongOf(object) !== undefined),
      (object) => fileKey(amongOf(object) ?? '', object.origin.file),
    ),
    byKey: { find: (key: string, object: ManifestObject) => byKey.find(key, object).map((one) => one.object) },
  }
  known.set(side, index)
  return index
}

function fileKey(among: string, file: string): string {
  return `${among} ${file}`
}

function amongOf(object: ManifestObject): Search['among'] | undefined {
  if (typeOf(object) === '/Service') return 'services'
  return podsOf(object).some(({ partial }) => !partial) ? 'pods' : undefined
}

function keysOf(object: ManifestObject): readonly string[] {
  const among = amongOf(object)
  if (among === undefined) return []
  const labels = among === 'services' ? [] : podsOf(object).flatMap(({ metadata }) => [...labelsUnder(metadata)])
  return [...new Set([among, nameKey(object.name ?? ''), ...labels.map(([name, value]) => labelKey(name, value))])]
}

function nameKey(name: string): string {
  return JSON.stringify([name])
}

function labelKey(name: string, value: string): string {
  return JSON.stringify([name, value])
}

function byLabels(selector: Field): readonly Search[] {
  const wanted = entryFields(selector).map((field) => [String(field.step), textAt(field)] as const)
  if (wanted.length === 0 || wanted.some(([, value]) => value === undefined)) return []
  const finds = (other: ManifestObject): boolean =>
    podsOf(other).some((pod) => {
      const labels = labelsUnder(pod.metadata)
      return wanted.every(([name, value]) => labels.get(name) === value)
    })
  return [{ at: selector, what: 'pod', finds, among: 'pods', keys: wanted.map(([name, value]) => labelKey(name, value ?? '')) }]
}

function bySelector(selector: Field): readonly Search[] {
  if (!isSet(selector) || isEmptySelector(selector)) return []
  const holds = selection(selector)
  const finds = (other: ManifestObject): boolean => podsOf(other).some((pod) => holds(labelsUnder(pod.metadata)))
  const keys = entryFields(under(selector, 'matchLabels')).map((field) => labelKey(String(field.step), textAt(field) ?? ''))
  return [{ at: selector, what: 'pod', finds, among: 'pods', keys }]
}

function byTarget(target: Field): readonly Search[] {
  const [kind, name] = [textAt(under(target, 'kind')), textAt(under(target, 'name'))]
  if (kind === undefined || name === undefined) return []
  const finds = (other: ManifestObject): boolean => other.kind === kind && other.name === name
  return [{ at: under(target, 'name'), what: `${kind} ${name}`, finds, among: 'pods', keys: [nameKey(name)] }]
}

function backends(spec: Field): readonly Search[] {
  const rules = itemFields(under(spec, 'rules'), '').flatMap((rule) => itemFields(under(rule, 'http', 'paths'), ''))
  const all = [under(spec, 'defaultBackend'), ...rules.map((path) => under(path, 'backend'))]
  return all.flatMap((backend) => {
    const at = under(backend, 'service', 'name')
    const name = textAt(at)
    if (name === undefined) return []
    const finds = (other: ManifestObject): boolean => typeOf(other) === '/Service' && other.name === name
    return [{ at, what: `Service ${name}`, finds, among: 'services', keys: [nameKey(name)] }]
  })
}
