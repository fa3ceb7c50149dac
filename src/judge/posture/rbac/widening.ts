import type { Facts } from '../../../model/facts.ts'
import { MAX_ROLE_POWERS } from '../../../model/limits.ts'
import type { BindingChange, Subject } from './bindings.ts'
import { type Grant, grants, isAllPowers, type Power, powersOf } from './grants.ts'
import { levelIn, riskyPowers } from './risk-rule.ts'
import { type Loud, risks } from './risks.ts'
import { grantsThrough } from './roles.ts'

/** What somebody may do now and could not do before, or why that cannot be told. */
export type Widening =
  | { readonly kind: 'none' }
  | { readonly kind: 'more'; readonly powers: readonly Power[]; readonly urls: readonly string[]; readonly level: Loud }
  | { readonly kind: 'unknown'; readonly why: string }

/** What the rules of `after` grant beyond those of `before`. */
export function widening(before: readonly Grant[], after: readonly Grant[], everywhere: boolean): Widening {
  if ([before, after].some((rules) => sizeOf(rules) > MAX_ROLE_POWERS)) {
    return { kind: 'unknown', why: `it grants more than ${MAX_ROLE_POWERS} verbs on resources (MAX_ROLE_POWERS)` }
  }
  const all = after.flatMap((rule) => powersOf(rule).map((power) => ({ rule, power })))
  const added = all.filter(({ power }) => !before.some((old) => grants(old, power)))
  const urls = after
    .flatMap((rule) => rule.urls)
    .filter((url) => !before.some((old) => old.urls.includes(url) || old.urls.includes('*')))
  if (added.length === 0 && urls.length === 0) return { kind: 'none' }
  const rules = [...new Set(added.map(({ rule }) => rule))]
  return { kind: 'more', powers: added.map(({ power }) => power), urls, level: worst(rules, before, everywhere) }
}

/** What a subject of a binding may do through it that no binding of the same folder gave it before. */
export function wideningOf(subject: Subject, { binding, before }: BindingChange, facts: Pick<Facts, 'objects'>): Widening {
  const after = grantsThrough(binding, facts, 'head')
  if (after === undefined)
    return { kind: 'unknown', why: `${binding.roleKind} ${binding.roleName} is not among the files of the change` }
  const old = before
    .filter((one) => (one.scope === '*' || one.scope === binding.scope) && one.subjects.some(({ key }) => key === subject.key))
    .flatMap((one) => grantsThrough(one, facts, 'base') ?? [])
  const found = widening(old, after, binding.scope === '*')
  return found.kind === 'more'
    ? { ...found, level: builtInLevel(binding.roleKind, binding.roleName, binding.scope) ?? found.level }
    : found
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
