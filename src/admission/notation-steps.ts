import type { NotationStep } from '../model/cluster-policy.ts'
import type { Evidence } from '../model/evidence.ts'
import { openBecause, type Truth, yes } from './truth.ts'

/** Notation's steps after integrity, in its order (verifier.go of notation-go 1.3.2: the first that is enforced and fails ends it). */
export const NOTATION_STEPS: readonly NotationStep[] = ['authenticity', 'expiry', 'authenticTimestamp', 'revocation']

/** How each level treats the steps: what is not enforced is recorded. */
export const ENFORCED: Readonly<Record<'strict' | 'permissive' | 'audit', readonly NotationStep[]>> = {
  strict: NOTATION_STEPS,
  permissive: ['authenticity'],
  audit: [],
}

/**
 * Whether a signature that was refused counts all the same, because what is wrong with it is only recorded. Open where a later step
 * is enforced that nobody came to; undefined where what is wrong is enforced, and for integrity, which always is.
 */
export function onlyRecorded(records: readonly NotationStep[], answer: Evidence): Truth | undefined {
  const steps = failedSteps(answer)
  const recorded = steps.filter((step) => step !== undefined && records.includes(step))
  if (recorded.length === 0) return undefined
  const counts = recorded.some((step) => laterThan(step).every((later) => records.includes(later)))
  return counts
    ? { ...yes, why: [`there is a signature, and ${recorded.join(', ')} is only recorded`] }
    : openBecause(
        `a signature fails at ${recorded.join(', ')}, which is only recorded, and what comes after it was not looked at`,
      )
}

function laterThan(step: NotationStep | undefined): readonly NotationStep[] {
  return step === undefined ? [] : NOTATION_STEPS.slice(NOTATION_STEPS.indexOf(step) + 1)
}

/** At which step each signature was refused; undefined stands for its integrity, or for something that is not known here. */
function failedSteps(answer: Evidence): readonly (NotationStep | undefined)[] {
  if (answer.status === 'unknown') return answer.problem.kind === 'unsupported' ? [stepOf(answer.problem.detail)] : []
  if (answer.status !== 'refuted') return []
  const first = stepOf(answer.reason) ?? (answer.because === 'untrusted' ? 'authenticity' : undefined)
  return [first, ...(answer.others ?? []).map(stepOf)]
}

const STEP_OF: readonly (readonly [reason: RegExp, step: NotationStep])[] = [
  [/^certificate-(?:authority-unknown|identity)\b/, 'authenticity'],
  [/^signature-expired\b/, 'expiry'],
  [/^(?:certificate-not-valid-then|timestamp-\w+)\b/, 'authenticTimestamp'],
  [/^revocation-\w+/, 'revocation'],
]

function stepOf(reason: string): NotationStep | undefined {
  return STEP_OF.find(([pattern]) => pattern.test(reason))?.[1]
}
