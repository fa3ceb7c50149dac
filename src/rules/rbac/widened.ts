import type { Rule, RuleContext, RuleHit } from '../../case/rule.ts'
import { placeOf, rootField, under } from '../../kubernetes/field.ts'
import { folderOf } from '../../kubernetes/introduced.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import { type BindingChange, bindingChanges, isSystem, type Subject } from '../../posture/rbac/bindings.ts'
import { wordsOf } from '../../posture/rbac/grants.ts'
import { isRole, type RolePair, riskyPowers, rolePairs } from '../../posture/rbac/risk-rule.ts'
import { risks } from '../../posture/rbac/risks.ts'
import { aggregationTargets, collects } from '../../posture/rbac/roles.ts'
import { type Widening, widening, wideningsOf } from '../../posture/rbac/widening.ts'

const SHOWN = 8
/** Powers that the evidence of one hit lists. */
const LISTED = 500
const WHY = 'Somebody may do more than before. A widened grant is a change of who holds the cluster, however small the diff is.'

export const widened: Rule = {
  id: 'rbac/widened',
  level: 'notice',
  summary: 'A role grants more than before, or somebody is given a role.',
  check: (context) => [
    ...rolePairs(context).flatMap(widenedRole),
    ...bindingChanges(context).flatMap((change) => widenedSubjects(change, context)),
    ...newlyAggregated(context),
  ],
}

// What is a risk or a wildcard has a rule of its own.
function widenedRole({ role, base, head, existed }: RolePair): readonly RuleHit[] {
  if (!existed) return []
  const found = widening(base, head, role.kind === 'ClusterRole')
  if (found.kind === 'none') return []
  const object = labelOf(role)
  const place = placeOf(under(rootField(role.origin.file, role.tree), 'rules'))
  if (found.kind === 'unknown')
    return [hit(object, place, { level: 'warning', says: `cannot be compared: ${found.why}`, evidence: [] })]
  const risky = new Set(risks.flatMap((risk) => head.flatMap((rule) => riskyPowers(risk, rule))).map(wordsOf))
  const plain = found.powers.filter(
    (power) => ![power.group, power.resource, power.verb].includes('*') && !risky.has(wordsOf(power)),
  )
  const words = [...new Set(plain.map(wordsOf)), ...found.urls.filter((url) => url !== '*').map((url) => `the URL ${url}`)]
  return words.length === 0
    ? []
    : [hit(object, place, { level: 'notice', says: `grants more than before: ${shown(words)}`, evidence: words })]
}

function widenedSubjects(change: BindingChange, { facts }: RuleContext): readonly RuleHit[] {
  const { binding, fresh } = change
  const clusterAdmin = binding.roleKind === 'ClusterRole' && binding.roleName === 'cluster-admin'
  const object = labelOf(binding.object)
  const judged = fresh.filter((subject) => !isSystem(subject) && !clusterAdmin)
  const found = wideningsOf({ ...change, fresh: judged }, facts)
  const said = new Map([...new Set(found.values())].map((one) => [one, wordsFor(one)]))
  return judged.flatMap((subject) => {
    const one = found.get(subject) ?? { kind: 'none' }
    return subjectHit(object, subject, one, said.get(one) ?? [])
  })
}

// Many subjects may share one answer, which may be long.
function wordsFor(found: Widening): readonly string[] {
  if (found.kind !== 'more') return []
  return [...new Set([...found.powers.map(wordsOf), ...found.urls.map((url) => `the URL ${url}`)])]
}

function subjectHit(object: string, subject: Subject, found: Widening, words: readonly string[]): readonly RuleHit[] {
  if (found.kind === 'none') return []
  const place = placeOf(subject.field)
  if (found.kind === 'unknown') {
    return [
      hit(object, place, { level: 'warning', says: `gives ${subject.label} what cannot be told: ${found.why}`, evidence: [] }),
    ]
  }
  return [
    hit(object, place, { level: found.level, says: `gives ${subject.label} more than before: ${shown(words)}`, evidence: words }),
  ]
}

/** A label that makes a role a part of admin, edit or view, and a role that begins to collect others. */
function newlyAggregated({ facts }: RuleContext): readonly RuleHit[] {
  return facts.objects.flatMap(({ base, head }) => {
    if (!isRole(head)) return []
    const old = isRole(base) && folderOf(base.origin.file) === folderOf(head.origin.file) ? base : undefined
    const before = old === undefined ? [] : aggregationTargets(old)
    const added = aggregationTargets(head).filter((target) => !before.includes(target))
    const root = rootField(head.origin.file, head.tree)
    const labels = added.map((target) =>
      hit(labelOf(head), placeOf(under(root, 'metadata', 'labels', `rbac.authorization.k8s.io/aggregate-to-${target}`)), {
        level: 'warning',
        says: `adds what it grants to everybody who has ${target}`,
        evidence: [],
      }),
    )
    const collecting = collects(head).length > (old === undefined ? 0 : collects(old).length)
    const place = placeOf(under(root, 'aggregationRule'))
    const says = 'collects the rules of other roles: what it grants cannot be told from this change'
    return collecting ? [...labels, hit(labelOf(head), place, { level: 'warning', says, evidence: [] })] : labels
  })
}

function hit(
  object: string,
  place: RuleHit['place'],
  {
    level,
    says,
    evidence,
  }: { readonly level: 'error' | 'warning' | 'notice'; readonly says: string; readonly evidence: readonly string[] },
): RuleHit {
  const description = 'Grant only what is needed, to whom it is needed by.'
  return {
    place,
    key: `${object} ${says}`,
    message: `${object} ${says}`,
    why: WHY,
    fix: { description, edits: [] },
    object,
    evidence: evidence.slice(0, LISTED),
    level,
  }
}

function shown(words: readonly string[]): string {
  const more = words.length - SHOWN
  return `${words.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
