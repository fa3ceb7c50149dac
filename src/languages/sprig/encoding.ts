import { createDecipheriv, createHash, createHmac, scryptSync } from 'node:crypto'
import type { Callable } from '../govalue/callable.ts'
import { derivedText, type Text, text } from '../govalue/text.ts'
import { bytesOf, fromBytes } from '../govalue/utf8.ts'
import type { Value } from '../govalue/value.ts'
import { numberAt, panic, textAt } from './arguments.ts'
import { type Decoded, decodeBase32, decodeBase64, encodeBase32 } from './base-encoding.ts'
import { define } from './define.ts'

/** A function of one text that makes another text of it. */
function made(name: string, make: (bytes: Uint8Array) => string, unknowns: 'word' | 'any'): Callable {
  return define(
    `${name}(string) string`,
    (args, run) => {
      const of = textAt(args, 0)
      run.spend(Math.ceil(of.text.length / 100))
      return derivedText(make(bytesOf(of.text)), [of])
    },
    unknowns,
  )
}

function hashed(name: string, algorithm: string): Callable {
  return made(name, (bytes) => createHash(algorithm).update(bytes).digest('hex'), 'word')
}

/** Decoded text, or Go's error as text: sprig returns it as the value. */
function decoded(result: Decoded): string {
  return result.ok ? fromBytes(result.bytes) : result.why
}

function adler32(bytes: Uint8Array): string {
  let [low, high] = [1, 0]
  for (const byte of bytes) {
    low = (low + byte) % 65521
    high = (high + low) % 65521
  }
  return String(high * 65536 + low)
}

// The templates and letters of sprig's derivePassword, which are those of the Master Password algorithm.
const PASSWORDS: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno ' +
    'CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno ' +
    'CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
}
const VOWELS = 'AEIOU'
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXYZ'
const LETTERS = `${VOWELS}aeiou${CONSONANTS}${CONSONANTS.toLowerCase()}`
const CHARACTERS: Readonly<Record<string, string>> = {
  V: VOWELS,
  C: CONSONANTS,
  v: 'aeiou',
  c: CONSONANTS.toLowerCase(),
  A: VOWELS + CONSONANTS,
  a: LETTERS,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${LETTERS}0123456789!@#$%^&*()`,
}
const SEED = 'com.lyndir.masterpassword'

function derivePassword(args: readonly Value[]): string {
  const [kind, password, user, site] = [1, 2, 3, 4].map((index) => textAt(args, index).text)
  const templates = Object.hasOwn(PASSWORDS, kind ?? '') ? PASSWORDS[kind ?? ''] : undefined
  if (templates === undefined) return `cannot find password template ${kind}`
  const salt = salted(user ?? '')
  const key = scryptSync(bytesOf(password ?? ''), salt, 64, { N: 32768, r: 8, p: 2, maxmem: 128 * 1024 * 1024 })
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(numberAt(args, 0))
  const seed = createHmac('sha256', key)
    .update(Buffer.concat([salted(site ?? ''), counter]))
    .digest()
  const template = templates[(seed[0] ?? 0) % templates.length] ?? ''
  return [...template].map((kindOf, index) => drawn(CHARACTERS[kindOf] ?? '', seed[index + 1] ?? 0)).join('')
}

function drawn(characters: string, seed: number): string {
  return characters[seed % characters.length] ?? ''
}

function salted(name: string): Buffer {
  const bytes = bytesOf(name)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([Buffer.from(SEED), length, bytes])
}

function decryptAes(args: readonly Value[]): Text {
  const [password, encrypted] = [textAt(args, 0), textAt(args, 1)]
  if (encrypted.text === '') return text('')
  const key = Buffer.alloc(32)
  key.set(bytesOf(password.text).subarray(0, 32))
  const crypt = decodeBase64(bytesOf(encrypted.text))
  if (!crypt.ok) throw panic(crypt.why)
  if (crypt.bytes.length < 16) throw panic(`runtime error: slice bounds out of range [:16] with capacity ${crypt.bytes.length}`)
  if (crypt.bytes.length % 16 !== 0) throw panic('crypto/cipher: input not full blocks')
  const cipher = createDecipheriv('aes-256-cbc', key, crypt.bytes.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([cipher.update(crypt.bytes.subarray(16)), cipher.final()])
  const padding = plain.at(-1)
  if (padding === undefined) throw panic('runtime error: index out of range [-1]')
  if (padding > plain.length) throw panic(`runtime error: slice bounds out of range [:${plain.length - padding}]`)
  return derivedText(fromBytes(plain.subarray(0, plain.length - padding)), [password, encrypted])
}

/** Functions that encode, decode and hash. */
export const ENCODING: readonly Callable[] = [
  made('b64enc', (bytes) => Buffer.from(bytes).toString('base64'), 'word'),
  made('b64dec', (bytes) => decoded(decodeBase64(bytes)), 'any'),
  made('b32enc', encodeBase32, 'word'),
  made('b32dec', (bytes) => decoded(decodeBase32(bytes)), 'any'),
  hashed('sha1sum', 'sha1'),
  hashed('sha256sum', 'sha256'),
  hashed('sha512sum', 'sha512'),
  made('adler32sum', adler32, 'word'),
  define('derivePassword(uint32, string, string, string, string) string', (args) =>
    derivedText(
      derivePassword(args),
      args.filter((arg) => arg.kind === 'text'),
    ),
  ),
  define('decryptAES(string, string) string', decryptAes),
]
