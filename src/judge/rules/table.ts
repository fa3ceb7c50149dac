import type { Rule } from '../rule.ts'
import { malformed } from './image/malformed.ts'

/** Every rule, by group in the order of the documentation. A new rule is one file, its page and its line here. */
export const rules: readonly Rule[] = [malformed]
