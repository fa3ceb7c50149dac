import type { PolicyDocument } from '../admission/containers-policy.ts'
import { readClusterPolicies } from '../admission/read.ts'
import { unreadPolicies } from '../admission/unread-policy.ts'
import { discover } from '../discover/discover.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { type Answer, found, unknown } from '../model/answer.ts'
import type { ClusterPolicy } from '../model/cluster-policy.ts'
import { matchesGlob } from '../model/glob.ts'
import { MAX_CLUSTER_POLICY_FILES } from '../model/limits.ts'
import type { Policy } from '../model/policy.ts'
import { readUtf8 } from '../model/utf8.ts'
import type { Change } from '../ports/change.ts'

const WRITTEN_AS_DATA = /\.(?:json|ya?ml)$/

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
  if (first !== undefined) return broken(first.file, first.why)
  const documents: PolicyDocument[] = []
  const all: PolicyDocument[] = []
  for (const { path, bytes } of files.filter((file) => WRITTEN_AS_DATA.test(file.path))) {
    const read = readDocuments(path, bytes)
    if (read.kind !== 'found') return read
    all.push(...read.value)
    if (path.endsWith('.json')) documents.push(...read.value)
  }
  const policies = readClusterPolicies(objects, { documents, keys: new Map(Object.entries(clusterKeys)) })
  return found([...policies, ...unreadPolicies({ objects, documents: all, policies })])
}

/** The documents of a file, whole. Formats look at what they recognise; a broken file is recognised by none, and is still a policy. */
function readDocuments(file: string, bytes: Uint8Array): Answer<readonly PolicyDocument[]> {
  const text = readUtf8(bytes)
  if (text === undefined) return broken(file, 'it is not UTF-8')
  const { documents, problem } = parseYaml(text)
  if (problem !== undefined) return broken(file, problem.why)
  if (documents.length === 0 && file.endsWith('.json')) return broken(file, 'it is empty')
  return found(documents.map((root) => ({ file, root })))
}

function broken(file: string, why: string): ReturnType<typeof unknown> {
  return unknown('malformed', file, `${file} on the default branch cannot be read: ${why}`)
}

function missing(names: readonly string[]): ReturnType<typeof unknown> {
  return unknown('unresolved', 'clusterPolicies', `${names.join(', ')} is not on the default branch`)
}
