import { type Field, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { addedConditions, narrower } from './scope.ts'
import type { Weakness } from './weakening-rule.ts'

const REGISTRATION = 'admissionregistration.k8s.io'

/** Whether an object is of one of these types, `group/Kind`. */
export function isOneOf(types: readonly string[]): (object: ManifestObject) => boolean {
  return (object) => types.includes(typeOf(object))
}

/** The types of admission webhooks. */
export const webhookTypes: readonly string[] = [
  `${REGISTRATION}/ValidatingWebhookConfiguration`,
  `${REGISTRATION}/MutatingWebhookConfiguration`,
]
/** The types of admission policies in CEL. */
export const celPolicyTypes: readonly string[] = [
  `${REGISTRATION}/ValidatingAdmissionPolicy`,
  `${REGISTRATION}/MutatingAdmissionPolicy`,
]
/** The types of their bindings. */
export const celBindingTypes: readonly string[] = [
  `${REGISTRATION}/ValidatingAdmissionPolicyBinding`,
  `${REGISTRATION}/MutatingAdmissionPolicyBinding`,
]

/** What got weaker in how a policy or a webhook is asked: errors ignored, new conditions, a narrower scope. */
export function askedLess(
  base: Field,
  head: Field,
  match: { readonly path: readonly string[]; readonly rules: 'resourceRules' | 'rules' },
): readonly Weakness[] {
  const failure = under(head, 'failurePolicy')
  const ignores = textAt(failure) === 'Ignore' && textAt(under(base, 'failurePolicy')) !== 'Ignore'
  const conditions = addedConditions(under(base, 'matchConditions'), under(head, 'matchConditions'))
  const scopes = narrower(under(base, ...match.path), under(head, ...match.path), match.rules)
  return [
    ...(ignores
      ? [{ says: 'now lets everything pass that it cannot answer (failurePolicy: Ignore)', level: 'error' as const, at: failure }]
      : []),
    ...conditions.map((at) => ({
      says: 'has a new condition under which it is not asked (matchConditions)',
      level: 'error' as const,
      at,
    })),
    ...scopes.map((at) => ({ says: `is asked about fewer objects (${at.name})`, level: 'error' as const, at })),
  ]
}

/** Texts of a list that the base side had and the head side has not. */
export function lostTexts(base: Field, head: Field): readonly string[] {
  const after = itemFields(head, '').map(textAt)
  return itemFields(base, '').flatMap((item) => (after.includes(textAt(item)) ? [] : [textAt(item) ?? '']))
}

/** Texts of a list that the head side has and the base side had not. */
export function addedTexts(base: Field, head: Field): readonly string[] {
  return lostTexts(head, base)
}
