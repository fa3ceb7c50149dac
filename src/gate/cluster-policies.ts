import { discover, type SourceFile } from '../discover/discover.ts'
import { parseYaml } from '../discover/yaml.ts'
import type { PolicyDocument } from '../judge/admission/containers-policy.ts'
import { readClusterPolicies } from '../judge/admission/read.ts'
import type { Problem } from '../model/answer.ts'
import type { ClusterPolicy } from '../model/cluster-policy.ts'
import { matchesGlob } from '../model/glob.ts'
import { MAX_CLUSTER_POLICIES } from '../model/limits.ts'
import type { Policy } from '../model/policy.ts'
import type { Change } from '../ports/change.ts'

/** The policies of the cluster that a policy names; `policies` is undefined when they could not be read. */
export interface LoadedClusterPolicies {
  readonly policies?: readonly ClusterPolicy[]
  readonly problems: readonly Problem[]
}

/**
 * Reads the policies of the cluster from the trusted side of the change, never from the change. A file that cannot be read, or only
 * in part, is a problem of the run: what it would have asked is not known.
 */
export async function loadClusterPolicies(
  change: Pick<Change, 'trusted' | 'trustedPaths'>,
  policy: Pick<Policy, 'clusterPolicies' | 'clusterKeys'>,
): Promise<LoadedClusterPolicies> {
  if (policy.clusterPolicies.length === 0) return { policies: [], problems: [] }
  const listed = await change.trustedPaths()
  if (listed.kind !== 'found') return { problems: [listed.kind === 'unknown' ? listed.problem : missing('clusterPolicies')] }
  const paths = listed.value.filter((path) => policy.clusterPolicies.some((pattern) => matchesGlob(pattern, path)))
  if (paths.length === 0) return { problems: [missing(policy.clusterPolicies.join(', '))] }
  if (paths.length > MAX_CLUSTER_POLICIES) return { problems: [tooMany(paths.length)] }
  const answers = await Promise.all(paths.map(async (path) => ({ path, answer: await change.trusted(path) })))
  const files = answers.flatMap(({ path, answer }) => (answer.kind === 'found' ? [{ path, bytes: answer.value.bytes }] : []))
  const open = answers.flatMap(({ path, answer }) =>
    answer.kind === 'found' ? [] : [answer.kind === 'unknown' ? answer.problem : missing(path)],
  )
  return read(files, policy, open)
}

function read(
  files: readonly SourceFile[],
  policy: Pick<Policy, 'clusterKeys'>,
  open: readonly Problem[],
): LoadedClusterPolicies {
  const { objects, unread } = discover(files)
  const keys = new Map(Object.entries(policy.clusterKeys ?? {}))
  const policies = readClusterPolicies(objects, { keys, documents: files.flatMap(documentsOf) })
  const unreadable = unread.map(({ file, why }): Problem => ({ kind: 'malformed', about: file, detail: why }))
  return { policies, problems: [...open, ...unreadable] }
}

function documentsOf({ path, bytes }: SourceFile): readonly PolicyDocument[] {
  return path.endsWith('.json') ? parseYaml(new TextDecoder().decode(bytes)).documents.map((root) => ({ file: path, root })) : []
}

function missing(about: string): Problem {
  return { kind: 'unresolved', about, detail: 'clusterPolicies names it, and there is no such file on the default branch' }
}

function tooMany(count: number): Problem {
  const detail = `clusterPolicies names ${count} files; at most ${MAX_CLUSTER_POLICIES} are read (MAX_CLUSTER_POLICIES)`
  return { kind: 'too-many', about: 'clusterPolicies', detail }
}
