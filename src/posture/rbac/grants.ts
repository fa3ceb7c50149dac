import { type Field, itemFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'

const EVERY_VERB = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

/** One rule of a role. No names means all names. `field` is where it is written, for rules that stand in a file. */
export interface Grant {
  readonly groups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly names: readonly string[]
  readonly urls: readonly string[]
  readonly field?: Field
}

/** One power: a verb on a resource of a group, on all objects or on those of the names. */
export interface Power {
  readonly group: string
  readonly resource: string
  readonly verb: string
  readonly names: readonly string[]
}

/** The rules that are written in a role. */
export function grantsOf(role: ManifestObject): readonly Grant[] {
  return itemFields(under(rootField(role.origin.file, role.tree), 'rules')).map((field) => ({
    groups: textsAt(under(field, 'apiGroups')),
    resources: textsAt(under(field, 'resources')),
    verbs: textsAt(under(field, 'verbs')),
    names: textsAt(under(field, 'resourceNames')),
    urls: textsAt(under(field, 'nonResourceURLs')),
    field,
  }))
}

/**
 * Whether a rule grants a power, as the API server decides it: `*` or the same group and verb; `*`, the same resource, or
 * a star before the same subresource. A star after the slash matches nothing.
 */
export function grants(rule: Grant, power: Power): boolean {
  return (
    includes(rule.groups, power.group) &&
    includes(rule.verbs, power.verb) &&
    rule.resources.some((resource) => resourceMatches(resource, power.resource)) &&
    (rule.names.length === 0 || (power.names.length > 0 && power.names.every((name) => rule.names.includes(name))))
  )
}

/** Everything that a rule grants on resources, one by one; wildcards stay wildcards. */
export function powersOf(rule: Grant): readonly Power[] {
  return rule.groups.flatMap((group) =>
    rule.resources.flatMap((resource) => rule.verbs.map((verb) => ({ group, resource, verb, names: rule.names }))),
  )
}

/** A power in words: `get on secrets`, `create on deployments.apps`. */
export function wordsOf({ group, resource, verb, names }: Power): string {
  const where = group === '' ? resource : `${resource}.${group}`
  return `${verb} on ${where}${names.length === 0 ? '' : ` named ${names.join(', ')}`}`
}

/**
 * Whether the rule is the rule of cluster-admin: everything, or every URL that is no resource. The verbs of everything
 * spelled out are everything: who writes any object writes the role and the binding for the rest.
 */
export function isAllPowers(rule: Grant): boolean {
  const verbs = rule.verbs.includes('*') || EVERY_VERB.every((verb) => rule.verbs.includes(verb))
  const all = verbs && [rule.groups, rule.resources].every((list) => list.includes('*')) && rule.names.length === 0
  return all || rule.urls.includes('*')
}

/** The texts of a list field. */
export function textsAt(field: Field): readonly string[] {
  return itemFields(field).flatMap((item) => textAt(item) ?? [])
}

/** The item of a rule's list that grants: the wanted text, else its wildcard, else the rule itself. */
export function itemAt(rule: Field, list: string, wanted: string): Field {
  const items = itemFields(under(rule, list))
  return items.find((item) => textAt(item) === wanted) ?? items.find((item) => (textAt(item) ?? '').startsWith('*')) ?? rule
}

function includes(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

function resourceMatches(pattern: string, resource: string): boolean {
  if (pattern === '*' || pattern === resource) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && pattern === `*${resource.slice(slash)}`
}
