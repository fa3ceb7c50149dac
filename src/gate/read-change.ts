import { deploysOf } from '../compare/deploys.ts'
import { joinEntries } from '../compare/entries.ts'
import { movedFiles, relocated } from '../compare/moves.ts'
import { compareObjects } from '../compare/objects.ts'
import { compareReferences } from '../compare/references.ts'
import { compareSecrets } from '../compare/secrets.ts'
import { changedFiles } from '../compare/trees.ts'
import { discoverWhole } from '../discover/discover.ts'
import { secretsIn } from '../discover/secrets.ts'
import type { Problem } from '../model/answer.ts'
import { type Deadline, never, overtime } from '../model/deadline.ts'
import type { Facts, ReferenceFact, Unread } from '../model/facts.ts'
import { MAX_CHANGED_FILES, MAX_REFERENCES } from '../model/limits.ts'
import type { Policy } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Change, TreeEntry, Trees } from '../ports/change.ts'
import type { Renderers } from '../render/render.ts'
import { accountFor, treatsAlike } from './account.ts'
import { entryFacts, lostEntries } from './entry-facts.ts'
import { type FetchCharts, noCharts } from './fetch-charts.ts'
import { withRendered } from './merge-rendered.ts'
import { openValues } from './open-values.ts'
import { movedLinks, readSides, type SideFiles } from './read.ts'
import { type RenderedChange, renderChange } from './render-change.ts'
import { renderedAccount } from './rendered-account.ts'
import { type Selected, type Selection, selectFiles } from './select.ts'
import { indexSources } from './sources.ts'

/** A change as it was read: which files, what both sides name, and what could not be read. */
export interface ReadChange {
  readonly selected: Selected
  readonly sides: { readonly base: SideFiles; readonly head: SideFiles }
  readonly references: readonly ReferenceFact[]
  /** Everything that the base side of the files names. */
  readonly baseReferences: readonly ImageReference[]
  readonly objects: Facts['objects']
  readonly secrets: NonNullable<Facts['secrets']>
  readonly unread: Facts['unread']
  readonly account: Required<Pick<Facts, 'accounted' | 'unaccounted'>>
  readonly problems: readonly Problem[]
  readonly entries: NonNullable<Facts['entries']>
  readonly deploys: NonNullable<Facts['deploys']>
  /** The files that took part in a rendering of the head side: findings may stand in any of them. */
  readonly used: readonly string[]
}

/**
 * Reads both sides of a change, renders what it reaches, compares what both name, and accounts for what changed. Files that were moved are
 * compared with what they were.
 */
export async function readChange(
  change: Pick<Change, 'contents' | 'info'>,
  trees: Trees,
  selection: Selection & { readonly policy: Policy; readonly deadline?: Deadline; readonly fetchCharts?: FetchCharts },
  renderers: Renderers,
): Promise<ReadChange> {
  const differing = new Set(changedFiles(trees).map(({ path }) => path))
  const selected = selectFiles(trees, { ...selection, movedLinks: await movedLinks(change, trees.head, differing) })
  const changedPaths = new Set(selected.changed.map((file) => file.path))
  const { problems: cut, ...read } = await readSides(change, selected, trees)
  const { deadline = never, policy, fetchCharts = noCharts } = selection
  const { charts = [], ignore = [] } = policy.render ?? {}
  const settings = { charts, ignore, repository: change.info.repository }
  const rendered = await renderChange(
    change,
    { trees, sides: read, changed: changedPaths, deadline, settings, fetchCharts },
    renderers,
  )
  const sides = rendered.files
  const { before, base, head } = named({ read, rendered, selected, policy, deadline })
  const facts = joinEntries(compareReferences(base.references, head.references))
  const { problems, ...account } = accountFor({
    ...{ selected, trees, base, head, facts, scope: change.info.scope },
    renderings: [renderedAccount(rendered.base, rendered.head)],
    open: openValues(rendered.base, rendered.head),
  })
  return {
    selected,
    sides,
    baseReferences: before.references,
    references: facts.filter((fact) => fact.touched || changedPaths.has(fact.reference.origin.file)),
    objects: compareObjects(base.objects, head.objects),
    secrets: compareSecrets(secretsIn(read.base.files, deadline), secretsIn(read.head.files, deadline)),
    account,
    unread: [
      ...[...head.unread, ...sides.head.unread, ...gitlinksOf(selected, trees)].filter((unread) => changedPaths.has(unread.file)),
      ...newlyOpen(base.open, head.open),
      ...lostEntries(rendered.base, rendered.head, changedPaths),
    ],
    entries: entryFacts(rendered.head),
    deploys: deploysOf(
      { entries: rendered.base.entries, references: base.references },
      { entries: rendered.head.entries, references: head.references },
    ),
    used: [...new Set(rendered.head.entries.flatMap(({ used }) => [...used]))],
    problems: [
      ...rendered.problems,
      ...tooMany('changed files', selected.head.length, MAX_CHANGED_FILES),
      ...tooMany('image references', touched(facts).length, MAX_REFERENCES),
      ...problems,
      ...cut,
      ...(deadline.passed() ? [overtime('the files of the change')] : []),
    ],
  }
}

interface Named {
  readonly read: { readonly base: SideFiles; readonly head: SideFiles }
  readonly rendered: RenderedChange
  readonly selected: Selected
  readonly policy: Policy
  readonly deadline: Deadline
}

/** What both sides name: as their texts say, and in the place of that as their entries come to. `before` is the base as its own paths have it. */
function named({ read, rendered, selected, policy, deadline }: Named) {
  // The head first: where time runs out it is what the run is about, and a base that is not known makes everything new.
  const after = discoverWhole(read.head.files, deadline)
  const before = discoverWhole(read.base.files, deadline)
  const moves = movedFiles(selected.changed, before.references, after.references)
  const moved = relocated(before, new Map([...moves].filter(([to, from]) => treatsAlike(policy, from, to))))
  const head = { ...after, ...withRendered(after, rendered.head.entries, rendered.files.head) }
  const base = { ...moved, ...withRendered(moved, rendered.base.entries, rendered.files.base) }
  return { before, base, head }
}

function gitlinksOf(selected: Selected, trees: Trees): readonly Unread[] {
  const why = 'it is a submodule: what it holds is not in this repository'
  return selected.submodules.filter((path) => isDeployed(path, trees.head)).map((file) => ({ file, why, partly: false }))
}

const DEPLOYED =
  /(?:^|\/)(?:[\w-]*(?:deploy|k8s|kube|chart|manifest|cluster|helm|gitops|overlay|kustomiz|argo|flux|infra|terraform)[\w-]*|apps?|base|bases|components|environments|envs?|prod|production|staging|compose|modules)(?:\/|$)/i

/** Whether a submodule may hold something that is deployed: by its path, or because manifests stand around it. */
function isDeployed(path: string, entries: readonly TreeEntry[]): boolean {
  const parent = path.slice(0, path.lastIndexOf('/') + 1)
  if (DEPLOYED.test(path)) return true
  return entries.some(
    (entry) =>
      /(?:^|\/)(?:kustomization\.ya?ml|Kustomization|Chart\.yaml|helmfile[^/]*\.ya?ml)$/.test(entry.path) &&
      entry.path.startsWith(parent) &&
      !entry.path.slice(parent.length).includes('/'),
  )
}

type ReadFacts =
  | 'references'
  | 'unread'
  | 'objects'
  | 'secrets'
  | 'entries'
  | 'deploys'
  | 'coverage'
  | 'sources'
  | 'accounted'
  | 'unaccounted'

/** The facts that reading alone gives. */
export function factsOf(read: ReadChange): Pick<Facts, ReadFacts> {
  const { references, unread, objects, secrets, entries, deploys, selected, sides, used, account } = read
  const places = [
    ...[...references.map((fact) => fact.reference.origin), ...secrets.map(({ origin }) => origin)],
    ...account.unaccounted.map(({ place }) => place),
    ...[...unread.map(({ file }) => file), ...used].map((file) => ({ file, span: { start: 0, end: 0 } })),
    ...objects.flatMap(({ head, base }) => [head, base].flatMap((object) => (object === undefined ? [] : [object.origin]))),
  ]
  return {
    references,
    unread,
    objects,
    secrets,
    entries,
    deploys,
    ...account,
    coverage: selected.coverage,
    sources: indexSources([...sides.head.files], places),
  }
}

/** What was open in the same way before the change is no question of it. */
function newlyOpen(base: readonly Unread[], head: readonly Unread[]): readonly Unread[] {
  const before = new Set(base.map(({ file, why }) => `${file} ${why}`))
  return head.filter(({ file, why }) => !before.has(`${file} ${why}`))
}

/** The references that the change introduced or altered. */
export function touched(references: readonly ReferenceFact[]): readonly ReferenceFact[] {
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
