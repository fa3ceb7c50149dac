import type { Rule } from '../../case/rule.ts'
import { catchAllWebhook } from './catch-all-webhook.ts'
import { podSecurityLabel } from './pod-security-label.ts'
import { selectorMismatch } from './selector-mismatch.ts'
import { selectsNothing } from './selects-nothing.ts'
import { unknownField } from './unknown-field.ts'

/** The rules of group `object`, in the order of the documentation. */
export const objectRules: readonly Rule[] = [unknownField, selectorMismatch, selectsNothing, podSecurityLabel, catchAllWebhook]
