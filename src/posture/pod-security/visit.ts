import { type Field, isSet, textAt, under } from '../../kubernetes/field.ts'
import type { Container, Pod } from '../../kubernetes/pods.ts'
import { numberOf, truthOf } from '../../kubernetes/scalar.ts'
import type { InsertValue } from '../remedy.ts'
import type { Owner, Violation } from './check.ts'

/** The pod as the owner of its security context. */
export function podOwner(pod: Pod): Owner {
  return { label: 'the pod', holder: pod.spec, security: under(pod.spec, 'securityContext') }
}

/** Every container as the owner of its security context. */
export function containerOwners(pod: Pod): readonly Owner[] {
  return pod.containers.map(({ field, label }) => ({ label, holder: field, security: under(field, 'securityContext') }))
}

/** The pod and its containers. */
export function ownersOf(pod: Pod): readonly Owner[] {
  return [podOwner(pod), ...containerOwners(pod)]
}

/** What each container violates, in the order of the file's lists. */
export function eachContainer(pod: Pod, check: (container: Container) => readonly Violation[]): readonly Violation[] {
  return pod.containers.flatMap(check)
}

/** Whether the pod declares Windows, which three checks of restricted exempt from minor version 25. */
export function isWindows(pod: Pod, minor: number): boolean {
  return minor >= 25 && textAt(under(pod.spec, 'os', 'name')) === 'windows'
}

/** Whether the pod runs in a user namespace, which relaxes some checks from minor version 35. */
export function inUserNamespace(pod: Pod, minor: number): boolean {
  return minor >= 35 && truthOf(under(pod.spec, 'hostUsers')) === 'false'
}

/** A violation if the field is anything but false or unset: text that is no boolean may become true when it is rendered. */
export function notFalse(field: Field, who: string, name: string): readonly Violation[] {
  const truth = truthOf(field)
  if (truth === 'false' || truth === 'unset') return []
  const says = truth === 'true' ? `${who} sets ${name}: true` : `${who} sets ${name} to something that is not known to be false`
  return [{ field, says, remedy: { description: `Write ${name}: false, or leave it out.`, replace: { field, text: 'false' } } }]
}

/** A violation if the field is set to text that is not allowed. Collections in the place of text are never allowed. */
export function notAllowed(
  field: Field,
  allowed: (text: string) => boolean,
  words: { readonly who: string; readonly name: string; readonly write: string },
): readonly Violation[] {
  if (!isSet(field)) return []
  const text = textAt(field)
  if (text !== undefined && allowed(text)) return []
  const shown = text === undefined ? 'something that is no text' : JSON.stringify(text)
  const says = `${words.who} sets ${words.name} to ${shown}`
  const remedy = { description: `Write ${words.name}: ${words.write}.`, replace: { field, text: words.write } }
  return [{ field, says, ...(text === undefined ? {} : { text }), remedy }]
}

/** Whether a number field is known to be zero or is not set. */
export function isZeroOrUnset(field: Field): boolean {
  return !isSet(field) || numberOf(field) === 0
}

/**
 * A violation for each container that neither it nor the pod protects. It lies on the pod where no container is
 * protected, for one line there helps them all, else on the container.
 */
export function unprotected(pod: Pod, exposed: readonly Owner[], lack: Lack): readonly Violation[] {
  const own = podOwner(pod)
  const all = isSet(under(own.security, ...lack.keys)) || !containerOwners(pod).some(lack.protects)
  return exposed.map((who) => {
    const holder = all ? own.holder : who.holder
    const description = `Write ${lack.written} in the securityContext of the ${all ? 'pod' : 'container'}.`
    const insert = { into: holder, keys: ['securityContext', ...lack.keys.slice(0, 1)], value: lack.value }
    return { field: under(holder, 'securityContext', ...lack.keys), says: lack.says, who, remedy: { description, insert } }
  })
}

/** A field that the pod or the container should have: what is said without it, and what to write. */
export interface Lack {
  readonly keys: readonly string[]
  /** Whether a container protects itself. */
  readonly protects: (owner: Owner) => boolean
  readonly says: string
  readonly written: string
  readonly value: InsertValue
}
