import { groupOf } from '../kubernetes/pods.ts'
import type { ClusterPolicy } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { Place } from '../model/span.ts'
import { child } from '../model/tree.ts'
import type { PolicyDocument } from './containers-policy.ts'

/** What was found in the files of `clusterPolicies`, and what was made of it. */
export interface FoundInFiles {
  readonly objects: readonly ManifestObject[]
  readonly documents: readonly PolicyDocument[]
  readonly policies: readonly ClusterPolicy[]
}

/**
 * What stands in the files of `clusterPolicies`, may enforce something, and was read by nobody: policies of projects that are not
 * known here and of misspelt kinds, each by its name, and files that hold neither a policy nor an object.
 */
export function unreadPolicies({ objects, documents, policies }: FoundInFiles): readonly ClusterPolicy[] {
  const taken = new Set(policies.map(({ place }) => place.span))
  const strangers = objects.filter((object) => mayEnforce(object) && !taken.has(object.origin.span))
  const known = new Set([...policies.map(({ place }) => place.file), ...objects.map(({ origin }) => origin.file)])
  const rest = Map.groupBy(
    documents.filter(({ file }) => !known.has(file) && !BESIDE.test(file)),
    ({ file }) => file,
  )
  return [
    ...strangers.map(({ kind, name, apiVersion, origin }) =>
      named(`${kind}/${name ?? ''}`, origin, `no policy of kind ${kind} (${apiVersion}) is read`),
    ),
    ...[...rest].flatMap(([file, [first]]) =>
      first === undefined ? [] : named(file, { file, span: first.root.span }, 'the file holds no policy that is read'),
    ),
  ]
}

/** Files that stand beside policies and say how those are put together. */
const BESIDE = /(?:^|\/)(?:kustomization\.ya?ml|Chart\.(?:ya?ml|lock)|package(?:-lock)?\.json|renovate\.json)$/i

const POLICY_KIND = /polic(?:y|ies)$/i
/** Ratify's own kinds, which enforce together with a constraint. */
const RATIFY = /(?:^|\.)ratify\.(?:deislabs\.io|dev)$/
/** Groups whose policies are about traffic and resources, not about admission. */
const OTHER_GROUPS = /^(?:networking\.k8s\.io|policy|kyverno\.io|.*(?:cilium\.io|istio\.io|projectcalico\.org|gateway.*))$/
/** Policies of Kyverno that this kind of object may be, and that only change or remove something. */
const KYVERNO = /^(?:Cluster)?(?:Policy|CleanupPolicy)$/

function mayEnforce(object: ManifestObject): boolean {
  const group = groupOf(object)
  if (RATIFY.test(group)) return true
  if (!POLICY_KIND.test(object.kind) || child(object.tree, 'spec') === undefined) return false
  return group === 'kyverno.io' ? !KYVERNO.test(object.kind) : !OTHER_GROUPS.test(group)
}

function named(name: string, { file, span }: Place, what: string): ClusterPolicy {
  return {
    kind: 'other-policy',
    kinds: [],
    name,
    place: { file, span },
    mode: 'enforce',
    checks: [],
    trustRoots: [],
    problems: [`${what} by this version, and it may enforce something: narrow clusterPolicies to leave it out`],
    notes: [],
  }
}
