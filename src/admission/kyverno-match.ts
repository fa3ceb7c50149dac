import type { KindPattern, LabelDemand, ObjectMatch } from '../model/cluster-policy.ts'
import { readSelector } from './cip-rules.ts'
import { type Fields, fieldsOf, has, listAt, mapAt, mapsAt, pathOf, textAt, textsAt } from './fields.ts'

const RESOURCES = ['kinds', 'name', 'names', 'namespaces', 'annotations', 'selector', 'namespaceSelector', 'operations']
const FILTER = ['resources', 'subjects', 'roles', 'clusterRoles']

/** Which objects a rule of Kyverno is about: what `match` selects and `exclude` does not. */
export function readRuleMatch(rule: Fields): ObjectMatch {
  const match = mapAt(rule, 'match', ['any', 'all', ...FILTER])
  const exclude = mapAt(rule, 'exclude', ['any', 'all', ...FILTER])
  const selected =
    match === undefined ? { kind: 'open' as const, why: `${pathOf(rule.at, 'match')} is missing` } : readBlock(match)
  const excluded = exclude === undefined ? [] : [{ kind: 'not' as const, of: readBlock(exclude) }]
  return { kind: 'all', of: [selected, ...excluded, ...readPreconditions(rule)] }
}

function readBlock(block: Fields): ObjectMatch {
  if (has(block, 'any')) return { kind: 'any', of: mapsAt(block, 'any', FILTER).map(readFilter) }
  if (has(block, 'all')) return { kind: 'all', of: mapsAt(block, 'all', FILTER).map(readFilter) }
  return readFilter(block)
}

function readFilter(filter: Fields): ObjectMatch {
  const people = ['subjects', 'roles', 'clusterRoles'].filter((key) => listAt(filter, key).length > 0)
  const open = people.map(
    (key): ObjectMatch => ({ kind: 'open', why: `${pathOf(filter.at, key)}: a file does not say who will apply it` }),
  )
  const resources = mapAt(filter, 'resources', RESOURCES)
  return { kind: 'all', of: [...(resources === undefined ? [] : readResources(resources)), ...open] }
}

function readResources(resources: Fields): readonly ObjectMatch[] {
  const kinds = textsAt(resources, 'kinds')
  const name = textAt(resources, 'name')
  const names = [...(name === undefined ? [] : [name]), ...textsAt(resources, 'names')]
  const namespaces = textsAt(resources, 'namespaces')
  const labels = readSelector(resources, 'selector').map((demand): LabelDemand => ({ ...demand, wildcards: true }))
  const operations = textsAt(resources, 'operations')
  return [
    ...(kinds.length === 0 ? [] : [{ kind: 'any' as const, of: kinds.map(readKind) }]),
    ...(names.length === 0 ? [] : [{ kind: 'name' as const, wildcards: names }]),
    ...(namespaces.length === 0 ? [] : [{ kind: 'namespace' as const, wildcards: namespaces }]),
    ...(labels.length === 0 ? [] : [{ kind: 'labels' as const, wanted: labels }]),
    ...readAnnotations(resources),
    ...(has(resources, 'namespaceSelector')
      ? [{ kind: 'open' as const, why: `${resources.at}.namespaceSelector: a file does not say the labels of the namespace` }]
      : []),
    ...(operations.length > 0 && !operations.some((one) => one === 'CREATE' || one === 'UPDATE') ? [NEVER] : []),
  ]
}

/** Selects nothing: what a rule about deletions or connections only is about, when a manifest is applied. */
const NEVER: ObjectMatch = { kind: 'any', of: [] }

/** A kind as Kyverno writes it: `Pod`, `v1/Pod`, `apps/v1/Deployment`, with wildcards. A subresource stays open. */
export function readKind(text: string): ObjectMatch {
  const parts = text.split('/')
  const kind = parts.at(-1) ?? ''
  if (!/^[A-Z*?]/.test(kind) || parts.length > 3 || /^[A-Z]/.test(parts.at(-2) ?? ''))
    return { kind: 'open', why: `the policy is about "${text}", which is not compared here` }
  const pattern: KindPattern = { group: parts.at(-3) ?? '*', version: parts.at(-2) ?? '*', kind }
  return { kind: 'kinds', kinds: [pattern] }
}

function readAnnotations(resources: Fields): readonly ObjectMatch[] {
  if (!has(resources, 'annotations')) return []
  const value = resources.value.annotations
  const entries = Object.entries(
    fieldsOf(value, `${resources.at}.annotations`, Object.keys(Object(value)), resources.issues).value,
  )
  const wanted = entries.map(([key, text]): LabelDemand => ({ key, operator: 'In', values: [`${text}`], wildcards: true }))
  return [{ kind: 'annotations', wanted }]
}

/** Conditions before a rule are open, except the usual ones about the operation, which hold when something is applied. */
function readPreconditions(rule: Fields): readonly ObjectMatch[] {
  const cel = has(rule, 'celPreconditions')
    ? [{ kind: 'open' as const, why: `${rule.at}.celPreconditions are not evaluated here` }]
    : []
  if (!has(rule, 'preconditions')) return cel
  const value = rule.value.preconditions
  const conditions = Array.isArray(value) ? value : Object.values(Object(value)).flat()
  const onlyOperation = conditions.length > 0 && conditions.every(holdsWhenApplied)
  return onlyOperation ? cel : [...cel, { kind: 'open', why: `${rule.at}.preconditions are not evaluated here` }]
}

function holdsWhenApplied(condition: unknown): boolean {
  const { key, operator, value } = Object(condition) as { key?: unknown; operator?: unknown; value?: unknown }
  if (typeof key !== 'string' || !/^\{\{ *request\.operation(?: *\|\| *'[A-Z]+')? *\}\}$/.test(key)) return false
  const values = [value].flat().map((one) => `${one}`)
  const applied = ['CREATE', 'UPDATE']
  if (['NotEquals', 'NotEqual', 'AnyNotIn', 'AllNotIn', 'NotIn'].includes(`${operator}`))
    return !values.some((one) => applied.includes(one))
  return (
    ['Equals', 'Equal', 'AnyIn', 'AllIn', 'In'].includes(`${operator}`) &&
    applied.every((one) => values.includes(one) || values[0] === 'CREATE')
  )
}
