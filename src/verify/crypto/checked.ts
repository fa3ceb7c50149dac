/** Why a piece of signature material was refused. The codes are public: they appear in evidence and in reports. */
export type Reason =
  | 'bundle-malformed'
  | 'bundle-unsupported'
  | 'envelope-malformed'
  | 'payload-malformed'
  | 'payload-type'
  | 'statement-malformed'
  | 'digest-mismatch'
  | 'signature-invalid'
  | 'signature-count'
  | 'signature-expired'
  | 'key-mismatch'
  | 'key-malformed'
  | 'key-unsupported'
  | 'key-not-valid-then'
  | 'certificate-malformed'
  | 'certificate-chain'
  | 'certificate-authority-unknown'
  | 'certificate-not-valid-then'
  | 'certificate-usage'
  | 'certificate-identity'
  | 'revocation-unchecked'
  | 'sct-missing'
  | 'sct-invalid'
  | 'log-entry-missing'
  | 'log-entry-malformed'
  | 'log-entry-unsupported'
  | 'log-entry-mismatch'
  | 'log-entry-duplicate'
  | 'log-unknown'
  | 'log-promise-invalid'
  | 'log-proof-invalid'
  | 'log-checkpoint-invalid'
  | 'timestamp-missing'
  | 'timestamp-malformed'
  | 'timestamp-mismatch'
  | 'timestamp-invalid'
  | 'timestamp-duplicate'
  | 'timestamp-authority-unknown'
  | 'trust-root-malformed'
  | 'too-many'
  | 'disagreement'
  | 'unsigned'
  | 'unsupported'

/**
 * A refusal: `invalid` says the material is wrong, `untrusted` that nobody trusted made it, `unsupported` that it cannot be
 * judged here, `unsigned` that nothing vouches for it.
 */
export interface Rejection {
  readonly reason: Reason
  readonly verdict: 'invalid' | 'untrusted' | 'unsupported' | 'unsigned'
  readonly detail: string
  readonly expected?: string
  readonly got?: string
}

/** A value that passed a check, or the refusal. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rejection: Rejection }

/** The check passed. */
export function pass<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** The check failed; `detail` says what is wrong in one sentence without a full stop. */
export function reject(
  reason: Reason,
  detail: string,
  more: { readonly verdict?: Rejection['verdict']; readonly expected?: string; readonly got?: string } = {},
): { readonly ok: false; readonly rejection: Rejection } {
  return { ok: false, rejection: { reason, verdict: 'invalid', detail, ...more } }
}

/** Thrown by readers of hostile bytes inside one `reading` call; never leaves it. */
export class MalformedError extends Error {}

/** Runs a reader of hostile bytes: what it finds malformed becomes a refusal with `reason`; anything else it throws is a bug and goes on. */
export function reading<T>(reason: Reason, what: string, read: () => T): Checked<T> {
  try {
    return pass(read())
  } catch (error) {
    if (error instanceof MalformedError) return reject(reason, `${what}: ${error.message}`)
    throw error
  }
}

/** All values, or the first refusal. */
export function all<T>(checks: readonly Checked<T>[]): Checked<readonly T[]> {
  const values: T[] = []
  for (const check of checks) {
    if (!check.ok) return check
    values.push(check.value)
  }
  return pass(values)
}
