import type { ClusterPolicy } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { TrustRootEntry } from '../model/policy.ts'
import { isClusterImagePolicy, readClusterImagePolicy } from './cluster-image-policy.ts'
import { isContainersPolicy, type PolicyDocument, readContainersPolicy } from './containers-policy.ts'
import { isImageValidatingPolicy, readImageValidatingPolicy } from './image-validating-policy.ts'
import type { KeyFiles } from './key-files.ts'
import { isVerifyImagesPolicy, readVerifyImagesPolicy } from './kyverno-verify-images.ts'
import { isNotationTrustPolicy, readNotationTrustPolicy } from './notation-trust-policy.ts'
import { readObjectPolicies } from './objects/read-objects.ts'
import { readOtherPolicies } from './other-policy.ts'
import { withExceptions } from './policy-exception.ts'
import { isTrustRoot, readTrustRoot } from './trust-root.ts'

/** What can be lent to policies that name things only the cluster has. */
export interface ReadOptions {
  readonly keys?: KeyFiles
  /** Documents that are no Kubernetes objects: `policy.json` of containers/image, `trustpolicy.json` of notation. */
  readonly documents?: readonly PolicyDocument[]
}

/** Reads every policy among the objects; those on objects with what they look at, and the rest only named. Trust roots are found among the same objects. */
export function readClusterPolicies(objects: readonly ManifestObject[], options: ReadOptions = {}): readonly ClusterPolicy[] {
  const { named, trustRoots, notes } = readRoots(objects)
  const means = { roots: named, keys: options.keys ?? new Map() }
  const fromObjects = objects.flatMap((object): readonly ClusterPolicy[] => {
    if (isImageValidatingPolicy(object)) return [readImageValidatingPolicy(object, means.keys)]
    if (isVerifyImagesPolicy(object)) return [readVerifyImagesPolicy(object, means.keys)]
    if (!isClusterImagePolicy(object)) return []
    const policy = readClusterImagePolicy(object, means)
    return [{ ...policy, trustRoots, notes: [...policy.notes, ...notes] }]
  })
  const fromDocuments = (options.documents ?? []).flatMap((document): readonly ClusterPolicy[] => {
    if (isContainersPolicy(document)) return [readContainersPolicy(document, means.keys)]
    return isNotationTrustPolicy(document) ? [readNotationTrustPolicy(document, means.keys)] : []
  })
  return [
    ...withExceptions(fromObjects, objects),
    ...fromDocuments,
    ...readObjectPolicies(objects),
    ...readOtherPolicies(objects),
  ]
}

/** The trust roots that the policies of the cluster bring along, each once: what a verifier needs beside the policy's own. */
export function clusterTrustRoots(policies: readonly ClusterPolicy[]): readonly TrustRootEntry[] {
  return [...new Map(policies.flatMap(({ trustRoots }) => trustRoots).map((entry) => [entry.name, entry])).values()]
}

interface Roots {
  readonly named: ReadonlyMap<string, string>
  readonly trustRoots: readonly TrustRootEntry[]
  readonly notes: readonly string[]
}

/** The TrustRoot objects by their name there. A name that stands for two different roots stands for none. */
function readRoots(objects: readonly ManifestObject[]): Roots {
  const roots = objects.filter(isTrustRoot).map(readTrustRoot)
  const usable = roots.flatMap(({ name, known, entry }) => (known === undefined ? [] : [{ name, known, entry }]))
  const single = usable.filter(({ name, known }) => roots.every((other) => other.name !== name || other.known === known))
  const twice = usable
    .filter((one) => !single.includes(one))
    .map(({ name }) => `TrustRoot "${name}" stands there twice, with different keys`)
  return {
    named: new Map(single.map(({ name, known }) => [name, known])),
    trustRoots: single.flatMap(({ entry }) => entry ?? []),
    notes: [
      ...roots.flatMap(({ name, problems }) => problems.map((problem) => `TrustRoot "${name}": ${problem}`)),
      ...new Set(twice),
    ],
  }
}
