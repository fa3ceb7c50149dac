import type { Answer } from '../model/answer.ts'
import type { RequestCount } from '../model/facts.ts'

/** Chart repositories over HTTPS, without any credential. Only those that the policy lists are asked. */
export interface ChartServer {
  /** Whether the policy lists the repository. */
  allows(repository: string): boolean
  /** What stands at a URL on the host of a listed repository, of at most `maxBytes` bytes: an index, or an archive. */
  get(url: string, maxBytes: number): Promise<Answer<Uint8Array>>
  /** Requests sent so far. */
  requests(): readonly RequestCount[]
}
