import { type Field, isSet, textAt, under } from '../field.ts'
import type { Container, Pod } from '../pods.ts'
import { numberOf, truthOf } from '../scalar.ts'
import type { Violation } from './check.ts'

/** What a security context belongs to: the pod or one of its containers. */
export interface Owner {
  readonly label: string
  readonly holder: Field
  readonly security: Field
}

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
