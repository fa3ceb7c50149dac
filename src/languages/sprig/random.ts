import { createPrivateKey } from 'node:crypto'
import type { Callable, Run } from '../govalue/callable.ts'
import { concatText, EMPTY, type Text, text, unknownText } from '../govalue/text.ts'
import { bytesOf } from '../govalue/utf8.ts'
import { int, NIL, type Struct, unknownValue, type Value } from '../govalue/value.ts'
import { isFour, isSix } from './address.ts'
import { argument, numberAt, panic, textAt } from './arguments.ts'
import { decodeBase64 } from './base-encoding.ts'
import { define } from './define.ts'
import { blurred } from './pieces.ts'
import { textOf } from './quoting.ts'
import { isOpen } from './unknowns.ts'

const RSA_2048_LINES = 25
const RSA_4096_LINES = 49
const LINE = 64

/** So many random characters; none are known to be none. */
function letters(name: string, what: string, sample: string, alphabet: 'word' | 'any'): Callable {
  return define(
    `${name}(int) string`,
    (args, run) => {
      if (isOpen(args[0])) return unknownText(run.fresh(what, alphabet), sample)
      const count = numberAt(args, 0)
      run.allow(count)
      return count <= 0 ? EMPTY : unknownText(run.fresh(what, alphabet), sample.repeat(count))
    },
    'handles',
  )
}

function randomBytes(args: readonly Value[], run: Run): Text {
  const count = numberAt(args, 0)
  if (count < 0) throw panic('runtime error: makeslice: len out of range')
  run.allow(count * 2)
  return count === 0 ? EMPTY : unknownText(run.fresh('random bytes', 'word'), Buffer.alloc(count).toString('base64'))
}

function htpasswd(args: readonly Value[], run: Run): Text {
  const [user, password] = [textAt(args, 0), textAt(args, 1)]
  if (user.unknown !== undefined) return unknownText(run.fresh('a salted password hash', 'any'))
  if (user.text.includes(':')) return concatText([text('invalid username: '), user])
  return concatText([user, text(':'), bcrypted(password, run)])
}

/** bcrypt takes 72 bytes at most; its error is the value. */
function bcrypted(password: Text, run: Run): Text {
  if (password.unknown === undefined && bytesOf(password.text).length > 72)
    return text('failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes')
  return unknownText(run.fresh('a salted password hash', 'word'), `$2a$10$${'a'.repeat(53)}`)
}

/** A block of PEM: known marks around lines that are not known. */
function pem(kind: string, lines: number, what: string, run: Run): Text {
  const parts: Text[] = [text(`-----BEGIN ${kind}-----\n`)]
  for (let line = 0; line < lines; line++) parts.push(unknownText(run.fresh(what, 'word'), 'A'.repeat(LINE)), text('\n'))
  return concatText([...parts, text(`-----END ${kind}-----\n`)])
}

const KEYS: Readonly<Record<string, readonly [string, number]>> = {
  '': ['RSA PRIVATE KEY', RSA_4096_LINES],
  rsa: ['RSA PRIVATE KEY', RSA_4096_LINES],
  dsa: ['DSA PRIVATE KEY', 18],
  ecdsa: ['EC PRIVATE KEY', 3],
  ed25519: ['PRIVATE KEY', 1],
}

function privateKey(args: readonly Value[], run: Run): Text {
  const kind = textAt(args, 0)
  const found = Object.hasOwn(KEYS, kind.text) ? KEYS[kind.text] : undefined
  if (kind.unknown !== undefined) return unknownText(run.fresh('a private key', 'any'))
  return found === undefined ? concatText([text('Unknown type '), kind]) : pem(found[0], found[1], 'a private key', run)
}

/** The type of certificates in sprig. */
export const CERTIFICATE = 'sprig.certificate'

function certificate(cert: Text, key: Text): Struct {
  return {
    kind: 'struct',
    type: CERTIFICATE,
    fields: new Map([
      ['Cert', cert],
      ['Key', key],
    ]),
    sources: undefined,
  }
}

/** What makes Go refuse to make a certificate: addresses that are none, names that are no texts, a key that is none. */
function checkNames(ips: Value, names: Value): void {
  for (const ip of ips.kind === 'list' ? ips.items : []) {
    if (isOpen(ip)) continue
    if (ip.kind !== 'text') throw panic(`error parsing ip: ${textOf(ip).text} is not a string`)
    if (!isFour(ip.text) && !isSix(ip.text)) throw panic(`error parsing ip: ${ip.text}`)
  }
  for (const name of names.kind === 'list' ? names.items : []) {
    if (isOpen(name)) continue
    if (name.kind !== 'text') throw panic(`error processing alternate dns name: ${textOf(name).text} is not a string`)
    if (!/^[\x00-\x7f]*$/.test(name.text))
      throw panic(`error creating certificate: x509: ${JSON.stringify(name.text)} cannot be encoded as an IA5String`)
  }
}

function checkKey(key: Text, start: string): void {
  if (key.unknown !== undefined) return
  try {
    createPrivateKey(Buffer.from(bytesOf(key.text)))
  } catch {
    throw panic(key.text.includes('-----BEGIN ') ? `${start}: the key cannot be read` : `${start}: no PEM data in input`)
  }
}

/** A certificate function: which arguments are addresses, names and a given key. */
function certified(signature: string, at: { readonly ips?: number; readonly names?: number; readonly key?: number }): Callable {
  return define(
    signature,
    (args, run) => {
      const pick = (index: number | undefined): Value => (index === undefined ? NIL : argument(args, index))
      if (at.key !== undefined) checkKey(textAt(args, at.key), 'parsing private key')
      checkNames(pick(at.ips), pick(at.names))
      const given = at.key === undefined ? undefined : textAt(args, at.key)
      const key = given ?? pem('RSA PRIVATE KEY', RSA_2048_LINES, 'a generated private key', run)
      return certificate(pem('CERTIFICATE', 18, 'a generated certificate', run), key)
    },
    'handles',
  )
}

function customCertificate(args: readonly Value[]): Value {
  const [cert, key] = [textAt(args, 0), textAt(args, 1)]
  const decoded = [cert, key].map((part) => decodeBase64(bytesOf(part.text)))
  const names = ['certificate', 'private key']
  const bad = decoded.findIndex((part) => !part.ok)
  if (bad >= 0) throw panic(`unable to decode base64 ${names[bad]}`)
  const texts = decoded.map((part) => (part.ok ? Buffer.from(part.bytes).toString('utf8') : ''))
  if (!/-----BEGIN [^-]*-----/.test(texts[0] ?? '')) throw panic('unable to decode certificate')
  checkKey(text(texts[1] ?? ''), 'error parsing private key')
  return certificate(text(texts[0] ?? ''), text(texts[1] ?? ''))
}

/** Functions whose results differ each time: random text, keys and certificates. */
export const RANDOM: readonly Callable[] = [
  letters('randAlphaNum', 'random letters and digits', 'a', 'word'),
  letters('randAlpha', 'random letters', 'a', 'word'),
  letters('randNumeric', 'random digits', '1', 'word'),
  letters('randAscii', 'random characters', 'a', 'any'),
  define('randBytes(int) string', randomBytes),
  define(
    'randInt(int, int) int',
    (args, run) => {
      if (numberAt(args, 1) <= numberAt(args, 0)) throw panic('invalid argument to Intn')
      if (numberAt(args, 1) === numberAt(args, 0) + 1) return int(numberAt(args, 0))
      return unknownValue(run.fresh('a random number', 'word'), 'int')
    },
    'word',
  ),
  define('uuidv4() string', (_, run) => unknownText(run.fresh('a random UUID', 'word'), '00000000-0000-4000-8000-000000000000')),
  define(
    'shuffle(string) string',
    (args, run) => {
      const of = textAt(args, 0)
      if (of.unknown === undefined && [...of.text].length < 2) return of
      return unknownText(run.fresh('shuffled letters', blurred('shuffle', of).unknown?.alphabet ?? 'any'), of.text)
    },
    'handles',
  ),
  define('bcrypt(string) string', (args, run) => bcrypted(textAt(args, 0), run), 'handles'),
  define('htpasswd(string, string) string', htpasswd, 'handles'),
  define(
    'encryptAES(string, string) string',
    (args, run) => {
      const { text: plain, unknown } = textAt(args, 1)
      return plain === '' && unknown === undefined
        ? EMPTY
        : unknownText(run.fresh('encrypted with a random vector', 'word'), 'A'.repeat(44))
    },
    'handles',
  ),
  define('genPrivateKey(string) string', privateKey, 'handles'),
  certified('genCA(string, int) sprig.certificate', {}),
  certified('genCAWithKey(string, int, string) sprig.certificate', { key: 2 }),
  certified('genSelfSignedCert(string, list, list, int) sprig.certificate', { ips: 1, names: 2 }),
  certified('genSelfSignedCertWithKey(string, list, list, int, string) sprig.certificate', { ips: 1, names: 2, key: 4 }),
  certified('genSignedCert(string, list, list, int, sprig.certificate) sprig.certificate', { ips: 1, names: 2 }),
  certified('genSignedCertWithKey(string, list, list, int, sprig.certificate, string) sprig.certificate', {
    ips: 1,
    names: 2,
    key: 5,
  }),
  define('buildCustomCert(string, string) sprig.certificate', customCertificate),
]
