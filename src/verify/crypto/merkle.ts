import { MAX_PROOF_HASHES } from '../../model/limits.ts'
import { hashOf } from './keys.ts'

/** An inclusion proof of one leaf in a log tree of `size` leaves (RFC 6962 2.1.1). */
export interface Inclusion {
  readonly index: bigint
  readonly size: bigint
  readonly hashes: readonly Buffer[]
}

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

/** The root hash that the proof computes for `leaf`, or undefined when the proof cannot be one for that index and size. */
export function rootFrom(leaf: Uint8Array, proof: Inclusion): Buffer | undefined {
  const { index, size, hashes } = proof
  if (index < 0n || index >= size || hashes.length > MAX_PROOF_HASHES) return undefined
  const inner = bitLength(index ^ (size - 1n))
  const border = countOnes(index >> BigInt(inner))
  if (hashes.length !== inner + border) return undefined
  let hash = hashOf('sha256', LEAF, leaf)
  for (const [level, sibling] of hashes.entries()) {
    const isRight = level >= inner || ((index >> BigInt(level)) & 1n) === 1n
    hash = isRight ? hashOf('sha256', NODE, sibling, hash) : hashOf('sha256', NODE, hash, sibling)
  }
  return hash
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

function countOnes(value: bigint): number {
  return value.toString(2).split('1').length - 1
}
