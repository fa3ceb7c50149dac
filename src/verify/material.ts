import type { HashName } from './crypto/keys.ts'
import type { NotationMaterial } from './notation/envelope.ts'

/** What was signed: a message, or an in-toto statement in a DSSE envelope. `envelope` is the envelope as it was stored, where it was stored by itself. */
export type Content =
  | {
      readonly kind: 'message'
      readonly payload: Buffer
      readonly signature: Buffer
      readonly hash?: HashName
      /** The digest that a bundle states beside the signature; it must be that of the payload. */
      readonly stated?: { readonly hash: HashName; readonly value: Buffer }
    }
  | {
      readonly kind: 'dsse'
      readonly payloadType: string
      readonly payload: Buffer
      readonly signature: Buffer
      readonly envelope?: Buffer
      /** Further signatures of the same envelope, where it may have several. */
      readonly others?: readonly Buffer[]
    }

/** Who says to have signed: a certificate with what was given to build its chain, or a key by an unverified hint. */
export type SignerMaterial =
  | { readonly kind: 'certificate'; readonly leaf: Buffer; readonly given: readonly Buffer[] }
  | { readonly kind: 'key'; readonly hint?: string }

/** One transparency log entry, not yet verified. */
export interface LogEntry {
  readonly logId: Buffer
  readonly logIndex: bigint
  readonly kind: string
  readonly version: string
  readonly integratedTime: bigint
  readonly body: Buffer
  readonly promise?: Buffer
  readonly proof?: LogProof
}

/** An inclusion proof with the checkpoint that signs its root; only version 0.1 bundles may lack the checkpoint. */
export interface LogProof {
  readonly index: bigint
  readonly size: bigint
  readonly rootHash: Buffer
  readonly hashes: readonly Buffer[]
  readonly checkpoint?: string
}

/** Everything that came with one signature, in one shape for all of Sigstore's formats. `timestamped` is what signed timestamps must be over. */
export interface Material {
  readonly scheme?: undefined
  readonly content: Content
  readonly signer: SignerMaterial
  readonly entries: readonly LogEntry[]
  readonly timestamps: readonly Buffer[]
  readonly timestamped: Buffer
  /** The bundle as parsed JSON, where the format is one: what a second opinion reads. */
  readonly bundle?: unknown
}

/** Material of either scheme. Nothing of one is ever judged by the terms of the other. */
export type AnyMaterial = Material | NotationMaterial
