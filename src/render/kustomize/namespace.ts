import type { Build } from './build.ts'
import { applyField, type FieldSpec } from './field-spec.ts'
import { demandKind, fieldOf, makeField, setScalar, textOf } from './fields.ts'
import { headOf } from './kinds.ts'
import { Refusal } from './refusal.ts'
import { currentId, idKey, idText, NOTES, noteOf, rememberId } from './resource.ts'
import { placeOf, type Resources } from './resources.ts'
import { isMissing } from './scalars.ts'
import { type Scalar, scalar, type Tree } from './tree.ts'

/** Whose namespace is set in role bindings. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none'

/** What the namespace transformer is told. */
export interface NamespaceArgs {
  readonly namespace: Scalar
  readonly specs: readonly FieldSpec[]
  readonly subjects: SubjectMode
  readonly unsetOnly: boolean
}

/** Sets the namespace of all objects that are not certain to have none; two that become one are refused. */
export function setNamespaces(build: Build, { list }: Resources, args: NamespaceArgs): void {
  const counts = new Map<string, number>()
  const count = (key: string, by: number) => counts.set(key, (counts.get(key) ?? 0) + by)
  for (const { node } of list) count(idKey(currentId(build, node)), 1)
  for (const resource of list) {
    const { node } = resource
    if (node === undefined || isMissing(node) || noteOf(node, NOTES.helm) === 'true') continue
    count(idKey(currentId(build, node)), -1)
    rememberId(build, node)
    transform(build, node, args)
    const id = currentId(build, node)
    if ((count(idKey(id), 1).get(idKey(id)) ?? 0) > 1) {
      throw new Refusal('duplicate-id', `namespace transformation produces ID conflict: ${idText(id)}`, placeOf(resource))
    }
  }
}

/** Sets the namespace in one object. */
export function transform(build: Build, node: Tree, args: NamespaceArgs): void {
  const apiVersion = headOf(node, 'apiVersion')
  const kind = headOf(node, 'kind')
  const making = { kind: 'scalar', tag: 'str', from: args.namespace } as const
  const set = setter(args)
  if (!build.clusterScoped(apiVersion, kind)) applyField(build.budget, node, METADATA, set, { ...making, tag: '' })
  const binds = kind === 'RoleBinding' || kind === 'ClusterRoleBinding'
  if (binds) setSubjects(node, args)
  for (const spec of args.specs) {
    if (spec.path === 'metadata/namespace' || (apiVersion !== 'v1' && spec.path === 'metadata/name')) continue
    if (binds && /^(?:Cluster)?RoleBinding$/.test(spec.kind) && spec.path === 'subjects/namespace') continue
    applyField(build.budget, node, spec, set, making)
  }
}

const METADATA: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/namespace', create: true }

function setter({ namespace, unsetOnly }: NamespaceArgs): (field: Tree) => void {
  const shared = scalar(namespace.text, namespace, 'str')
  return (field) => {
    if (unsetOnly && textOf(field) !== '') return
    setScalar(field, shared)
  }
}

function setSubjects(node: Tree, args: NamespaceArgs): void {
  const subjects = fieldOf(node, 'subjects')
  if (args.subjects === 'none' || isMissing(subjects)) return
  demandKind(subjects, 'list')
  if (subjects.kind !== 'list') return
  const [field, wanted] = args.subjects === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount']
  for (const subject of subjects.items) {
    demandKind(subject, 'map')
    if (textOf(fieldOf(subject, field ?? '')) !== wanted) continue
    const namespace = makeField(subject, 'namespace', 'scalar', args.namespace)
    if (namespace !== undefined) setter(args)(namespace)
  }
}
