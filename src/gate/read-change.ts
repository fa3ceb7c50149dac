import { movedFiles, relocated } from '../compare/moves.ts'
import { compareObjects } from '../compare/objects.ts'
import { compareReferences } from '../compare/references.ts'
import { compareSecrets } from '../compare/secrets.ts'
import { changedFiles } from '../compare/trees.ts'
import { discoverWhole } from '../discover/discover.ts'
import { secretsIn } from '../discover/secrets.ts'
import type { Problem } from '../model/answer.ts'
import { type Deadline, never, overtime } from '../model/deadline.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import { MAX_CHANGED_FILES, MAX_REFERENCES } from '../model/limits.ts'
import type { Policy } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Change, TreeEntry, Trees } from '../ports/change.ts'
import { accountFor, treatsAlike } from './account.ts'
import { movedLinks, readSides, type SideFiles } from './read.ts'
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
}

/** Reads both sides of a change, compares what they name, and accounts for what changed. Files that were moved are compared with what they were. */
export async function readChange(
  change: Change,
  trees: Trees,
  selection: Selection & { readonly policy: Policy; readonly deadline?: Deadline },
): Promise<ReadChange> {
  const differing = new Set(changedFiles(trees).map(({ path }) => path))
  const selected = selectFiles(trees, { ...selection, movedLinks: await movedLinks(change, trees.head, differing) })
  const changedPaths = new Set(selected.changed.map((file) => file.path))
  const { problems: cut, ...sides } = await readSides(change, selected, trees)
  const { deadline = never } = selection
  // The head first: where time runs out it is what the run is about, and a base that is not known makes everything new.
  const head = discoverWhole(sides.head.files, deadline)
  const before = discoverWhole(sides.base.files, deadline)
  const moves = movedFiles(selected.changed, before.references, head.references)
  const base = relocated(before, new Map([...moves].filter(([to, from]) => treatsAlike(selection.policy, from, to))))
  const facts = compareReferences(base.references, head.references)
  const { problems, ...account } = accountFor({ selected, trees, base, head, facts, scope: change.info.scope })
  const gitlinks = selected.submodules
    .filter((path) => isDeployed(path, trees.head))
    .map((file) => ({
      file,
      why: 'it is a submodule: what it holds is not in this repository',
      partly: false,
    }))
  return {
    selected,
    sides,
    baseReferences: before.references,
    references: facts.filter((fact) => fact.touched || changedPaths.has(fact.reference.origin.file)),
    objects: compareObjects(base.objects, head.objects),
    secrets: compareSecrets(secretsIn(sides.base.files, deadline), secretsIn(sides.head.files, deadline)),
    account,
    unread: [...head.unread, ...sides.head.unread, ...gitlinks].filter((unread) => changedPaths.has(unread.file)),
    problems: [
      ...tooMany('changed files', selected.head.length, MAX_CHANGED_FILES),
      ...tooMany('image references', touched(facts).length, MAX_REFERENCES),
      ...problems,
      ...cut,
      ...(deadline.passed() ? [overtime('the files of the change')] : []),
    ],
  }
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

type ReadFacts = 'references' | 'unread' | 'objects' | 'secrets' | 'coverage' | 'sources' | 'accounted' | 'unaccounted'

/** The facts that reading alone gives. */
export function factsOf(read: ReadChange): Pick<Facts, ReadFacts> {
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
