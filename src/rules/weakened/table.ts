import type { Rule } from '../../case/rule.ts'
import { weakenedAdmissionPolicy } from './admission-policy.ts'
import { weakenedBackup } from './backup.ts'
import { weakenedGate } from './gate.ts'
import { weakenedImagePolicy } from './image-policy.ts'
import { weakenedMtls } from './mtls.ts'
import { weakenedNetworkPolicy } from './network-policy.ts'
import { weakenedPodSecurityLabel } from './pod-security-label.ts'
import { weakenedWebhook } from './webhook.ts'

/** The rules of group `weakened`, in the order of the documentation. */
export const weakenedRules: readonly Rule[] = [
  weakenedPodSecurityLabel,
  weakenedAdmissionPolicy,
  weakenedWebhook,
  weakenedImagePolicy,
  weakenedNetworkPolicy,
  weakenedMtls,
  weakenedBackup,
  weakenedGate,
]
