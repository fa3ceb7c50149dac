import type { Rule } from '../../case/rule.ts'
import { allowAll } from './allow-all.ts'
import { notSelected } from './not-selected.ts'
import { policyRemoved } from './policy-removed.ts'

/** The rules of group `network`, in the order of the documentation. */
export const networkRules: readonly Rule[] = [notSelected, allowAll, policyRemoved]
