import type { Origin } from './span.ts'

/**
 * A credential that stands in a file which holds no Kubernetes objects: a Dockerfile, a Compose file, the values of a chart, a
 * file of variables (`.env`).
 * The value itself is no part of any fact. `kind` says how it was told: by its shape, as the password of a URL, or by the name.
 */
export interface SecretFact {
  readonly origin: Origin
  readonly where: 'dockerfile' | 'compose' | 'values' | 'dotenv'
  readonly name: string
  readonly kind: 'shape' | 'url' | 'name'
  readonly what: string
  /** Whether this change brought it. */
  readonly touched: boolean
}

/** A credential as found on one side, with the value that tells it from another. The value never leaves the comparison. */
export interface HeldSecret extends Omit<SecretFact, 'touched'> {
  readonly value: string
}
