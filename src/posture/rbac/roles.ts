import { type Field, isSet, itemFields, rootField, under } from '../../kubernetes/field.ts'
import { folderOf } from '../../kubernetes/introduced.ts'
import { type Labels, labelsUnder, selects } from '../../kubernetes/selector.ts'
import type { Facts } from '../../model/facts.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { Binding } from './bindings.ts'
import { builtInRoles } from './built-in-roles.ts'
import { type Grant, grantsOf } from './grants.ts'
import { isRole } from './risk-rule.ts'

/** A side of the change. */
export type Side = 'base' | 'head'

/** What a binding's role grants: the role in the repository or a built-in one, with what is aggregated into it; undefined if it is not known. */
export function grantsThrough(binding: Binding, facts: Pick<Facts, 'objects'>, side: Side): readonly Grant[] | undefined {
  const roles = rolesOn(facts.objects, side)
  const named = (rolesNamed(roles).get(nameKey(binding.roleKind, binding.roleName)) ?? []).filter((role) =>
    reaches(role, binding),
  )
  const near = named.filter((role) => folderOf(role.origin.file) === folderOf(binding.object.origin.file))
  const own = (near.length > 0 ? near : named).flatMap((role) => effective(role, roles))
  const builtIn = binding.roleKind === 'ClusterRole' ? builtInRoles.get(binding.roleName) : undefined
  if (builtIn !== undefined) return [...builtIn, ...aggregatedTo(binding.roleName, roles), ...own]
  return named.length === 0 ? undefined : own
}

/**
 * Whether the role that a binding gives is new with this change and holds nothing but its own rules: what it may is then
 * said where it is written.
 */
export function bindsNewRole(binding: Binding, facts: Pick<Facts, 'objects'>): boolean {
  const named = (side: Side): readonly ManifestObject[] =>
    (rolesNamed(rolesOn(facts.objects, side)).get(nameKey(binding.roleKind, binding.roleName)) ?? []).filter((role) =>
      reaches(role, binding),
    )
  const now = named('head')
  return now.length > 0 && named('base').length === 0 && now.every((role) => collects(role).length === 0)
}

/** The built-in roles that a ClusterRole is aggregated to by its labels. */
export function aggregationTargets(role: ManifestObject): readonly string[] {
  const labels = labelsOf(role)
  return ['admin', 'edit', 'view'].filter((name) => labels.get(`rbac.authorization.k8s.io/aggregate-to-${name}`) === 'true')
}

/** The selectors of a role that collects the rules of others; none for every other role. */
export function collects(role: ManifestObject): readonly Field[] {
  return itemFields(under(rootField(role.origin.file, role.tree), 'aggregationRule', 'clusterRoleSelectors'))
}

const kept = {
  base: new WeakMap<Facts['objects'], readonly ManifestObject[]>(),
  head: new WeakMap<Facts['objects'], readonly ManifestObject[]>(),
}

// Kept per facts, because every binding asks for them.
function rolesOn(objects: Facts['objects'], side: Side): readonly ManifestObject[] {
  const found = kept[side].get(objects) ?? objects.flatMap((change) => (isRole(change[side]) ? [change[side]] : []))
  kept[side].set(objects, found)
  return found
}

const names = new WeakMap<readonly ManifestObject[], ReadonlyMap<string, readonly ManifestObject[]>>()

function rolesNamed(roles: readonly ManifestObject[]): ReadonlyMap<string, readonly ManifestObject[]> {
  const found = names.get(roles) ?? Map.groupBy(roles, ({ kind, name }) => nameKey(kind, name ?? ''))
  names.set(roles, found)
  return found
}

function nameKey(kind: string, name: string): string {
  return JSON.stringify([kind, name])
}

function reaches(role: ManifestObject, { scope }: Binding): boolean {
  return role.kind === 'ClusterRole' || role.namespace === undefined || scope === '' || role.namespace === scope
}

function effective(role: ManifestObject, roles: readonly ManifestObject[]): readonly Grant[] {
  const selectors = collects(role)
  if (selectors.length === 0) return grantsOf(role)
  const members = roles.filter((one) => selectors.some((selector) => isSet(selector) && selects(selector, labelsOf(one))))
  return [...grantsOf(role), ...members.flatMap((member) => grantsOf(member))]
}

// What goes to view goes to edit and to admin as well.
function aggregatedTo(name: string, roles: readonly ManifestObject[]): readonly Grant[] {
  const order = ['view', 'edit', 'admin']
  const included = order.slice(0, order.indexOf(name) + 1)
  return roles.filter((role) => aggregationTargets(role).some((target) => included.includes(target))).flatMap(grantsOf)
}

function labelsOf(role: ManifestObject): Labels {
  return labelsUnder(under(rootField(role.origin.file, role.tree), 'metadata'))
}
