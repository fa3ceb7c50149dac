import type { ManifestObject } from '../model/manifest-object.ts'
import { entryFields, type Field, rootField, textAt, under } from './field.ts'
import { folderOf } from './introduced.ts'
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
  return servicesIn(side).some(
    ({ service, wanted }) => wanted.every(([key, value]) => labels.get(key) === value) && sameNamespace(service, pod.object),
  )
}

interface Selecting {
  readonly service: ManifestObject
  readonly wanted: readonly (readonly [string, string | undefined])[]
}

const services = new WeakMap<readonly ManifestObject[], readonly Selecting[]>()

// Read once per side, because every pod asks for them. A Service without a selector sends traffic to no pod.
function servicesIn(side: readonly ManifestObject[]): readonly Selecting[] {
  const known = services.get(side)
  if (known !== undefined) return known
  const read = side.filter(isService).map((service) => {
    const fields = entryFields(under(rootField(service.origin.file, service.tree), 'spec', 'selector'))
    return { service, wanted: fields.map((field) => [String(field.step), textAt(field)] as const) }
  })
  const found = read.filter(({ wanted }) => wanted.length > 0)
  services.set(side, found)
  return found
}

/** Whether two objects are in one namespace: by name, else by folder where one of them leaves it open. */
export function sameNamespace(a: ManifestObject, b: ManifestObject): boolean {
  if (a.namespace !== undefined && b.namespace !== undefined) return a.namespace === b.namespace
  return folderOf(a.origin.file) === folderOf(b.origin.file)
}
