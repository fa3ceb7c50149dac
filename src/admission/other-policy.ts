import type { ClusterPolicy } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import { child, itemsOf, type Node, nodeAt, textOf } from '../model/tree.ts'

type Mode = ClusterPolicy['mode']

const CHANGES_OBJECTS = /Mutating(?:Admission)?Policy$/

/**
 * Policies that decide on admission and are not evaluated by this version, each by its name: they are unverified wherever they
 * enforce, never passed over.
 */
export function readOtherPolicies(objects: readonly ManifestObject[]): readonly ClusterPolicy[] {
  return objects.flatMap((object) => {
    const mode = modeOf(object)
    return mode === undefined ? [] : [named(object, mode)]
  })
}

function named(object: ManifestObject, mode: Mode): ClusterPolicy {
  const { kind, name, origin } = object
  const what = object.apiVersion.startsWith('kyverno.io/')
    ? 'its validate rules are not evaluated by this version'
    : CHANGES_OBJECTS.test(kind)
      ? 'it changes objects before other policies see them, which is not evaluated by this version'
      : 'it is not evaluated by this version'
  const kinds = kindsOf(object)
  return {
    kind: 'other-policy',
    ...(kinds === undefined ? {} : { kinds }),
    name: `${kind}/${name ?? ''}`,
    place: { file: origin.file, span: origin.span },
    mode,
    checks: [],
    trustRoots: [],
    problems: [`${what}: narrow clusterPolicies to leave it out`],
    notes: [],
  }
}

/** The kinds of objects that such a policy is about; undefined where it may be about any. */
function kindsOf({ apiVersion, kind, tree }: ManifestObject): readonly string[] | undefined {
  const spec = child(tree, 'spec')
  if (apiVersion.startsWith('config.openshift.io/')) return []
  if (/Policy$/.test(kind) && /^(?:admissionregistration|policies\.kyverno)/.test(apiVersion)) return kindsOfRules(spec)
  const lists = apiVersion.startsWith('constraints.gatekeeper.sh/')
    ? itemsOf(nodeAt(spec, ['match', 'kinds'])).map((entry) => child(entry, 'kinds'))
    : itemsOf(child(spec, 'rules')).flatMap(kindListsOf)
  const kinds = lists.map((list) => itemsOf(list).flatMap((item) => kindIn(textOf(item) ?? '*') ?? []))
  const isOpen =
    lists.length === 0 || lists.some((list, at) => itemsOf(list).length !== kinds[at]?.length || kinds[at].length === 0)
  return isOpen ? undefined : [...new Set(kinds.flat())]
}

const KINDS: Readonly<Record<string, string>> = {
  ...{ pods: 'Pod', deployments: 'Deployment', statefulsets: 'StatefulSet', daemonsets: 'DaemonSet', replicasets: 'ReplicaSet' },
  ...{ jobs: 'Job', cronjobs: 'CronJob', replicationcontrollers: 'ReplicationController', podtemplates: 'PodTemplate' },
  ...{ services: 'Service', ingresses: 'Ingress', configmaps: 'ConfigMap', secrets: 'Secret', namespaces: 'Namespace' },
  ...{ serviceaccounts: 'ServiceAccount', roles: 'Role', clusterroles: 'ClusterRole', rolebindings: 'RoleBinding' },
  ...{
    clusterrolebindings: 'ClusterRoleBinding',
    networkpolicies: 'NetworkPolicy',
    persistentvolumeclaims: 'PersistentVolumeClaim',
  },
}

/** The kinds behind the resource rules of a policy of Kubernetes' shape; undefined where one may be any, or is not known here. */
function kindsOfRules(spec: Node | undefined): readonly string[] | undefined {
  const rules = itemsOf(nodeAt(spec, ['matchConstraints', 'resourceRules']))
  const resources = rules.flatMap((rule) => itemsOf(child(rule, 'resources')).map((item) => textOf(item) ?? '*'))
  const kinds = resources.map((resource) => (Object.hasOwn(KINDS, resource) ? KINDS[resource] : undefined))
  return rules.length === 0 || kinds.includes(undefined) ? undefined : kinds.flatMap((kind) => kind ?? [])
}

/** The lists of kinds of one rule of Kyverno; one that names none counts as an empty list. */
function kindListsOf(rule: Node): readonly (Node | undefined)[] {
  if (child(rule, 'validate') === undefined) return []
  const match = child(rule, 'match')
  const entries = ['any', 'all'].flatMap((key) => itemsOf(child(match, key)))
  return (entries.length === 0 ? [match] : entries).map((entry) => nodeAt(entry, ['resources', 'kinds']))
}

/** The kind in `Pod`, `apps/v1/Deployment` or `Pod/exec`; undefined for a pattern. */
function kindIn(text: string): string | undefined {
  const kind = text.split('/').find((part) => /^[A-Z]/.test(part))
  return kind === undefined || /[*?]/.test(kind) ? undefined : kind
}

/** Kinds of Kyverno that change, make or remove objects, so that other policies see something else than what is written. */
const CHANGES = /^(?:Namespaced)?(?:Mutating|Generating|Deleting)Policy$/

/** How such a policy acts; undefined for an object that is no policy of this kind, or that is not in force. */
function modeOf(object: ManifestObject): Mode | undefined {
  const { apiVersion, kind, tree } = object
  const spec = child(tree, 'spec')
  if (apiVersion.startsWith('constraints.gatekeeper.sh/'))
    return loudest([textOf(child(spec, 'enforcementAction')) ?? 'deny'], 'enforce')
  if (apiVersion.startsWith('config.openshift.io/') && /^(?:Cluster)?ImagePolicy$/.test(kind)) return 'enforce'
  if (apiVersion.startsWith('admissionregistration.k8s.io/') && kind === 'MutatingAdmissionPolicy') return 'enforce'
  if (apiVersion.startsWith('policies.kyverno.io/') && CHANGES.test(kind)) return 'enforce'
  return /^kyverno\.io\//.test(apiVersion) && (kind === 'ClusterPolicy' || kind === 'Policy') ? kyverno(spec) : undefined
}

function kyverno(spec: Node | undefined): Mode | undefined {
  const rules = itemsOf(child(spec, 'rules')).filter((rule) => child(rule, 'validate') !== undefined)
  if (rules.length === 0) return undefined
  const own = rules.map((rule) => textOf(nodeAt(rule, ['validate', 'failureAction'])))
  const overrides = itemsOf(child(spec, 'validationFailureActionOverrides')).map((override) => textOf(child(override, 'action')))
  const actions = [...own, ...overrides, textOf(child(spec, 'validationFailureAction'))].flatMap((action) => action ?? [])
  return loudest(actions, 'audit')
}

function loudest(actions: readonly string[], otherwise: Mode): Mode {
  if (actions.some((action) => /^(?:deny|enforce)$/i.test(action))) return 'enforce'
  if (actions.some((action) => /^warn$/i.test(action))) return 'warn'
  return actions.length === 0 ? otherwise : 'audit'
}
