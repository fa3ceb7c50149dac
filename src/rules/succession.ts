import { type Succession, successionOf } from '../case/continuity.ts'
import { lookupIn } from '../case/lookup.ts'
import type { RuleContext, RuleHit } from '../case/rule.ts'
import { about, shown } from '../case/sentence.ts'

const FIX =
  'Ask the publisher. If it is meant, make an exception for this image and digest on the default branch, with the reason.'

/** What a rule says about an image that takes the place of another; undefined where it has nothing to say. */
export type Comparing = (succession: Succession) => { readonly says: string; readonly evidence: readonly string[] } | undefined

/** One hit for every touched image that replaces another and of which the comparison has something to say. */
export function successionHits(context: RuleContext, why: string, compare: Comparing): readonly RuleHit[] {
  const lookup = lookupIn(context.facts)
  return context.cases.flatMap((one) => {
    const succession = successionOf(one.fact, lookup)
    const said = succession === undefined ? undefined : compare(succession)
    if (said === undefined) return []
    const evidence = [`it replaces: ${one.fact.replaces?.text ?? ''}`, ...said.evidence]
    return [{ ...about(one), message: `${shown(one)} ${said.says}`, why, evidence, fix: { description: FIX, edits: [] } }]
  })
}

/** The difference between two lists that have nothing in common; undefined when either is empty or they share anything. */
export function nothingShared(before: readonly string[], after: readonly string[]): readonly string[] | undefined {
  if (before.length === 0 || after.length === 0 || before.some((one) => after.includes(one))) return undefined
  return [`before: ${before.join(', ')}`, `now: ${after.join(', ')}`]
}
