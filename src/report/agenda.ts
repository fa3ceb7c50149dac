import type { Report } from '../model/report.ts'
import { type Group, groupsOf } from './groups.ts'
import { type Problem, problemsOf, type State, saidAbout } from './problems.ts'

/** What is done by writing the digest that a tag names. */
const PINNED_BY_COMMAND = 'image/unpinned'

// By what there is to do: what may be an attack or a leak first, what a program writes last.
const ORDER = [
  'policy',
  'weakened',
  'image/digest-mismatch',
  'image/denied',
  'image/looks-like',
  'signature',
  'attestation',
  'secret',
  'admission',
  'vulnerability',
  'image',
  'image-change',
  'exposure',
  'rbac',
  'pod-security',
]
const OTHERS = ORDER.length
const LAST: Readonly<Record<string, number>> = {
  file: OTHERS + 1,
  'image/floating-tag': OTHERS + 2,
  [PINNED_BY_COMMAND]: OTHERS + 3,
}

/** What is to be done about one state, in the order in which a reader should look at it. */
export interface Section {
  readonly state: Exclude<State, 'notice'>
  readonly groups: readonly Group[]
}

/** Everything but notices, worst first, then by what there is to do; what holds for several places is one group. */
export function agendaOf(report: Report): readonly Section[] {
  const loud = problemsOf(report).toSorted((a, b) => rankOf(a) - rankOf(b))
  return (['blocked', 'unverified', 'warning'] as const)
    .map((state) => ({ state, groups: groupsOf(loud.filter((problem) => problem.state === state)) }))
    .filter(({ groups }) => groups.length > 0)
}

/** How many of the loud problems `pin --write` repairs wholly, and of how many. */
export function repairedByPinning(report: Report): { readonly repaired: number; readonly of: number } {
  const loud = problemsOf(report).filter(({ state }) => state !== 'notice')
  const repaired = loud.filter((problem) =>
    saidAbout(problem).every(({ rule, fix }) => rule === PINNED_BY_COMMAND && (fix?.edits.length ?? 0) > 0),
  )
  return { repaired: repaired.length, of: loud.length }
}

/** How often each rule is said among what is loud, most often first. */
export function totalsByRule(report: Report): readonly (readonly [rule: string, count: number])[] {
  const said = problemsOf(report)
    .filter(({ state }) => state !== 'notice')
    .flatMap(saidAbout)
  return [...Map.groupBy(said, ({ rule }) => rule)]
    .map(([rule, some]) => [rule, some.length] as const)
    .toSorted(([a, some], [b, more]) => more - some || (a < b ? -1 : 1))
}

function rankOf(problem: Problem): number {
  return Math.min(
    ...saidAbout(problem).map(({ rule }) => {
      if (rule in LAST) return LAST[rule] ?? OTHERS
      const group = rule.split('/')[0] ?? rule
      const own = [ORDER.indexOf(rule), ORDER.indexOf(group)].find((at) => at >= 0)
      return own ?? LAST[group] ?? OTHERS
    }),
  )
}
