import type { Rule, RuleContext } from '../case/rule.ts'
import type { ObjectChange } from '../model/manifest-object.ts'

const GROUPS = ['pod-security/', 'rbac/', 'secret/', 'exposure/', 'network/', 'availability/']

/**
 * How many problems stood in the files of the change before it and still do. They are a count and never findings: it is what
 * these rules would say if every object were new, less what they say of the change.
 */
export function oldProblemCount(context: RuleContext, rules: readonly Rule[]): number {
  // What stands beside no base is new already.
  if (context.facts.objects.every(({ base }) => base === undefined)) return 0
  const objects = context.facts.objects.flatMap((change): readonly ObjectChange[] =>
    change.head === undefined ? [] : [{ head: change.head }],
  )
  const asNew = { ...context, facts: { ...context.facts, objects } }
  const asked = rules.filter(({ id, level }) => level !== 'off' && GROUPS.some((group) => id.startsWith(group)))
  return asked.reduce((sum, rule) => sum + Math.max(0, rule.check(asNew).length - rule.check(context).length), 0)
}
