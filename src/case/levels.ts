import { matchesGlob } from '../model/glob.ts'
import type { Level, Policy, RuleSetting } from '../model/policy.ts'
import type { Place } from '../model/span.ts'
import { isLimited } from './occasion.ts'
import type { Rule, RuleHit } from './rule.ts'

/** The group of a rule id: what stands before the slash. */
export function groupOf(rule: string): string {
  return rule.slice(0, Math.max(0, rule.indexOf('/')))
}

/**
 * How loud a hit is: the policy's level for the rule, else for its group, else the hit's own, else the rule's default. A
 * refuted demand is an error at any level but `off`, because it blocks whatever the sentence says. A setting with paths
 * outranks those without in the files that it names; without a place only the latter count. A setting for branches or environments
 * that nobody named (`onOccasion`) holds only where it is the louder one. What is on trial is a warning at most.
 */
export function levelOf(
  policy: Policy,
  rule: Rule,
  hit: Pick<RuleHit, 'level' | 'demanded' | 'trial'> & { readonly place?: Pick<Place, 'file'> },
): Level {
  const settings = settingsFor(policy, rule).filter((setting) => setting.level !== undefined)
  const file = hit.place?.file
  const fits = ({ paths }: RuleSetting): boolean =>
    file !== undefined && (paths?.some((pattern) => matchesGlob(pattern, file)) ?? false)
  const sure = settings.filter((setting) => !isLimited(setting))
  const found = (sure.findLast(fits) ?? sure.findLast(({ paths }) => paths === undefined))?.level ?? ownLevel(rule, hit.level)
  const maybe = settings.filter((setting) => isLimited(setting) && (setting.paths === undefined || fits(setting)))
  const level = loudest([found, ...maybe.flatMap((setting) => setting.level ?? [])])
  if (hit.trial === true) return level === 'error' ? 'warning' : level
  return hit.demanded === true && level !== 'off' ? 'error' : level
}

function ownLevel({ level, steady }: Pick<Rule, 'level' | 'steady'>, said: Level | undefined): Level {
  if (said === undefined) return level
  return steady === true && loudest([said, level]) !== level ? level : said
}

const BY_LOUDNESS: readonly Level[] = ['error', 'warning', 'notice', 'off']

/** The loudest of some levels; `off` for none. */
export function loudest(levels: readonly Level[]): Level {
  return BY_LOUDNESS.find((level) => levels.includes(level)) ?? 'off'
}

/** The options of a rule: those of its group, overridden by its own. */
export function optionsOf(policy: Policy, rule: Pick<Rule, 'id'>): Readonly<Record<string, string>> {
  return Object.assign({}, ...settingsFor(policy, rule).map(({ options }) => options))
}

function settingsFor(policy: Policy, rule: Pick<Rule, 'id'>): readonly RuleSetting[] {
  const named = (id: string): readonly RuleSetting[] => policy.rules.filter((setting) => setting.rule === id)
  return [...named(groupOf(rule.id)), ...named(rule.id)]
}

/** Whether a rule speaks in any file at all. */
export function isOnSomewhere(policy: Policy, rule: Rule): boolean {
  const scoped = settingsFor(policy, rule).filter((setting) => setting.paths !== undefined || isLimited(setting))
  return levelOf(policy, rule, {}) !== 'off' || scoped.some(({ level }) => level !== 'off')
}
