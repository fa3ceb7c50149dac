import { account } from '../account/account.ts'
import { packagesIn } from '../account/packages.ts'
import { coverOf, placesOf, ruledBy } from '../account/ruled.ts'
import { lostReferences } from '../compare/references.ts'
import { compareScalars } from '../compare/scalars.ts'
import type { WholeDiscovery } from '../discover/discover.ts'
import type { Accountant, OpenValue, ScalarChange } from '../model/account.ts'
import type { Problem } from '../model/answer.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import { matchesGlob } from '../model/glob.ts'
import { MAX_UNACCOUNTED } from '../model/limits.ts'
import type { Policy } from '../model/policy.ts'
import type { Trees } from '../ports/change.ts'
import type { Selected } from './select.ts'

/** What an account of a change is taken from; `renderings` answer for what they know before any table is asked. */
export interface Taken {
  readonly selected: Selected
  readonly trees: Trees
  readonly base: WholeDiscovery
  readonly head: WholeDiscovery
  readonly facts: readonly ReferenceFact[]
  readonly scope: Facts['change']['scope']
  readonly renderings?: readonly Accountant[]
  /** Values of charts that could not be rendered. */
  readonly open?: (change: ScalarChange) => OpenValue | undefined
}

/** Accounts for every changed scalar. Where everything is looked at and nothing is compared, what merely looks like an image is not said. */
export function accountFor({
  selected,
  trees,
  base,
  head,
  facts,
  scope,
  renderings = [],
  open,
}: Taken): Required<Pick<Facts, 'accounted' | 'unaccounted'>> & { readonly problems: readonly Problem[] } {
  const changed = selected.changed.map(({ path }) => path)
  const paths = trees.head.map(({ path }) => path)
  const { accounted, unaccounted, cut } = account({
    changes: compareScalars(base.documents(changed), head.documents(changed)),
    accountants: [ruledBy(facts), ...renderings],
    paths,
    ...(open === undefined ? {} : { open }),
    lost: coverOf(lostReferences(base.references, facts).flatMap(placesOf)),
  })
  const all = [...packagesIn(selected.changed, new Set(paths)), ...unaccounted]
  const said = scope === 'all' ? all.filter(({ kind }) => kind === 'deciding') : all
  const about = 'changed places'
  const detail = `${MAX_UNACCOUNTED + cut} places that could decide an image changed; at most ${MAX_UNACCOUNTED} are kept: split the change`
  return { accounted, unaccounted: said, problems: cut === 0 ? [] : [{ kind: 'too-many', about, detail }] }
}

/** Whether no path pattern of the policy tells two paths apart: a file that was moved from one to the other is judged as before. */
export function treatsAlike(policy: Policy, from: string, to: string): boolean {
  const patterns = [
    ...policy.ignore,
    ...policy.exceptions.flatMap(({ paths }) => paths),
    ...policy.images.flatMap(({ paths, exceptPaths }) => [...(paths ?? []), ...(exceptPaths ?? [])]),
    ...policy.rules.flatMap(({ paths }) => paths ?? []),
  ]
  return patterns.every((pattern) => matchesGlob(pattern, from) === matchesGlob(pattern, to))
}
