import type { CelFunction } from './cel-function.ts'
import { failure, noOverload, string } from './value.ts'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** `base64.encode` of bytes, and `base64.decode` of a text with or without padding, as cel-go has them. */
export const encoderFunctions: readonly (readonly [string, CelFunction])[] = [
  [
    'base64.encode',
    (args) => {
      const [of] = args
      return of?.kind === 'bytes' && args.length === 1 ? string(encoded(of.value)) : noOverload('base64.encode', args)
    },
  ],
  [
    'base64.decode',
    (args) => {
      const [of] = args
      if (of?.kind !== 'string' || args.length !== 1) return noOverload('base64.decode', args)
      const value = decoded(of.value)
      return value === undefined ? failure('not base64') : { kind: 'bytes', value }
    },
  ],
]

function encoded(bytes: Uint8Array): string {
  const parts = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, at) => {
    const [a = 0, b, c] = bytes.subarray(at * 3, at * 3 + 3)
    const number = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const digit = (shift: number): string => DIGITS.charAt((number >> shift) & 63)
    return `${digit(18)}${digit(12)}${b === undefined ? '=' : digit(6)}${c === undefined ? '=' : digit(0)}`
  })
  return parts.join('')
}

function decoded(text: string): Uint8Array | undefined {
  const bare = text.replace(/={1,2}$/, '')
  const padded = bare.length === text.length || text.length % 4 === 0
  if (!padded || bare.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(bare)) return undefined
  const bytes: number[] = []
  let [number, bits] = [0, 0]
  for (const char of bare) {
    number = ((number << 6) | DIGITS.indexOf(char)) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((number >> bits) & 255)
    }
  }
  return Uint8Array.from(bytes)
}
