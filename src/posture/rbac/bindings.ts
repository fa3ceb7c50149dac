import type { RuleContext } from '../../case/rule.ts'
import { type Field, itemFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import { folderOf } from '../../kubernetes/introduced.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import type { Facts } from '../../model/facts.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** Somebody who is given a role. `key` tells subjects apart, `label` is what people read. */
export interface Subject {
  readonly kind: string
  readonly name: string
  readonly key: string
  readonly label: string
  readonly field: Field
}

/** A RoleBinding or ClusterRoleBinding. `scope` is the namespace, or `*` for the whole cluster. */
export interface Binding {
  readonly object: ManifestObject
  readonly scope: string
  readonly roleKind: string
  readonly roleName: string
  readonly roleField: Field
  readonly subjects: readonly Subject[]
}

/** A binding of the head side with those of its subjects that did not have this role here before. */
export interface BindingChange {
  readonly binding: Binding
  readonly fresh: readonly Subject[]
  /** The bindings that stood in the same folder before the change. */
  readonly before: readonly Binding[]
}

/** The binding that an object is; undefined for every other object. */
export function bindingOf(object: ManifestObject): Binding | undefined {
  const type = typeOf(object)
  if (type !== `${RBAC}/RoleBinding` && type !== `${RBAC}/ClusterRoleBinding`) return undefined
  const root = rootField(object.origin.file, object.tree)
  const roleField = under(root, 'roleRef', 'name')
  const namespace = object.namespace ?? ''
  return {
    object,
    scope: object.kind === 'ClusterRoleBinding' ? '*' : namespace,
    roleKind: textAt(under(root, 'roleRef', 'kind')) ?? '',
    roleName: textAt(roleField) ?? '',
    roleField,
    subjects: itemFields(under(root, 'subjects'), '').map((field) => subjectOf(field, namespace)),
  }
}

/** Every binding of the head side with what it newly gives. Kept per facts, because every rule about subjects asks for it. */
export function bindingChanges({ facts }: Pick<RuleContext, 'facts'>): readonly BindingChange[] {
  const changes = kept.get(facts.objects) ?? changesOf(facts.objects)
  kept.set(facts.objects, changes)
  return changes
}

const kept = new WeakMap<Facts['objects'], readonly BindingChange[]>()

function changesOf(objects: Facts['objects']): readonly BindingChange[] {
  const old = objects.flatMap(({ base }) => (base === undefined ? [] : (bindingOf(base) ?? [])))
  const folders = Map.groupBy(old, ({ object }) => folderOf(object.origin.file))
  const given = new Map(
    [...folders].map(([folder, bindings]) => [
      folder,
      new Set(bindings.flatMap((one) => one.subjects.map((subject) => givenKey(one, subject)))),
    ]),
  )
  return objects.flatMap(({ head }) => {
    const binding = head === undefined ? undefined : bindingOf(head)
    if (binding === undefined) return []
    const folder = folderOf(binding.object.origin.file)
    const fresh = binding.subjects.filter((subject) => given.get(folder)?.has(givenKey(binding, subject)) !== true)
    return [{ binding, before: folders.get(folder) ?? [], fresh }]
  })
}

/** Whether a subject is one of the groups and users that Kubernetes itself defines. */
export function isSystem({ kind, name }: Subject): boolean {
  return kind !== 'ServiceAccount' && name.startsWith('system:')
}

function givenKey({ scope, roleKind, roleName }: Binding, subject: Subject): string {
  return JSON.stringify([scope, roleKind, roleName, subject.key])
}

function subjectOf(field: Field, namespace: string): Subject {
  const kind = textAt(under(field, 'kind')) ?? ''
  const name = textAt(under(field, 'name')) ?? ''
  const own = kind === 'ServiceAccount' ? (textAt(under(field, 'namespace')) ?? namespace) : ''
  const label = own === '' ? `${kind} ${name}` : `${kind} ${own}/${name}`
  return { kind, name, key: JSON.stringify([kind, own, name]), label, field: under(field, 'name') }
}
