import type { Field } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Remedy } from '../remedy.ts'

/** The levels of the Pod Security Standards that forbid something. */
export type ForbiddingLevel = 'baseline' | 'restricted'

/** What a security context belongs to: the pod or one of its containers. */
export interface Owner {
  readonly label: string
  readonly holder: Field
  readonly security: Field
}

/** One thing that a check found: the offending field, the rest of a sentence that starts with the object, and how to fix it. */
export interface Violation {
  readonly field: Field
  readonly says: string
  /** Tells apart violations at one field: the value that offends. */
  readonly text?: string
  /** Whom a lack that the pod could fill leaves exposed: those with the same field and sentence are said at once. */
  readonly who?: Owner
  readonly remedy: Remedy
}

/**
 * One check of the Pod Security Standards. `upstream` is its id there. It applies from minor version `since`, and a baseline
 * check is replaced at restricted from minor version `overriddenSince`.
 */
export interface PodCheck {
  readonly upstream: string
  readonly level: ForbiddingLevel
  readonly since: number
  readonly overriddenSince?: number
  /** The baseline check that this one replaces at restricted. */
  readonly overrides?: PodCheck
  readonly summary: string
  readonly why: string
  /** Everything in the pod that the check forbids at that minor version. */
  check(pod: Pod, minor: number): readonly Violation[]
}

/** Whether a check belongs to a level at a minor version. */
export function applies(check: PodCheck, level: ForbiddingLevel, minor: number): boolean {
  if (minor < check.since) return false
  if (check.level === 'restricted') return level === 'restricted'
  return level === 'baseline' || check.overriddenSince === undefined || minor < check.overriddenSince
}

/** What tells one violation from another when lines move: the offending field by names, and the value. */
export function identityOf({ field, text, who }: Violation): string {
  if (who !== undefined) return `${who.holder.name} ${String(field.step)}`
  return text === undefined ? field.name : `${field.name} ${text}`
}
