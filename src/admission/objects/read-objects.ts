import type { ClusterPolicy, DecidingObjects } from '../../model/cluster-policy.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { nodeAt, textOf } from '../../model/tree.ts'
import { namesOfException } from '../policy-exception.ts'
import { readDeciding } from './read-deciding.ts'
import { isDefinition } from './structural-schema.ts'

/** Whether an object is a policy of Kubernetes on objects. */
export function isValidatingAdmissionPolicy({ apiVersion, kind }: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  return apiVersion.startsWith('admissionregistration.k8s.io/') && kind === 'ValidatingAdmissionPolicy'
}

/** Whether an object is a ValidatingPolicy of Kyverno, cluster-wide or namespaced. */
export function isKyvernoValidatingPolicy({ apiVersion, kind }: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  return apiVersion.startsWith('policies.kyverno.io/') && /^(?:Namespaced)?ValidatingPolicy$/.test(kind)
}

/**
 * The policies on objects: every ValidatingAdmissionPolicy with its bindings among the same objects (without one, the cluster may
 * still have one, so a denial is not certain), and every ValidatingPolicy of Kyverno that judges what is applied.
 */
export function readObjectPolicies(objects: readonly ManifestObject[]): readonly ClusterPolicy[] {
  return objects.flatMap((object) => {
    if (isValidatingAdmissionPolicy(object)) {
      const bindings = objects.filter((one) => isBinding(one) && textOf(nodeAt(one.tree, ['spec', 'policyName'])) === object.name)
      const deciding = besideFor(object, bindings, objects)
      return [policyOf('validating-admission-policy', object, bindings.length > 0 ? deciding : { ...deciding, doubt: UNBOUND })]
    }
    if (!isKyvernoValidatingPolicy(object) || !judgesAdmission(object)) return []
    const naming = objects.filter((one) => namesOfException(one).includes(object.name ?? ''))
    const doubt = naming.length === 0 ? {} : { doubt: doubtBy(naming) }
    return [policyOf('kyverno-validating-policy', object, { ...besideFor(object, [], objects), ...doubt })]
  })
}

function isBinding({ apiVersion, kind }: ManifestObject): boolean {
  return apiVersion.startsWith('admissionregistration.k8s.io/') && kind === 'ValidatingAdmissionPolicyBinding'
}

const UNBOUND =
  'no ValidatingAdmissionPolicyBinding among the files of clusterPolicies names it: add the file of its binding there, or leave the policy out'

/** A policy for other documents, or for background scans only, never denies what is applied. */
function judgesAdmission({ tree }: ManifestObject): boolean {
  const mode = textOf(nodeAt(tree, ['spec', 'evaluation', 'mode']))
  return mode !== 'JSON' && textOf(nodeAt(tree, ['spec', 'evaluation', 'admission', 'enabled'])) !== 'false'
}

function doubtBy(naming: readonly ManifestObject[]): string {
  const names = naming.map(({ name }) => `"${name ?? ''}"`).join(', ')
  return `PolicyException ${names} may exempt it: whether it does is not evaluated here`
}

/** What the expressions may look at beside the object: its parameters, never a Secret, and namespaces. */
function besideFor(
  policy: ManifestObject,
  bindings: readonly ManifestObject[],
  objects: readonly ManifestObject[],
): DecidingObjects {
  const kind = textOf(nodeAt(policy.tree, ['spec', 'paramKind', 'kind']))
  const beside = objects.filter(
    (one) =>
      one.kind !== 'Secret' &&
      ((kind !== undefined && one.kind === kind) || (one.kind === 'Namespace' && one.apiVersion === 'v1') || isDefinition(one)),
  )
  return { policy, bindings, beside }
}

const MODES = ['enforce', 'warn', 'audit'] as const

function policyOf(kind: ClusterPolicy['kind'], object: ManifestObject, deciding: DecidingObjects): ClusterPolicy {
  const { bindings } = readDeciding(deciding)
  return {
    kind,
    name: object.name ?? 'without a name',
    place: { file: object.origin.file, span: object.origin.span },
    mode: MODES.find((mode) => bindings.some((binding) => binding.mode === mode)) ?? 'enforce',
    checks: [],
    trustRoots: [],
    problems: [],
    notes: [],
    deciding,
  }
}

/** Resources of Kubernetes itself that run nothing. */
const IDLE =
  /^(?:services|endpoints|ingresses|ingressclasses|configmaps|secrets|namespaces|serviceaccounts|roles|clusterroles|rolebindings|clusterrolebindings|networkpolicies|persistentvolumes|persistentvolumeclaims|storageclasses|horizontalpodautoscalers|poddisruptionbudgets|resourcequotas|limitranges|priorityclasses|customresourcedefinitions|events|leases|nodes)$/

/** Whether a policy may be about what runs images: its rules do not all name resources that run nothing. */
export function mayMeetPods(objects: DecidingObjects): boolean {
  const { constraints, problems } = readDeciding(objects)
  const idle =
    constraints.rules.length > 0 && constraints.rules.every(({ resources }) => resources.every((one) => IDLE.test(one)))
  return problems.length > 0 || !idle
}
