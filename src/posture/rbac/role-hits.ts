import type { Rule, RuleHit } from '../../case/rule.ts'
import { type Field, placeOf } from '../../kubernetes/field.ts'
import { introduced } from '../../kubernetes/introduced.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import type { Grant } from './grants.ts'
import { rolePairs } from './risk-rule.ts'

/** What a rule says about single rules of roles. */
export interface GrantRule {
  readonly name: string
  readonly level: 'error' | 'warning' | 'notice'
  readonly summary: string
  readonly why: string
  readonly fix: string
  /** Where the fault stands and the rest of a sentence that starts with the role; undefined where there is none. */
  readonly fault: (grant: Grant, field: Field) => { readonly at: Field; readonly says: string } | undefined
}

/** The rule that has one hit for each faulty rule of a role that the role did not have before. */
export function grantRule(rule: GrantRule): Rule {
  return {
    id: `rbac/${rule.name}`,
    level: rule.level,
    summary: rule.summary,
    check: (context) =>
      rolePairs(context).flatMap(({ role, head, base }) => {
        const faulty = (grants: readonly Grant[]): readonly Grant[] =>
          grants.filter((grant) => grant.field !== undefined && rule.fault(grant, grant.field) !== undefined)
        return introduced(faulty(base), faulty(head), textOf).flatMap((grant) => hitOf(rule, labelOf(role), grant))
      }),
  }
}

function hitOf(rule: GrantRule, object: string, grant: Grant): readonly RuleHit[] {
  const found = grant.field === undefined ? undefined : rule.fault(grant, grant.field)
  if (found === undefined) return []
  return [
    {
      place: placeOf(found.at),
      key: `${object} ${textOf(grant)}`,
      message: `${object} ${found.says}`,
      why: rule.why,
      fix: { description: rule.fix, edits: [] },
      object,
      evidence: [`rule: ${textOf(grant)}`],
    },
  ]
}

function textOf({ groups, resources, verbs, names, urls }: Grant): string {
  return JSON.stringify({ groups, resources, verbs, names, urls })
}
