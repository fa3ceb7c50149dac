import type { Rule, RuleContext, RuleHit } from '../../case/rule.ts'
import { placeOf } from '../../kubernetes/field.ts'
import { standingBase } from '../../kubernetes/introduced.ts'
import { labelOf, typeOf } from '../../kubernetes/pods.ts'
import type { Facts } from '../../model/facts.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { type Grant, grants, grantsOf, isAllPowers, itemAt, type Power, powersOf, wordsOf } from './grants.ts'
import type { Loud, Risk } from './risks.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** A role of the head side with the rules that it has now and had before. */
export interface RolePair {
  readonly role: ManifestObject
  readonly head: readonly Grant[]
  readonly base: readonly Grant[]
  readonly existed: boolean
}

/** Whether an object is a Role or a ClusterRole. */
export function isRole(object: ManifestObject | undefined): object is ManifestObject {
  return object !== undefined && (typeOf(object) === `${RBAC}/Role` || typeOf(object) === `${RBAC}/ClusterRole`)
}

/** Every role of the head side, with what it granted before. */
export function rolePairs({ facts }: Pick<RuleContext, 'facts'>): readonly RolePair[] {
  const pairs = kept.get(facts.objects) ?? pairsOf(facts.objects)
  kept.set(facts.objects, pairs)
  return pairs
}

// Kept per facts, because every risk asks for them.
const kept = new WeakMap<Facts['objects'], readonly RolePair[]>()

function pairsOf(objects: Facts['objects']): readonly RolePair[] {
  return objects.flatMap((change) => {
    if (!isRole(change.head)) return []
    const base = standingBase(change)
    const before = base === undefined ? [] : grantsOf(base)
    return [{ role: change.head, head: grantsOf(change.head), base: before, existed: base !== undefined }]
  })
}

/** The rule for a risk: one hit for each rule of a role that grants a power of it which the role did not grant before. */
export function riskRule(risk: Risk, words: { readonly summary: string; readonly why: string; readonly fix: string }): Rule {
  const { summary, why, fix } = words
  return {
    id: `rbac/${risk.name}`,
    level: risk.level,
    summary,
    check: (context) =>
      rolePairs(context).flatMap((pair) =>
        newPowers(risk, pair).map(({ rule, added }) => ({
          ...roleHit(pair.role, rule, added),
          why,
          fix: { description: fix, edits: [] },
          level: levelIn(risk, pair.role, added),
        })),
      ),
  }
}

/** The powers of a risk that a rule grants: named objects only, where the rule names them. */
export function riskyPowers(risk: Risk, rule: Grant): readonly Power[] {
  const limited = rule.names.length > 0
  if (limited && (risk.harmlessByName === true || rule.names.every((name) => risk.harmlessNames?.includes(name)))) return []
  const candidates = [...risk.powers, ...familyPowers(risk, rule), ...verbPowers(risk, rule)]
  return candidates.map((power) => ({ ...power, names: rule.names })).filter((power) => grants(rule, power))
}

function familyPowers({ family }: Risk, rule: Grant): readonly Power[] {
  if (family === undefined) return []
  const resources = rule.resources.filter((resource) => resource.startsWith(family.prefix))
  return resources.flatMap((resource) => family.verbs.map((verb) => ({ group: family.group, resource, verb, names: [] })))
}

function verbPowers({ verbPrefix }: Risk, rule: Grant): readonly Power[] {
  if (verbPrefix === undefined) return []
  const verbs = rule.verbs.filter((verb) => verb.startsWith(verbPrefix))
  return verbs.length === 0 ? [] : powersOf({ ...rule, verbs })
}

/** How loud a risk is in a role: one level lower where the rule names its objects. */
export function levelIn(risk: Risk, role: Pick<ManifestObject, 'kind'>, powers: readonly Power[]): Loud {
  const level = role.kind === 'ClusterRole' ? (risk.everywhere ?? risk.level) : risk.level
  return powers.every(({ names }) => names.length > 0) ? lower(level) : level
}

function lower(level: Loud): Loud {
  return level === 'error' ? 'warning' : 'notice'
}

// A rule that grants everything has its own sentence; repeating each risk would only bury it.
function newPowers(risk: Risk, { head, base }: RolePair): readonly { readonly rule: Grant; readonly added: readonly Power[] }[] {
  const seen: Grant[] = [...base]
  return head.flatMap((rule) => {
    const added = isAllPowers(rule) ? [] : riskyPowers(risk, rule).filter((power) => !seen.some((old) => grants(old, power)))
    seen.push(rule)
    return added.length === 0 ? [] : [{ rule, added }]
  })
}

function roleHit(role: ManifestObject, rule: Grant, added: readonly Power[]): Omit<RuleHit, 'why'> {
  const object = labelOf(role)
  const words = added.map(wordsOf)
  const field = rule.field
  const place = field === undefined ? role.origin : placeOf(itemAt(field, 'verbs', added[0]?.verb ?? ''))
  return {
    place: { file: place.file, span: place.span },
    key: `${object} ${words.join(', ')}`,
    message: `${object} now grants ${words.join(', ')}`,
    object,
    evidence: words,
  }
}
