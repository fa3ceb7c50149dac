import { type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { askedLess, lostTexts } from './controls.ts'
import { narrower } from './scope.ts'
import { removed, type Weakness } from './weakening-rule.ts'

/** What got weaker in a ValidatingAdmissionPolicy or MutatingAdmissionPolicy. */
export function weakerPolicy(base: Field, head: Field | undefined): readonly Weakness[] {
  if (head === undefined) return removed('error')
  const [old, now] = [under(base, 'spec'), under(head, 'spec')]
  return [...askedLess(old, now, { path: ['matchConstraints'], rules: 'resourceRules' }), ...lostValidations(old, now)]
}

/** What got weaker in the binding of such a policy. */
export function weakerBinding(base: Field, head: Field | undefined): readonly Weakness[] {
  if (head === undefined) return removed('error')
  const [old, now] = [under(base, 'spec'), under(head, 'spec')]
  const actions = under(now, 'validationActions')
  const allows = lostTexts(under(old, 'validationActions'), actions).includes('Deny')
  const another = textAt(under(old, 'policyName')) !== textAt(under(now, 'policyName'))
  const scopes = narrower(under(old, 'matchResources'), under(now, 'matchResources'), 'resourceRules')
  return [
    ...(allows ? [{ says: 'no longer denies (validationActions)', level: 'error' as const, at: actions }] : []),
    ...(another ? [{ says: 'binds another policy', level: 'error' as const, at: under(now, 'policyName') }] : []),
    ...scopes.map((at) => ({ says: `holds for fewer objects (${at.name})`, level: 'error' as const, at })),
    ...otherParameters(old, now),
  ]
}

// Another expression may be stricter or not: nobody can tell, so it is said, and a validation that is gone is worse.
function lostValidations(old: Field, now: Field): readonly Weakness[] {
  const [before, after] = [old, now].map((spec) => itemFields(under(spec, 'validations')))
  const kept = new Set(after?.map((item) => textAt(under(item, 'expression'))))
  const lost = before?.filter((item) => !kept.has(textAt(under(item, 'expression')))) ?? []
  if (lost.length === 0) return []
  const at = under(now, 'validations')
  if ((after?.length ?? 0) < (before?.length ?? 0)) return [{ says: 'has fewer validations than before', level: 'error', at }]
  return [{ says: 'has another expression in its validations, which may let more pass', level: 'warning', at }]
}

function otherParameters(old: Field, now: Field): readonly Weakness[] {
  const at = under(now, 'paramRef', 'parameterNotFoundAction')
  const allows =
    textAt(at) === 'Allow' &&
    isSet(under(old, 'paramRef')) &&
    textAt(under(old, 'paramRef', 'parameterNotFoundAction')) !== 'Allow'
  return allows ? [{ says: 'lets everything pass where its parameter is missing', level: 'error', at }] : []
}
