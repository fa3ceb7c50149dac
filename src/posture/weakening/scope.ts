import { entryFields, type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { MAX_SCOPE_COMBINATIONS } from '../../model/limits.ts'

/** One requirement of a label selector. */
interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

/**
 * Whether a selector of the head side may select less than the one of the base side. A selector that is not written selects
 * everything. Requirements that are the same or looser select at least as much; anything else may select less.
 */
export function selectsLess(base: Field, head: Field): boolean {
  const before = requirementsOf(base)
  return requirementsOf(head).some((requirement) => !before.some((old) => isLooser(old, requirement)))
}

/**
 * Whether a list of rules (`apiGroups`, `resources`, `operations`) of the head side misses something of the base side. A rule of
 * more than MAX_SCOPE_COMBINATIONS that no single rule covers counts as missed.
 */
export function rulesMiss(base: Field, head: Field): boolean {
  const after = itemFields(head, '').map(ruleOf)
  return itemFields(base, '')
    .map(ruleOf)
    .some(
      (one) => !after.some((rule) => covers(rule, one)) && (sizeOf(one) > MAX_SCOPE_COMBINATIONS || isPartlyMissed(one, after)),
    )
}

function isPartlyMissed(one: ScopeRule, after: readonly ScopeRule[]): boolean {
  return unfold(one).some((part) => !after.some((rule) => covers(rule, part)))
}

function sizeOf(rule: ScopeRule): number {
  return LISTS.reduce((size, name) => size * rule[name].length, 1)
}

/** What got narrower in a match block of an admission policy, a binding or a webhook. */
export function narrower(base: Field, head: Field, rules: 'resourceRules' | 'rules'): readonly Field[] {
  const [oldRules, newRules] = [under(base, rules), under(head, rules)]
  const unruled = !isSet(oldRules)
  const fewerRules = unruled ? isSet(newRules) : isSet(newRules) && rulesMiss(oldRules, newRules)
  const gone = rules === 'rules' && !unruled && !isSet(newRules)
  const selectors = ['namespaceSelector', 'objectSelector'].filter((name) => selectsLess(under(base, name), under(head, name)))
  const [oldExcluded, excluded] = [base, head].map((field) => under(field, 'excludeResourceRules'))
  const excludes = excluded !== undefined && oldExcluded !== undefined && rulesMiss(excluded, oldExcluded)
  const exact = textAt(under(head, 'matchPolicy')) === 'Exact' && textAt(under(base, 'matchPolicy')) !== 'Exact'
  return [
    ...(fewerRules || gone ? [newRules] : []),
    ...selectors.map((name) => under(head, name)),
    ...(excludes ? [excluded] : []),
    ...(exact ? [under(head, 'matchPolicy')] : []),
  ]
}

/** Conditions (by expression) that must hold on the head side and did not have to before. */
export function addedConditions(base: Field, head: Field): readonly Field[] {
  const before = new Set(itemFields(base).map((item) => textAt(under(item, 'expression'))))
  return itemFields(head).filter((item) => !before.has(textAt(under(item, 'expression'))))
}

function requirementsOf(selector: Field): readonly Requirement[] {
  const labels = entryFields(under(selector, 'matchLabels')).map((field) => ({
    key: String(field.step),
    operator: 'In',
    values: [textAt(field) ?? ''],
  }))
  const expressions = itemFields(under(selector, 'matchExpressions'), '').map((item) => ({
    key: textAt(under(item, 'key')) ?? '',
    operator: textAt(under(item, 'operator')) ?? '',
    values: itemFields(under(item, 'values'), '').map((value) => textAt(value) ?? ''),
  }))
  return [...labels, ...expressions]
}

/** Whether everything that meets `old` meets `now` as well. */
function isLooser(old: Requirement, now: Requirement): boolean {
  if (old.key !== now.key) return false
  if (old.operator === 'In' && now.operator === 'In') return old.values.every((value) => now.values.includes(value))
  if (old.operator === 'In' && now.operator === 'NotIn') return old.values.every((value) => !now.values.includes(value))
  if (old.operator === 'NotIn' && now.operator === 'NotIn') return now.values.every((value) => old.values.includes(value))
  if (now.operator === 'Exists') return old.operator === 'In' || old.operator === 'Exists'
  if (old.operator === 'DoesNotExist') return now.operator === 'DoesNotExist' || now.operator === 'NotIn'
  return false
}

const LISTS = ['apiGroups', 'apiVersions', 'operations', 'resources', 'resourceNames', 'scope'] as const
type ScopeRule = Readonly<Record<(typeof LISTS)[number], readonly string[]>>

function ruleOf(item: Field): ScopeRule {
  const list = (name: string): readonly string[] => {
    const field = under(item, name)
    const text = textAt(field)
    const texts = text === undefined ? itemFields(field, '').map((one) => textAt(one) ?? '') : [text]
    return texts.length === 0 ? ['*'] : texts
  }
  return {
    apiGroups: list('apiGroups'),
    apiVersions: list('apiVersions'),
    operations: list('operations'),
    resources: list('resources'),
    resourceNames: list('resourceNames'),
    scope: list('scope'),
  }
}

function unfold(rule: ScopeRule): readonly ScopeRule[] {
  return LISTS.reduce<readonly ScopeRule[]>(
    (rules, name) => rules.flatMap((one) => one[name].map((text) => ({ ...one, [name]: [text] }))),
    [rule],
  )
}

function covers(rule: ScopeRule, one: ScopeRule): boolean {
  return LISTS.every((name) => one[name].every((text) => rule[name].some((pattern) => patternCovers(name, pattern, text))))
}

function patternCovers(name: string, pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*/*') return true
  if (name !== 'resources') return pattern === '*'
  if (pattern === '*') return !text.includes('/')
  const [wanted, sub] = pattern.split('/')
  const [resource, part] = text.split('/')
  return sub === '*' ? wanted === resource : wanted === '*' && part !== undefined && sub === part
}
