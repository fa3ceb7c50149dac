import { standingBase } from '../kubernetes/introduced.ts'
import { groupOf } from '../kubernetes/pods.ts'
import type { ClusterPolicy } from '../model/cluster-policy.ts'
import type { ManifestObject, ObjectChange } from '../model/manifest-object.ts'
import { admittedFrom } from './objects/admitted.ts'

/** An object of the change and the policies that may deny it and were not evaluated. */
export interface UnheldObject {
  readonly object: ManifestObject
  readonly policies: readonly ClusterPolicy[]
}

/** Policies themselves are of other people's making than what they are about. */
const POLICY_GROUPS = /^(?:policies\.)?kyverno\.io$|\.gatekeeper\.sh$|^admissionregistration\.k8s\.io$/

/** Every object that the change creates or alters and that enforcing policies, which this version only names, may be about. */
export function unheldObjects(policies: readonly ClusterPolicy[], changes: readonly ObjectChange[]): readonly UnheldObject[] {
  const named = policies.filter(({ kind, mode }) => kind === 'other-policy' && mode === 'enforce')
  if (named.length === 0) return []
  return changes.flatMap((change) => {
    const { head } = change
    if (head === undefined || POLICY_GROUPS.test(groupOf(head)) || !differs(standingBase(change), head)) return []
    const kinds = new Set([head.kind, ...admittedFrom(head).map(({ kind }) => kind)])
    const about = named.filter((policy) => policy.kinds === undefined || policy.kinds.some((kind) => kinds.has(kind)))
    return about.length === 0 ? [] : [{ object: head, policies: about }]
  })
}

/** Whether two objects say something else, wherever it stands. */
export function differs(base: ManifestObject | undefined, head: ManifestObject | undefined): boolean {
  const [before, now] = [base, head].map((one) =>
    JSON.stringify(one?.tree, (key, value: unknown) => (key === 'span' ? undefined : value)),
  )
  return before !== now
}
