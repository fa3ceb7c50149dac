import type { ClusterPolicy } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import { child, itemsOf, type Node, textOf } from '../model/tree.ts'

/**
 * The policies of Kyverno with the PolicyException objects among the same files taken into account: whether an exception covers an
 * object is not evaluated, so a denial by a policy that one names is not certain. What is admitted anyway stays admitted.
 */
export function withExceptions(policies: readonly ClusterPolicy[], objects: readonly ManifestObject[]): readonly ClusterPolicy[] {
  const exceptions = objects.filter(isException)
  return policies.map((policy) => {
    const naming = exceptions.filter((exception) => namesOfException(exception).includes(policy.name))
    if (naming.length === 0 || !policy.kind.startsWith('kyverno')) return policy
    const why = `PolicyException ${naming.map(({ name }) => `"${name ?? ''}"`).join(', ')} may exempt it: whether it does is not evaluated here`
    const checks = policy.checks.map((check) => ({
      ...check,
      demand: { kind: 'atLeast', count: 1, of: [check.demand, { kind: 'open', why }] } as const,
    }))
    return { ...policy, checks }
  })
}

function isException({ apiVersion, kind }: ManifestObject): boolean {
  return kind === 'PolicyException' && /kyverno\.io\//.test(apiVersion)
}

/** The policies that an exception names: `exceptions[].policyName` of the older kind, `policyRefs[].name` of the newer; none for other objects. */
export function namesOfException(object: ManifestObject): readonly string[] {
  if (!isException(object)) return []
  const spec = child(object.tree, 'spec')
  const named = (list: Node | undefined, key: string): readonly string[] =>
    itemsOf(list).flatMap((item) => textOf(child(item, key)) ?? [])
  return [...named(child(spec, 'exceptions'), 'policyName'), ...named(child(spec, 'policyRefs'), 'name')]
}
