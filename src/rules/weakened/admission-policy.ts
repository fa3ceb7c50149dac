import type { Rule } from '../../case/rule.ts'
import { weakerBinding, weakerPolicy } from '../../posture/weakening/cel-policy.ts'
import { celBindingTypes, celPolicyTypes, isOneOf } from '../../posture/weakening/controls.ts'
import { isConstraint, weakerConstraint } from '../../posture/weakening/gatekeeper.ts'
import { isException, isKyvernoPolicy, weakerKyverno, widerException } from '../../posture/weakening/kyverno.ts'
import { weakeningRule } from '../../posture/weakening/weakening-rule.ts'

const isPolicy = isOneOf(celPolicyTypes)
const isBinding = isOneOf(celBindingTypes)

export const weakenedAdmissionPolicy: Rule = weakeningRule({
  name: 'admission-policy',
  level: 'error',
  summary: 'An admission policy or its binding is removed, no longer denies, or is asked about less than before.',
  why: 'What the policy kept out of the cluster may enter from the merge on.',
  fix: 'Keep the policy as it is; exempt single objects by name where the people who own the policy agree.',
  concerns: (object) => [isPolicy, isBinding, isKyvernoPolicy, isException, isConstraint].some((is) => is(object)),
  weaker: (base, head, object) => {
    if (isException(object)) return widerException(base, head)
    if (base === undefined) return []
    if (isBinding(object)) return weakerBinding(base, head)
    if (isPolicy(object)) return weakerPolicy(base, head)
    return isConstraint(object) ? weakerConstraint(base, head) : weakerKyverno(base, head)
  },
})
