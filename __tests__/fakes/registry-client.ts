import { setTimeout as delay } from 'node:timers/promises'
import { createRegistry, type RegistryClient, type RegistryOptions } from '../../src/adapters/registry/registry.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'

/** A log that keeps what it was told. */
export interface KeptLog extends Log {
  readonly lines: readonly string[]
  readonly secrets: readonly string[]
}

/** A log in memory. */
export function createKeptLog(): KeptLog {
  const lines: string[] = []
  const secrets: string[] = []
  const keep = (text: string) => void lines.push(text)
  return { lines, secrets, debug: keep, info: keep, warn: keep, secret: (value) => void secrets.push(value), progress: () => {} }
}

/** A clock whose sleeps take a hundredth of their time; `slept` lists what was asked for, in milliseconds. */
export interface HastyClock extends Clock {
  readonly slept: readonly number[]
}

/** A hasty clock. Its elapsed time includes the whole of every sleep. */
export function createHastyClock(): HastyClock {
  const slept: number[] = []
  const ahead = () => slept.reduce((sum, one) => sum + one, 0)
  return {
    slept,
    now: () => new Date(Date.parse('2026-11-21T12:00:00Z') + ahead()),
    elapsedMs: () => performance.now() + ahead(),
    async sleep(ms, signal) {
      await delay(ms / 100, undefined, signal === undefined ? {} : { signal })
      slept.push(ms)
    },
  }
}

/** A registry client for tests: the given hosts are private and listed; all else as the options say. */
export function clientOf(
  hosts: readonly string[],
  options: Partial<RegistryOptions> = {},
): RegistryClient & { readonly log: KeptLog; readonly clock: HastyClock } {
  const log = createKeptLog()
  const clock = createHastyClock()
  const registries = hosts.map((host) => ({ host, allowPrivate: true }))
  return Object.assign(createRegistry({ registries, clock, log, ...options }), { log, clock })
}
