import type { Answer } from '../../model/answer.ts'

/** What became of one channel. `refused` hands its findings to the next; `skipped` was not asked for or is not there. */
export interface Delivery {
  readonly channel: string
  readonly status: 'delivered' | 'refused' | 'skipped'
  readonly detail: string
  /** The fingerprints of what stands on the pull request now, line by line. */
  readonly placed?: ReadonlySet<string>
}

/** A channel that was written. */
export function delivered(channel: string, detail: string): Delivery {
  return { channel, status: 'delivered', detail }
}

/** A channel that was not written, and nobody expected it. */
export function skipped(channel: string, detail: string): Delivery {
  return { channel, status: 'skipped', detail }
}

/** A channel that could not be written, with the reason that its port gave. */
export function refused(channel: string, answer: Exclude<Answer<unknown>, { kind: 'found' }>): Delivery {
  return { channel, status: 'refused', detail: whyNot(answer) }
}

/** The reason of an answer that carries no value. */
export function whyNot(answer: Exclude<Answer<unknown>, { kind: 'found' }>): string {
  return answer.kind === 'unknown' ? answer.problem.detail : 'it is not there'
}

/** Runs one channel. Telling people must never decide whether a change passes, so even a bug in a channel only loses that channel. */
export async function attempt(channel: string, write: () => Promise<Delivery>): Promise<Delivery> {
  try {
    return await write()
  } catch (error) {
    return { channel, status: 'refused', detail: error instanceof Error ? error.message : String(error) }
  }
}
