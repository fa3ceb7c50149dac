import type { Rule } from '../../case/rule.ts'
import { clusterImagePolicy } from './cluster-image-policy.ts'
import { containersPolicy } from './containers-policy.ts'
import { invalidImagePolicy } from './invalid-policy.ts'
import { kyvernoImageValidatingPolicy } from './kyverno-image-validating-policy.ts'
import { kyvernoValidatingPolicy } from './kyverno-validating-policy.ts'
import { kyvernoVerifyImages } from './kyverno-verify-images.ts'
import { notEvaluated } from './not-evaluated.ts'
import { notationTrustPolicy } from './notation-trust-policy.ts'
import { clusterPoliciesUnread } from './unread.ts'
import { validatingAdmissionPolicy } from './validating-admission-policy.ts'

/** The rules of group `admission`, in the order of the documentation. */
export const admissionRules: readonly Rule[] = [
  clusterImagePolicy,
  kyvernoImageValidatingPolicy,
  kyvernoVerifyImages,
  containersPolicy,
  notationTrustPolicy,
  validatingAdmissionPolicy,
  kyvernoValidatingPolicy,
  notEvaluated,
  clusterPoliciesUnread,
  invalidImagePolicy,
]
