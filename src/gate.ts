import { onOccasion } from './case/occasion.ts'
import type { SourceFile } from './discover/discover.ts'
import { ask } from './gate/ask.ts'
import { loadClusterPolicies } from './gate/cluster-policies.ts'
import type { GatePorts } from './gate/doors.ts'
import { chartFetcher, type FetchCharts } from './gate/fetch-charts.ts'
import { readGateFiles, withConsequences } from './gate/gate-files.ts'
import { emptyFacts, misconfigured } from './gate/misconfigured.ts'
import { loadPolicy } from './gate/policy.ts'
import { factsOf, readChange, touched } from './gate/read-change.ts'
import type { GateRequest } from './gate/request.ts'
import { refuseLostPaths } from './gate/select.ts'
import { withExcerpts } from './gate/sources.ts'
import { withholdingCredentials } from './gate/withhold.ts'
import { judge } from './judge/judge.ts'
import type { Problem } from './model/answer.ts'
import { type Deadline, never, overtime } from './model/deadline.ts'
import type { Facts } from './model/facts.ts'
import type { Judgement } from './model/judgement.ts'
import type { Policy } from './model/policy.ts'
import { UsageError } from './model/usage-error.ts'
import { builtInPolicy } from './policy/built-in.ts'
import type { Registry } from './ports/registry.ts'
import { credentialPlaces, withoutCredentials } from './posture/secrets/redact.ts'
import { renderersFor } from './render/renderers.ts'

export type { GateRequest }

/** The result of a run, enough to report it and to judge it again. */
export interface GateResult {
  readonly policy: Policy
  readonly facts: Facts
  readonly judgement: Judgement
}

/**
 * The whole product: reads a change, finds what it would run, asks what that is and who vouches for it, and judges it by the policy of
 * the default branch. Never throws for what a change, a registry or a policy contains; whatever stays open ends as `unverified`.
 */
export async function gate(request: GateRequest, ports: GatePorts): Promise<GateResult> {
  const { change, log, deadline = never } = ports
  const now = ports.clock.now()
  const nothing = { ...emptyFacts(change.info, now), ...(request.shard === undefined ? {} : { shard: request.shard }) }
  try {
    const remote = request.policyRepository !== undefined
    const repository = request.policyRepository ?? change.info.repository
    const loaded = await loadPolicy(change, {
      path: request.policyPath,
      repository,
      remote,
      now,
      ...(ports.pinned === undefined ? {} : { pinned: ports.pinned }),
    })
    if (loaded.kind !== 'found') return stopped(nothing, builtInPolicy, loaded.kind === 'unknown' ? loaded.problem : undefined)
    const { policy } = loaded.value
    const trees = await change.trees()
    if (trees.kind !== 'found') return stopped(nothing, policy, trees.kind === 'unknown' ? trees.problem : undefined)
    refuseLostPaths(trees.value, request.paths)
    const charts = chartDoors(policy, ports)
    const selection = { ...request, policy, ignore: policy.ignore, deadline, fetchCharts: charts.fetch }
    const read = await readChange(change, trees.value, selection, renderersFor(policy.render))
    log.info(
      `${read.selected.coverage.files}${change.info.scope === 'all' ? '' : ' changed'} files, ${read.references.length} image references, ${touched(read.references).length} of them new or altered`,
    )
    // In a run over everything nothing is compared, so that no file is added, altered or weakened.
    const compared = change.info.scope === 'changed'
    const gateFiles = !compared
      ? []
      : await readGateFiles(read, request, { ...ports, trees: trees.value, loaded: loaded.value, now })
    const cluster = await loadClusterPolicies(change, policy)
    const seen = {
      ...nothing,
      change: change.info,
      ...factsOf(read),
      gateFiles: gateFiles.map(({ file }) => file),
      problems: read.problems,
      ...clusterFacts(cluster, read.problems),
    }
    const names = { base: read.baseReferences, cluster: seen.clusterPolicies ?? [] }
    const doors = change.info.fromFork === true ? withholdingCredentials(ports, names) : ports
    const asked = await ask(seen, onOccasion(policy, change.info), doors)
    const facts = { ...asked, requests: [...asked.requests, ...charts.requests()] }
    return conclude(policy, { ...facts, gateFiles: withConsequences(gateFiles, policy, facts) }, read.sides.head.files, deadline)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const file = await change.trusted(error.position?.file ?? request.policyPath)
    const text = file.kind === 'found' ? new TextDecoder().decode(file.value.bytes) : ''
    const here = error.others.filter(({ position }) => position?.file === error.position?.file)
    return { policy: builtInPolicy, ...misconfigured([error, ...here], { path: request.policyPath, text }, nothing) }
  }
}

/** Where charts outside the repository come from; for a change from a fork without any credential, since it may name what it may not read. */
function chartDoors(
  policy: Policy,
  ports: GatePorts,
): { readonly fetch: FetchCharts; readonly requests: () => Facts['requests'] } {
  const server = ports.openCharts?.(policy.chartRepositories ?? [])
  const withheld = ports.change.info.fromFork === true ? () => false : undefined
  let registry: Registry | undefined
  const open = (): Registry => {
    registry ??= ports.openRegistry(policy, withheld)
    return registry
  }
  return {
    fetch: chartFetcher({
      registry: open,
      ...(server === undefined ? {} : { server }),
      ...(ports.deadline === undefined ? {} : { deadline: ports.deadline }),
    }),
    requests: () => [...(registry?.requests() ?? []), ...(server?.requests() ?? [])],
  }
}

/** Policies of the cluster that could not be read stay out of the facts, which the judgement takes for what it is. */
function clusterFacts(cluster: Awaited<ReturnType<typeof loadClusterPolicies>>, problems: Facts['problems']): Partial<Facts> {
  if (cluster.kind === 'found') return { clusterPolicies: cluster.value }
  return cluster.kind === 'unknown' ? { problems: [...problems, cluster.problem] } : {}
}

/** Judges, within the time that is left: a judgement that was not finished is no pass. */
function conclude(policy: Policy, seen: Facts, files: readonly SourceFile[], deadline: Deadline = never): GateResult {
  const first = judge(policy, seen, deadline)
  const late = deadline.passed() && !seen.problems.some(({ kind }) => kind === 'timeout')
  const facts = late ? { ...seen, problems: [...seen.problems, overtime('the judgement')] } : seen
  const judgement = late && first.verdict === 'passed' ? { ...first, verdict: 'unverified' as const } : first
  return {
    policy,
    judgement,
    facts: withoutCredentials({
      ...facts,
      sources: withExcerpts(facts.sources, files, judgement.findings, credentialPlaces(facts)),
    }),
  }
}

/** A run that could not even begin is judged too: on no facts but the problem. */
function stopped(facts: Facts, policy: Policy, problem: Problem | undefined): GateResult {
  const problems = [problem ?? { kind: 'unresolved' as const, about: facts.change.head, detail: 'the change could not be found' }]
  return conclude(policy, { ...facts, problems }, [])
}
