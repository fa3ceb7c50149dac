import type { Level, Policy, RuleSetting } from '../model/policy.ts'
import type { Rule, RuleHit } from './rule.ts'

/** The group of a rule id: what stands before the slash. */
export function groupOf(rule: string): string {
  return rule.slice(0, Math.max(0, rule.indexOf('/')))
}

/**
 * How loud a hit is: the policy's level for the rule, else for its group, else the hit's own, else the rule's default. A
 * refuted demand is an error at any level but `off`, because it blocks whatever the sentence says.
 */
export function levelOf(policy: Policy, rule: Rule, hit: Pick<RuleHit, 'level' | 'demanded'>): Level {
  const level = settingsFor(policy, rule).findLast((setting) => setting.level !== undefined)?.level ?? hit.level ?? rule.level
  return hit.demanded === true && level !== 'off' ? 'error' : level
}

/** The options of a rule: those of its group, overridden by its own. */
export function optionsOf(policy: Policy, rule: Pick<Rule, 'id'>): Readonly<Record<string, string>> {
  return Object.assign({}, ...settingsFor(policy, rule).map(({ options }) => options))
}

function settingsFor(policy: Policy, rule: Pick<Rule, 'id'>): readonly RuleSetting[] {
  const named = (id: string): readonly RuleSetting[] => policy.rules.filter((setting) => setting.rule === id)
  return [...named(groupOf(rule.id)), ...named(rule.id)]
}
