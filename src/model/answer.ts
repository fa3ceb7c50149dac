/** Why a question could not be answered. Kinds are public: they appear in reports and decide how a reader is helped. */
export type ProblemKind =
  | 'denied'
  | 'rate-limited'
  | 'unreachable'
  | 'timeout'
  | 'malformed'
  | 'too-large'
  | 'too-many'
  | 'digest-mismatch'
  | 'unsupported'
  | 'host-not-allowed'
  | 'unresolved'
  | 'disagreement'
  | 'superseded'

/** A question that stayed open: `about` names the thing asked for, `detail` says what happened in one sentence. */
export interface Problem {
  readonly kind: ProblemKind
  readonly about: string
  readonly detail: string
}

/** What every port returns. *There is none* (`absent`) and *could not tell* (`unknown`) are different values everywhere. */
export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly problem: Problem }

/** The answer that carries a value. */
export function found<T>(value: T): Answer<T> {
  return { kind: 'found', value }
}

/** The proved answer *there is none*. Only for the case that every place that could hold it said so. */
export const absent: { readonly kind: 'absent' } = { kind: 'absent' }

/** The answer *could not tell*. */
export function unknown(
  kind: ProblemKind,
  about: string,
  detail: string,
): { readonly kind: 'unknown'; readonly problem: Problem } {
  return { kind: 'unknown', problem: { kind, about, detail } }
}
