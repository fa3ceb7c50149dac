import { discover } from '../discover/discover.ts'
import { parseYaml } from '../discover/yaml.ts'
import { readClusterPolicies } from '../judge/admission/read.ts'
import { type Answer, found, unknown } from '../model/answer.ts'
import type { ClusterPolicy } from '../model/cluster-policy.ts'
import { matchesGlob } from '../model/glob.ts'
import { MAX_CLUSTER_POLICY_FILES } from '../model/limits.ts'
import type { Policy } from '../model/policy.ts'
import type { Change } from '../ports/change.ts'

/**
 * Reads the image policies of the cluster from the tip of the default branch, never from the change. Unknown when any file
 * that the globs name cannot be read whole, or when they name none: a policy that was overlooked is one that does not hold.
 */
export async function loadClusterPolicies(
  change: Pick<Change, 'trusted' | 'trustedPaths'>,
  { clusterPolicies: globs, clusterKeys = {} }: Pick<Policy, 'clusterPolicies' | 'clusterKeys'>,
): Promise<Answer<readonly ClusterPolicy[]>> {
  if (globs.length === 0) return found([])
  const paths = await change.trustedPaths()
  if (paths.kind !== 'found') return paths.kind === 'unknown' ? paths : missing(globs)
  const wanted = paths.value.filter((path) => globs.some((glob) => matchesGlob(glob, path)))
  if (wanted.length === 0) return missing(globs)
  if (wanted.length > MAX_CLUSTER_POLICY_FILES)
    return unknown(
      'too-many',
      'clusterPolicies',
      `they name ${wanted.length} files; at most ${MAX_CLUSTER_POLICY_FILES} are read`,
    )
  const files = []
  for (const path of wanted) {
    const file = await change.trusted(path)
    if (file.kind !== 'found') return file.kind === 'unknown' ? file : missing([path])
    files.push({ path, bytes: file.value.bytes })
  }
  const { objects, unread } = discover(files)
  const [first] = unread
  if (first !== undefined)
    return unknown('malformed', first.file, `${first.file} on the default branch cannot be read: ${first.why}`)
  const documents = files
    .filter(({ path }) => path.endsWith('.json'))
    .flatMap(({ path, bytes }) => parseYaml(new TextDecoder().decode(bytes)).documents.map((root) => ({ file: path, root })))
  return found(readClusterPolicies(objects, { documents, keys: new Map(Object.entries(clusterKeys)) }))
}

function missing(names: readonly string[]): ReturnType<typeof unknown> {
  return unknown('unresolved', 'clusterPolicies', `${names.join(', ')} is not on the default branch`)
}
