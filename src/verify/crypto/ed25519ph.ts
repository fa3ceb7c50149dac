import { createHash } from 'node:crypto'
import type { PublicKey } from './keys.ts'

/**
 * Whether a signature is Ed25519ph by this key (RFC 8032, section 5.1: the prehash of an empty context), which node cannot verify. It is
 * only told apart here: cosign 3 makes such signatures with Ed25519 keys, and to say that another key made them would be untrue.
 */
export function isPrehashed(key: PublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  if (key.object.asymmetricKeyType !== 'ed25519' || signature.length !== 64) return false
  const publicKey = key.spki.subarray(-32)
  const [r, s] = [signature.subarray(0, 32), integerOf(signature.subarray(32))]
  const point = decoded(publicKey)
  if (point === undefined || s >= ORDER) return false
  const k = integerOf(sha512(PREHASHED, r, publicKey, sha512(data))) % ORDER
  const sum = add(times(s, BASE), times(ORDER - k, point))
  return Buffer.from(r).equals(encoded(sum))
}

const FIELD = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
/** dom2(1, ""): one byte for the prehash, one for the length of the context. */
const PREHASHED = Buffer.concat([Buffer.from('SigEd25519 no Ed25519 collisions'), Buffer.from([1, 0])])

/** A point in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
type Point = readonly [X: bigint, Y: bigint, Z: bigint, T: bigint]

const D = modulo(-121665n * inverse(121666n))
const ROOT_OF_MINUS_ONE = power(2n, (FIELD - 1n) / 4n)
const NEUTRAL: Point = [0n, 1n, 1n, 0n]
const BASE = basePoint()

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

function modulo(value: bigint): bigint {
  const rest = value % FIELD
  return rest < 0n ? rest + FIELD : rest
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, modulo(base)]
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = modulo(result * square)
    square = modulo(square * square)
  }
  return result
}

function inverse(value: bigint): bigint {
  return power(value, FIELD - 2n)
}

/** The point with this y and this sign of x; undefined where the curve has none (RFC 8032, section 5.1.3). */
function pointOf(y: bigint, odd: boolean): Point | undefined {
  if (y >= FIELD) return undefined
  const square = modulo((y * y - 1n) * inverse(D * y * y + 1n))
  const root = power(square, (FIELD + 3n) / 8n)
  const x = [root, modulo(root * ROOT_OF_MINUS_ONE)].find((one) => modulo(one * one) === square)
  if (x === undefined || (x === 0n && odd)) return undefined
  const signed = (x & 1n) === (odd ? 1n : 0n) ? x : FIELD - x
  return [signed, y, 1n, modulo(signed * y)]
}

function basePoint(): Point {
  return pointOf(modulo(4n * inverse(5n)), false) ?? NEUTRAL
}

function decoded(bytes: Uint8Array): Point | undefined {
  const value = integerOf(bytes)
  return pointOf(value & (2n ** 255n - 1n), value >> 255n === 1n)
}

function encoded([x, y, z]: Point): Buffer {
  const scale = inverse(z)
  const sign = modulo(x * scale) & 1n
  const value = modulo(y * scale) | (sign << 255n)
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}

/** RFC 8032, section 5.1.4; complete, so that it doubles as well. */
function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = modulo((y1 - x1) * (y2 - x2))
  const b = modulo((y1 + x1) * (y2 + x2))
  const c = modulo(2n * t1 * t2 * D)
  const d = modulo(2n * z1 * z2)
  const [e, f, g, h] = [b - a, d - c, d + c, b + a]
  return [modulo(e * f), modulo(g * h), modulo(f * g), modulo(e * h)]
}

function times(factor: bigint, point: Point): Point {
  let [sum, doubled]: [Point, Point] = [NEUTRAL, point]
  for (let left = factor; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) sum = add(sum, doubled)
    doubled = add(doubled, doubled)
  }
  return sum
}
