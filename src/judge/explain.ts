import { groupOf } from '../case/levels.ts'
import type { RuleOption } from '../case/rule.ts'
import type { Level } from '../model/policy.ts'
import { nearest } from '../policy/nearest.ts'
import { rules } from '../rules/table.ts'

/** What there is to say about a rule: its page has why it matters, how to fix it and when to exempt it. */
export interface Explanation {
  readonly id: string
  readonly level: Level
  readonly summary: string
  readonly wholeChange: boolean
  readonly options: readonly RuleOption[]
  /** Path of the page in this project. */
  readonly page: string
}

/** Explains a rule by id, or every rule of a group; for an unknown id there are none, and `near` may be what was meant. */
export function explain(asked: string): { readonly rules: readonly Explanation[]; readonly near?: string } {
  const found = rules.filter(({ id }) => id === asked || groupOf(id) === asked)
  const near =
    found.length > 0 ? undefined : nearest(asked, [...rules.map(({ id }) => id), ...new Set(rules.map(({ id }) => groupOf(id)))])
  const explanations = found.map(({ id, level, summary, wholeChange, options }) => ({
    id,
    level,
    summary,
    wholeChange: wholeChange ?? false,
    options: options ?? [],
    page: `docs/rules/${id}.md`,
  }))
  return { rules: explanations, ...(near === undefined ? {} : { near }) }
}
