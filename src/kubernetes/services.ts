import type { ManifestObject } from '../model/manifest-object.ts'
import { entryFields, type Field, rootField, textAt, under } from './field.ts'
import { type ByNamespace, byNamespace } from './namespaces.ts'
import { type Pod, typeOf } from './pods.ts'
import { labelsUnder } from './selector.ts'

/** Whether an object is a Service. */
export function isService(object: ManifestObject): boolean {
  return typeOf(object) === '/Service'
}

/** Whether a load balancer stays inside the network, by one of the annotations that cloud providers know. */
export function isInternal(root: Field): boolean {
  return entryFields(under(root, 'metadata', 'annotations')).some((field) => {
    const [name, value] = [String(field.step), textAt(field) ?? '']
    if (!/internal|load-balancer-(?:scheme|type)|private/i.test(name)) return false
    return /^(?:true|internal|private|0\.0\.0\.0\/0)$/i.test(value)
  })
}

/** Whether a Service of the same namespace sends traffic to a pod. */
export function isServed(pod: Pod, side: readonly ManifestObject[]): boolean {
  const labels = labelsUnder(pod.metadata)
  const services = servicesIn(side)
  const keys = [ANY, ...[...labels].map(([name, value]) => labelKey(name, value))]
  return keys.some((key) =>
    services.find(key, pod.object).some(({ wanted }) => wanted.every(([name, value]) => labels.get(name) === value)),
  )
}

interface Selecting {
  readonly service: ManifestObject
  readonly wanted: readonly (readonly [string, string | undefined])[]
}

/** Where Services stand of whose selectors no value is a text. */
const ANY = ''

const known = new WeakMap<readonly ManifestObject[], ByNamespace<Selecting>>()

// Read once per side, because every pod asks for them. A Service without a selector sends traffic to no pod.
function servicesIn(side: readonly ManifestObject[]): ByNamespace<Selecting> {
  const before = known.get(side)
  if (before !== undefined) return before
  const found = side.filter(isService).map(selectingOf)
  const services = byRarestLabel(found.filter(({ wanted }) => wanted.length > 0))
  known.set(side, services)
  return services
}

function selectingOf(service: ManifestObject): Selecting {
  const fields = entryFields(under(rootField(service.origin.file, service.tree), 'spec', 'selector'))
  return { service, wanted: fields.map((field) => [String(field.step), textAt(field)] as const) }
}

// A label that all of them want, like that of the tool that installed them, tells none of them apart.
function byRarestLabel(all: readonly Selecting[]): ByNamespace<Selecting> {
  const counts = new Map<string, number>()
  for (const key of all.flatMap(labelKeysOf)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const rarest = (one: Selecting): string =>
    labelKeysOf(one).reduce((best, key) => (best === ANY || (counts.get(key) ?? 0) < (counts.get(best) ?? 0) ? key : best), ANY)
  return byNamespace(all, rarest, ({ service }) => service)
}

function labelKeysOf({ wanted }: Selecting): readonly string[] {
  return wanted.flatMap(([name, value]) => (value === undefined ? [] : [labelKey(name, value)]))
}

function labelKey(name: string, value: string): string {
  return JSON.stringify([name, value])
}
