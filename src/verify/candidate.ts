import type { Checked } from './crypto/checked.ts'
import type { AnyMaterial } from './material.ts'

/** One thing found next to an image that may vouch for it, as stored: nothing of it is verified or even parsed. */
export interface Candidate {
  /** Where it was found, for people: `.sig tag`, `referrer sha256:…`, `GitHub attestations`. */
  readonly where: string
  readonly store: 'tag' | 'referrer' | 'github'
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly annotations: Readonly<Record<string, string>>
  /** The manifest that is vouched for: what a message signature without a statement is over. */
  readonly subject?: Uint8Array
  /** The media type under which that manifest was served. */
  readonly subjectType?: string
  /** The manifest that holds it: what that calls itself, and how many layers it has. */
  readonly artifact?: { readonly type: string; readonly layers: number }
}

/** A scheme by which images are vouched for. Listed in verifiers/table.ts. */
export interface Verifier {
  /** The name that reports show. */
  readonly format: string
  /** Whether this scheme reads candidates of that media type. */
  reads(mediaType: string): boolean
  /** The material of the candidate, or why there is none. */
  open(candidate: Candidate): Checked<AnyMaterial>
}
