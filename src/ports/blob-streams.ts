import type { Answer } from '../model/answer.ts'
import type { Repository } from '../model/image-name.ts'
import type { Descriptor } from '../model/oci-manifest.ts'
import type { Registry } from './registry.ts'

/** Takes the bytes of content while they arrive. `take` answers false when it has had enough: the rest is not fetched. */
export interface Receiver {
  take(chunk: Uint8Array): Promise<boolean>
}

/** Content too large to be kept whole: handed on while it arrives, and hashed on the way. */
export interface BlobStreams {
  /**
   * Found when everything arrived, had the descriptor's size and hashed to its digest: only then may what the receiver made of it be
   * believed. `open` is called anew for each attempt, because a connection may break in the middle. Never throws for what a registry does.
   */
  stream(repository: Repository, descriptor: Descriptor, open: () => Receiver): Promise<Answer<true>>
}

/** A registry that may also hand content on. */
export type StreamingRegistry = Registry & Partial<BlobStreams>
