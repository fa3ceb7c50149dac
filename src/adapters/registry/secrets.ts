import type { Answer } from '../../model/answer.ts'
import type { Log } from '../../ports/log.ts'

/** Everything that must not be shown, even when a registry repeats it to us. */
export interface Secrets {
  /** Keeps a value out of the log and out of every text that is redacted from now on. */
  add(value: string): void
  redact(text: string): string
  /** The same answer with its problem redacted. */
  redactAnswer<T>(answer: Answer<T>): Answer<T>
}

/** Shorter values would blank out innocent text and are no secrets. */
const SHORTEST = 4

/** Secrets that the log hears of too. */
export function createSecrets(log: Log): Secrets {
  const values = new Set<string>()
  const redact = (text: string) => [...values].reduce((clean, value) => clean.replaceAll(value, '***'), text)
  return {
    add(value) {
      log.secret(value)
      if (value.length < SHORTEST) return
      for (const form of [value, encodeURIComponent(value), value.toLowerCase()]) values.add(form)
    },
    redact,
    redactAnswer(answer) {
      if (answer.kind !== 'unknown') return answer
      const { kind, about, detail } = answer.problem
      return { kind: 'unknown', problem: { kind, about: redact(about), detail: redact(detail) } }
    },
  }
}
