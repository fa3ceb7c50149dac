import { type Field, textAt, under } from '../../kubernetes/field.ts'
import { groupOf, typeOf } from '../../kubernetes/pods.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { addedTexts } from './controls.ts'
import { removed, type Weakness } from './weakening-rule.ts'

/** Whether an object is a constraint of Gatekeeper, or the template of one. */
export function isConstraint(object: ManifestObject): boolean {
  return groupOf(object) === 'constraints.gatekeeper.sh' || typeOf(object) === 'templates.gatekeeper.sh/ConstraintTemplate'
}

/** What got weaker in a constraint: it denies unless it says otherwise. */
export function weakerConstraint(base: Field, head: Field | undefined): readonly Weakness[] {
  if (head === undefined) return removed('error')
  const [old, now] = [base, head].map((one) => under(one, 'spec', 'enforcementAction'))
  if (old === undefined || now === undefined) return []
  const denied = (textAt(old) ?? 'deny') === 'deny' && (textAt(now) ?? 'deny') !== 'deny'
  const [before, after] = [base, head].map((one) => under(one, 'spec', 'match', 'excludedNamespaces'))
  const excluded = before === undefined || after === undefined ? [] : addedTexts(before, after)
  return [
    ...(denied ? [{ says: `no longer denies (enforcementAction: ${textAt(now) ?? ''})`, level: 'error' as const, at: now }] : []),
    ...excluded.map((name) => ({
      says: `no longer holds in namespace ${name}`,
      level: 'error' as const,
      ...(after === undefined ? {} : { at: after }),
    })),
  ]
}
