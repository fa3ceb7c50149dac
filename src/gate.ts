import { gateFileChanges } from './compare/gate-files.ts'
import { movedFiles, relocated } from './compare/moves.ts'
import { compareObjects } from './compare/objects.ts'
import { compareReferences } from './compare/references.ts'
import { compareSecrets } from './compare/secrets.ts'
import { changedFiles } from './compare/trees.ts'
import { discoverWhole, type SourceFile } from './discover/discover.ts'
import { secretsIn } from './discover/secrets.ts'
import { accountFor, treatsAlike } from './gate/account.ts'
import { ask } from './gate/ask.ts'
import { loadClusterPolicies } from './gate/cluster-policies.ts'
import type { GatePorts } from './gate/doors.ts'
import { withGateUse } from './gate/gate-workflow.ts'
import { emptyFacts, misconfigured } from './gate/misconfigured.ts'
import { type LoadedPolicy, loadPolicy, readProposed } from './gate/policy.ts'
import { movedLinks, readSides, type SideFiles } from './gate/read.ts'
import { refuseLostPaths, type Selected, type Selection, selectFiles } from './gate/select.ts'
import { indexSources, withExcerpts } from './gate/sources.ts'
import { consequencesOf } from './judge/consequences.ts'
import { judge } from './judge/judge.ts'
import type { Problem } from './model/answer.ts'
import type { Facts, GateFileChange, ReferenceFact } from './model/facts.ts'
import type { Judgement } from './model/judgement.ts'
import { MAX_CHANGED_FILES, MAX_REFERENCES } from './model/limits.ts'
import type { Policy } from './model/policy.ts'
import { UsageError } from './model/usage-error.ts'
import { builtInPolicy } from './policy/built-in.ts'
import type { Change, Trees } from './ports/change.ts'
import { credentialPlaces, withoutCredentials } from './posture/secrets/redact.ts'

/** What a run looks at: where the policy is, and which files are left out. */
export interface GateRequest {
  readonly policyPath: string
  /** `owner/name` of another repository that holds the policy. */
  readonly policyRepository?: string
  readonly paths: readonly string[]
  readonly shard?: { readonly index: number; readonly of: number }
}

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
  const { change, log } = ports
  const now = ports.clock.now()
  const nothing = emptyFacts(change.info, now)
  try {
    const remote = request.policyRepository !== undefined
    const repository = request.policyRepository ?? change.info.repository
    const loaded = await loadPolicy(change, { path: request.policyPath, repository, remote, now })
    if (loaded.kind !== 'found') return stopped(nothing, builtInPolicy, loaded.kind === 'unknown' ? loaded.problem : undefined)
    const { policy } = loaded.value
    const trees = await change.trees()
    if (trees.kind !== 'found') return stopped(nothing, policy, trees.kind === 'unknown' ? trees.problem : undefined)
    refuseLostPaths(trees.value, request.paths)
    const read = await readChange(change, trees.value, { ...request, policy, ignore: policy.ignore })
    log.info(
      `${read.selected.coverage.files} changed files, ${read.references.length} image references, ${touched(read.references).length} of them new or altered`,
    )
    const gateFiles = await readGateFiles(read, request, { change, trees: trees.value, loaded: loaded.value, now })
    const cluster = await loadClusterPolicies(change, policy)
    const seen = {
      ...nothing,
      ...factsOf(read),
      gateFiles: gateFiles.map(({ file }) => file),
      problems: read.problems,
      ...clusterFacts(cluster, read.problems),
    }
    const facts = await ask(seen, policy, ports)
    return conclude(policy, { ...facts, gateFiles: withConsequences(gateFiles, policy, facts) }, read.sides.head.files)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const file = await change.trusted(error.position?.file ?? request.policyPath)
    const text = file.kind === 'found' ? new TextDecoder().decode(file.value.bytes) : ''
    return { policy: builtInPolicy, ...misconfigured([error], { path: request.policyPath, text }, nothing) }
  }
}

interface ReadChange {
  readonly selected: Selected
  readonly sides: { readonly base: SideFiles; readonly head: SideFiles }
  readonly references: readonly ReferenceFact[]
  readonly objects: Facts['objects']
  readonly secrets: NonNullable<Facts['secrets']>
  readonly unread: Facts['unread']
  readonly account: Required<Pick<Facts, 'accounted' | 'unaccounted'>>
  readonly problems: readonly Problem[]
}

async function readChange(change: Change, trees: Trees, selection: Selection & { policy: Policy }): Promise<ReadChange> {
  const differing = new Set(changedFiles(trees).map(({ path }) => path))
  const selected = selectFiles(trees, { ...selection, movedLinks: await movedLinks(change, trees.head, differing) })
  const changedPaths = new Set(selected.changed.map((file) => file.path))
  const sides = await readSides(change, selected, trees)
  const head = discoverWhole(sides.head.files)
  const before = discoverWhole(sides.base.files)
  const moves = movedFiles(selected.changed, before.references, head.references)
  const base = relocated(before, new Map([...moves].filter(([to, from]) => treatsAlike(selection.policy, from, to))))
  const facts = compareReferences(base.references, head.references)
  const { problems, ...account } = accountFor({ selected, trees, base, head, facts, scope: change.info.scope })
  const gitlinks = selected.submodules.map((file) => ({
    file,
    why: 'it is a submodule: what it holds is not in this repository',
    partly: false,
  }))
  return {
    selected,
    sides,
    references: facts.filter((fact) => fact.touched || changedPaths.has(fact.reference.origin.file)),
    objects: compareObjects(base.objects, head.objects),
    secrets: compareSecrets(secretsIn(sides.base.files), secretsIn(sides.head.files)),
    account,
    unread: [...head.unread, ...sides.head.unread, ...gitlinks].filter((unread) => changedPaths.has(unread.file)),
    problems: [
      ...tooMany('changed files', selected.head.length, MAX_CHANGED_FILES),
      ...tooMany('image references', touched(facts).length, MAX_REFERENCES),
      ...problems,
    ],
  }
}

type ReadFacts = 'references' | 'unread' | 'objects' | 'secrets' | 'coverage' | 'sources' | 'accounted' | 'unaccounted'

function factsOf(read: ReadChange): Pick<Facts, ReadFacts> {
  const { references, unread, objects, secrets, selected, sides, account } = read
  const places = [
    ...[...references.map((fact) => fact.reference.origin), ...secrets.map(({ origin }) => origin)],
    ...account.unaccounted.map(({ place }) => place),
    ...unread.map(({ file }) => ({ file, span: { start: 0, end: 0 } })),
    ...objects.flatMap(({ head, base }) => [head, base].flatMap((object) => (object === undefined ? [] : [object.origin]))),
  ]
  return {
    references,
    unread,
    objects,
    secrets,
    ...account,
    coverage: selected.coverage,
    sources: indexSources([...sides.head.files], places),
  }
}

/** Policies of the cluster that could not be read stay out of the facts, which the judgement takes for what it is. */
function clusterFacts(cluster: Awaited<ReturnType<typeof loadClusterPolicies>>, problems: Facts['problems']): Partial<Facts> {
  if (cluster.kind === 'found') return { clusterPolicies: cluster.value }
  return cluster.kind === 'unknown' ? { problems: [...problems, cluster.problem] } : {}
}

function conclude(policy: Policy, facts: Facts, files: readonly SourceFile[]): GateResult {
  const judgement = judge(policy, facts)
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

/** A file of the gate itself that the change edits, and the policy that it proposes, if it is one that could be used. */
interface GateFile {
  readonly file: GateFileChange
  readonly proposed?: Policy
}

/** What the change does to the gate's own files; a proposed policy is held against the grammar, never applied. */
async function readGateFiles(
  read: ReadChange,
  request: GateRequest,
  ports: { change: Change; trees: Trees; loaded: LoadedPolicy; now: Date },
): Promise<readonly GateFile[]> {
  const { change, trees, loaded, now } = ports
  const contentOf = async (path: string): Promise<Uint8Array | undefined> => {
    const entry = trees.head.find((candidate) => candidate.path === path)
    const content = entry === undefined ? undefined : (await change.contents([entry])).get(entry)
    return content?.kind === 'found' ? content.value : undefined
  }
  const local = request.policyRepository === undefined
  const gateOwn = { policyPath: local ? request.policyPath : '', trustFiles: local ? loaded.trustFiles : [] }
  const files = gateFileChanges(read.selected.all, gateOwn)
  return Promise.all(
    files.map(async (file) => {
      if (file.what !== 'policy') return { file: await withGateUse(file, { change, trees }) }
      if (file.status === 'removed') return { file, proposed: builtInPolicy }
      const bytes = await contentOf(file.file)
      if (bytes === undefined) return { file }
      const proposed = await readProposed(file.file, bytes, { read: contentOf, now })
      return 'problem' in proposed ? { file: { ...file, problem: proposed.problem } } : { file, proposed: proposed.policy }
    }),
  )
}

/** What the merge of a proposed policy would change, from the facts of this run. */
function withConsequences(files: readonly GateFile[], policy: Policy, facts: Facts): readonly GateFileChange[] {
  return files.map(({ file, proposed }) =>
    proposed === undefined ? file : { ...file, consequences: consequencesOf(policy, proposed, facts) },
  )
}

function touched(references: readonly ReferenceFact[]): readonly ReferenceFact[] {
  return references.filter((fact) => fact.touched)
}

function tooMany(what: string, count: number, limit: number): readonly Problem[] {
  return count <= limit
    ? []
    : [
        {
          kind: 'too-many',
          about: what,
          detail: `the change has ${count} ${what}; at most ${limit} are looked at in one run: use shards`,
        },
      ]
}
