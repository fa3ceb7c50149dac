import type { Facts } from '../../model/facts.ts'
import { MAX_ROLE_POWERS } from '../../model/limits.ts'
import type { BindingChange, Subject } from './bindings.ts'
import { type Grant, grants, isAllPowers, type Power, powersOf } from './grants.ts'
import { levelIn, riskyPowers } from './risk-rule.ts'
import { type Loud, risks } from './risks.ts'
import { bindsNewRole, grantsThrough } from './roles.ts'

/** What somebody may do now and could not do before, or why that cannot be told. */
export type Widening =
  | { readonly kind: 'none' }
  | { readonly kind: 'more'; readonly powers: readonly Power[]; readonly urls: readonly string[]; readonly level: Loud }
  | { readonly kind: 'unknown'; readonly why: string }

/** What the rules of `after` grant beyond those of `before`. */
export function widening(before: readonly Grant[], after: readonly Grant[], everywhere: boolean): Widening {
  if ([before, after].some((rules) => sizeOf(rules) > MAX_ROLE_POWERS)) {
    return { kind: 'unknown', why: `it grants more than ${MAX_ROLE_POWERS} verbs on resources` }
  }
  const covered = coverage(before)
  const all = after.flatMap((rule) => powersOf(rule).map((power) => ({ rule, power })))
  const added = all.filter(({ power }) => !covered(power))
  const urls = after
    .flatMap((rule) => rule.urls)
    .filter((url) => !before.some((old) => old.urls.includes(url) || old.urls.includes('*')))
  if (added.length === 0 && urls.length === 0) return { kind: 'none' }
  const rules = [...new Set(added.map(({ rule }) => rule))]
  return { kind: 'more', powers: added.map(({ power }) => power), urls, level: worst(rules, before, everywhere) }
}

/**
 * What each new subject of a binding may do through it that no binding of the same folder gave it before. Subjects that had
 * nothing before share one answer.
 */
export function wideningsOf(
  { binding, before, fresh }: BindingChange,
  facts: Pick<Facts, 'objects'>,
): ReadonlyMap<Subject, Widening> {
  const after = grantsThrough(binding, facts, 'head')
  const unknown: Widening = {
    kind: 'unknown',
    why: `${binding.roleKind} ${binding.roleName} is not among the files of the change`,
  }
  if (fresh.length === 0) return new Map()
  if (after === undefined) return new Map(fresh.map((subject) => [subject, unknown]))
  const reaching = before.filter(({ scope }) => scope === '*' || scope === binding.scope)
  const held = Map.groupBy(
    reaching.flatMap((one) => one.subjects.map(({ key }) => ({ key, one }))),
    ({ key }) => key,
  )
  const answers = new Map<string, Widening>()
  return new Map(
    fresh.map((subject) => {
      const had = held.has(subject.key) ? subject.key : ''
      const old = (held.get(subject.key) ?? []).flatMap(({ one }) => grantsThrough(one, facts, 'base') ?? [])
      const answer =
        answers.get(had) ?? leveled(widening(old, after, binding.scope === '*'), binding, bindsNewRole(binding, facts))
      answers.set(had, answer)
      return [subject, answer]
    }),
  )
}

// What a new role may is said at the role, as loud as it is: the binding need not say it again.
function leveled(found: Widening, { roleKind, roleName, scope }: BindingChange['binding'], isNew: boolean): Widening {
  if (found.kind !== 'more') return found
  return { ...found, level: builtInLevel(roleKind, roleName, scope) ?? (isNew ? 'notice' : found.level) }
}

/** Whether the rules grant a power. Plain rules are looked up; only those with wildcards or names are asked one by one. */
function coverage(rules: readonly Grant[]): (power: Power) => boolean {
  const keyOf = ({ group, resource, verb }: Power): string => JSON.stringify([group, resource, verb])
  const isPlain = (rule: Grant): boolean =>
    rule.names.length === 0 && ![rule.groups, rule.resources, rule.verbs].some((list) => list.some((text) => text.includes('*')))
  const exact = new Set(rules.filter(isPlain).flatMap(powersOf).map(keyOf))
  const others = rules.filter((rule) => !isPlain(rule))
  return (power) => exact.has(keyOf(power)) || others.some((old) => grants(old, power))
}

/** Built-in roles are known as a whole; their parts are not news. */
function builtInLevel(kind: string, name: string, scope: string): Loud | undefined {
  if (kind !== 'ClusterRole') return undefined
  if (name === 'admin' || name === 'edit') return scope === '*' ? 'error' : 'warning'
  return name === 'view' ? 'notice' : undefined
}

function worst(rules: readonly Grant[], before: readonly Grant[], everywhere: boolean): Loud {
  if (rules.some(isAllPowers)) return 'error'
  const kind = everywhere ? 'ClusterRole' : 'Role'
  const levels = risks.flatMap((risk) => {
    const powers = rules.flatMap((rule) => riskyPowers(risk, rule)).filter((power) => !before.some((old) => grants(old, power)))
    return powers.length === 0 ? [] : [levelIn(risk, { kind }, powers)]
  })
  if (levels.includes('error')) return 'error'
  return levels.includes('warning') ? 'warning' : 'notice'
}

function sizeOf(rules: readonly Grant[]): number {
  return rules.reduce((sum, { groups, resources, verbs }) => sum + groups.length * resources.length * verbs.length, 0)
}
