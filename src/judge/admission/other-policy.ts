import type { ClusterPolicy } from '../../model/cluster-policy.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { child, itemsOf, type Node, nodeAt, textOf } from '../../model/tree.ts'

type Mode = ClusterPolicy['mode']

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
    : 'it is not evaluated by this version'
  return {
    kind: 'other-policy',
    name: `${kind}/${name ?? ''}`,
    place: { file: origin.file, span: origin.span },
    mode,
    checks: [],
    trustRoots: [],
    problems: [`${what}: narrow clusterPolicies to leave it out`],
    notes: [],
  }
}

/** How such a policy acts; undefined for an object that is no policy of this kind, or that is not in force. */
function modeOf(object: ManifestObject): Mode | undefined {
  const { apiVersion, kind, tree } = object
  const spec = child(tree, 'spec')
  if (apiVersion.startsWith('constraints.gatekeeper.sh/'))
    return loudest([textOf(child(spec, 'enforcementAction')) ?? 'deny'], 'enforce')
  if (apiVersion.startsWith('config.openshift.io/') && /^(?:Cluster)?ImagePolicy$/.test(kind)) return 'enforce'
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
