import type { Rule } from '../../case/rule.ts'
import { unreadable } from './unreadable.ts'

/** The rules of group `file`, in the order of the documentation. */
export const fileRules: readonly Rule[] = [unreadable]
