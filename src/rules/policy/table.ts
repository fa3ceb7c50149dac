import type { Rule } from '../../case/rule.ts'
import { policyChanged } from './changed.ts'
import { exceptionExpired } from './exception-expired.ts'
import { exceptionExpiring } from './exception-expiring.ts'
import { policyInvalid } from './invalid.ts'
import { matchedNothing } from './matched-nothing.ts'

/** The rules of group `policy`, in the order of the documentation. */
export const policyRules: readonly Rule[] = [policyInvalid, policyChanged, exceptionExpired, exceptionExpiring, matchedNothing]
