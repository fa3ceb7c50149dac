import type { Rule } from '../case/rule.ts'
import { admissionRules } from './admission/table.ts'
import { attestationRules } from './attestation/table.ts'
import { availabilityRules } from './availability/table.ts'
import { exposureRules } from './exposure/table.ts'
import { fileRules } from './file/table.ts'
import { imageRules } from './image/table.ts'
import { imageChangeRules } from './image-change/table.ts'
import { networkRules } from './network/table.ts'
import { objectRules } from './object/table.ts'
import { podSecurityRules } from './pod-security/table.ts'
import { policyRules } from './policy/table.ts'
import { rbacRules } from './rbac/table.ts'
import { secretRules } from './secret/table.ts'
import { signatureRules } from './signature/table.ts'
import { vulnerabilityRules } from './vulnerability/table.ts'
import { weakenedRules } from './weakened/table.ts'

/** Every rule, group by group. A new rule is one file in the folder of its group, its page, and its line in the group's table. */
export const rules: readonly Rule[] = [
  ...imageRules,
  ...signatureRules,
  ...attestationRules,
  ...imageChangeRules,
  ...vulnerabilityRules,
  ...podSecurityRules,
  ...rbacRules,
  ...secretRules,
  ...exposureRules,
  ...networkRules,
  ...objectRules,
  ...admissionRules,
  ...weakenedRules,
  ...availabilityRules,
  ...policyRules,
  ...fileRules,
]
