import type { Rule, RuleContext, RuleHit } from '../../case/rule.ts'
import { placeOf } from '../../kubernetes/field.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import { type Binding, bindingChanges, type Subject } from './bindings.ts'
import type { Loud } from './risks.ts'

/** What a rule says about subjects of bindings. */
export interface SubjectRule {
  readonly name: string
  readonly level: Loud
  readonly summary: string
  readonly why: string
  readonly fix: string
  /** How loud it is that this subject gets this role; undefined where it is fine. */
  readonly loudness: (subject: Subject, binding: Binding, context: RuleContext) => Loud | undefined
}

/** The rule that has one hit for each subject that a change gives a role which it must not have. */
export function subjectRule(rule: SubjectRule): Rule {
  return {
    id: `rbac/${rule.name}`,
    level: rule.level,
    summary: rule.summary,
    check: (context) =>
      bindingChanges(context).flatMap(({ binding, fresh }) =>
        fresh.flatMap((subject) => {
          const level = rule.loudness(subject, binding, context)
          return level === undefined ? [] : [hitOf(rule, binding, subject, level)]
        }),
      ),
  }
}

function hitOf(rule: SubjectRule, binding: Binding, subject: Subject, level: Loud): RuleHit {
  const object = labelOf(binding.object)
  const role = `${binding.roleKind} ${binding.roleName}`
  return {
    place: placeOf(subject.field),
    key: `${object} ${role} ${subject.label}`,
    message: `${object} gives ${role} to ${subject.label}`,
    why: rule.why,
    fix: { description: rule.fix, edits: [] },
    object,
    evidence: [
      `subject: ${subject.label}`,
      `role: ${role}`,
      `scope: ${binding.scope === '*' ? 'the whole cluster' : 'one namespace'}`,
    ],
    level,
  }
}
