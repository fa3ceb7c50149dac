import { levelOf, optionsOf } from '../case/levels.ts'
import { canonicalJson } from '../case/lookup.ts'
import { isLimited } from '../case/occasion.ts'
import type { Choice, Level, Policy, RuleSetting } from '../model/policy.ts'
import { rules } from '../rules/table.ts'

/** One thing that a policy says more quietly than another, and the rule or group that it is about. */
export interface LowerLevel {
  readonly rule?: string
  readonly says: string
}

const LOUDNESS: Readonly<Record<Level, number>> = { error: 3, warning: 2, notice: 1, off: 0 }

/** Every rule that speaks more quietly, or with other options, and every level for some files or branches that is lost or quieter. */
export function lowerLevels(before: Policy, now: Policy): readonly LowerLevel[] {
  const everywhere = lowered(before, now)
  const said = new Set(everywhere.map(({ says }) => says))
  const onOccasions = occasionsOf(before).flatMap((one) =>
    lowered(holding(before, one), holding(now, one)).filter(({ says }) => !said.has(says)),
  )
  return [...everywhere, ...distinct(onOccasions), ...loweredSomewhere(before, now)]
}

/** Every occasion that a level of a policy is limited to. */
function occasionsOf({ rules: settings }: Policy): readonly string[] {
  return [...new Set(settings.filter(isLimited).map(occasionOf))]
}

function occasionOf({ branches, environments }: RuleSetting): string {
  return canonicalJson([branches ?? null, environments ?? null])
}

/** A policy as it holds on one occasion: its levels for it count after those for all. */
function holding(policy: Policy, occasion: string): Policy {
  const own = policy.rules.filter((one) => isLimited(one) && occasionOf(one) === occasion)
  const others = policy.rules.filter((one) => !isLimited(one))
  return { ...policy, rules: [...others, ...own.map(({ branches: _, environments: __, ...setting }) => setting)] }
}

function distinct(all: readonly LowerLevel[]): readonly LowerLevel[] {
  return [...new Map(all.map((one) => [one.says, one])).values()]
}

function lowered(old: Policy, current: Policy): readonly LowerLevel[] {
  const sure = (policy: Policy): Policy => ({ ...policy, rules: policy.rules.filter((one) => !isLimited(one)) })
  const [before, now] = [sure(old), sure(current)]
  return rules.flatMap((rule): readonly LowerLevel[] => {
    const [was, is] = [levelOf(before, rule, {}), levelOf(now, rule, {})]
    if (LOUDNESS[is] < LOUDNESS[was]) return [{ rule: rule.id, says: `lowers ${rule.id} from ${was} to ${is}` }]
    // A level in the policy stands before that of a single finding, which may be an error under a rule that mostly warns.
    const [worst, then] = [levelOf(before, rule, { level: 'error' }), levelOf(now, rule, { level: 'error' })]
    if (LOUDNESS[then] < LOUDNESS[worst])
      return [{ rule: rule.id, says: `sets ${rule.id} to ${then} also where it is an ${worst} by itself` }]
    const [had, has] = [canonicalJson(optionsOf(before, rule)), canonicalJson(optionsOf(now, rule))]
    return had === has ? [] : [{ rule: rule.id, says: `gives ${rule.id} other options: ${has} instead of ${had}` }]
  })
}

/** Levels for paths or occasions. A new one may be quieter than what held there, and a lost one louder. */
function loweredSomewhere(before: Policy, now: Policy): readonly LowerLevel[] {
  const scoped = ({ rules }: Policy): readonly RuleSetting[] => rules.filter((one) => one.paths !== undefined || isLimited(one))
  const text = ({ rule, level, ...where }: RuleSetting): string => [`${rule} to ${level}`, ...placesOf(where)].join(' ')
  const missing = (from: readonly RuleSetting[], among: readonly RuleSetting[]): readonly RuleSetting[] => {
    const known = new Set(among.map(text))
    return from.filter((one) => !known.has(text(one)))
  }
  const loud = scoped(before).filter(({ level }) => level !== 'off')
  const quiet = scoped(now).filter(({ level }) => level !== 'error')
  const order = (policy: Policy): string => canonicalJson(scoped(policy))
  const reordered = order(before) !== order(now) && scoped(before).length === scoped(now).length
  const same = canonicalJson(scoped(before).map(text).toSorted()) === canonicalJson(scoped(now).map(text).toSorted())
  if (reordered && same) return [{ says: 'orders levels for paths in another way, of which the last wins' }]
  return [
    ...missing(loud, scoped(now)).map((one) => ({ rule: one.rule, says: `no longer sets ${text(one)}` })),
    ...missing(quiet, scoped(before)).map((one) => ({ rule: one.rule, says: `sets ${text(one)}` })),
  ]
}

/** Where a level or an exception holds, in words. */
export function placesOf({ paths = [], branches, environments }: Partial<RuleSetting>): readonly string[] {
  const names = ({ only, except }: Choice): string =>
    [...(only ?? []), ...(except ?? []).map((one) => `all but ${one}`)].join(', ')
  return [
    ...(paths.length === 0 ? [] : [`in ${paths.join(', ')}`]),
    ...(branches === undefined ? [] : [`for the branches ${names(branches)}`]),
    ...(environments === undefined ? [] : [`for the environments ${names(environments)}`]),
  ]
}
