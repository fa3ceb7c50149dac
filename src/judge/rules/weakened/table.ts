import type { Rule } from '../../rule.ts'
import { weakenedImagePolicy } from './image-policy.ts'

/** The rules of group `weakened`, in the order of the documentation. */
export const weakenedRules: readonly Rule[] = [weakenedImagePolicy]
