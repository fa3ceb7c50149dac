import type { Digest } from '../model/image-name.ts'
import { MAX_SUBJECTS } from '../model/limits.ts'
import { type Checked, MalformedError, pass, reading, reject } from './crypto/checked.ts'
import { hashOf } from './crypto/keys.ts'
import { expectKeys, expectNoLookalikes, isRecord, type JsonRecord, listAt, own, recordAt, textAt } from './json-shape.ts'
import type { Content } from './material.ts'
import { parseJson } from './parse-json.ts'

/** What a signature says about a manifest, read from the very bytes that were signed. `notes` are shown, never judged. */
export type Stated =
  | { readonly kind: 'signature'; readonly notes: readonly (readonly [string, string])[] }
  | { readonly kind: 'attestation'; readonly predicateType: string; readonly predicate: JsonRecord }

const SIMPLE_SIGNING = 'cosign container image signature'
/** The type of an in-toto statement, alone or in an envelope. */
export const IN_TOTO = 'application/vnd.in-toto+json'
const STATEMENTS: readonly string[] = ['https://in-toto.io/Statement/v0.1', 'https://in-toto.io/Statement/v1']
const COSIGN_SIGN = 'https://sigstore.dev/cosign/sign/v1'

/** What `content` states, provided that it states it about exactly `digest`. `manifest` is set when the manifest itself was signed. */
export function readStated(content: Content, digest: Digest, manifest: boolean): Checked<Stated> {
  if (content.kind === 'dsse') return readStatement(content, digest)
  return manifest ? readManifestSignature(content.payload, digest) : readSimpleSigning(content.payload, digest)
}

function readManifestSignature(payload: Buffer, digest: Digest): Checked<Stated> {
  const algorithm = digest.slice(0, digest.indexOf(':'))
  const known = algorithm === 'sha256' || algorithm === 'sha384' || algorithm === 'sha512' ? algorithm : 'sha256'
  const actual = `${known}:${hashOf(known, payload).toString('hex')}`
  return actual === digest ? pass({ kind: 'signature', notes: [] }) : otherDigest(digest, actual)
}

function otherDigest(expected: string, got: string) {
  return reject('digest-mismatch', 'it is about another image', { expected, got })
}

/** Cosign's payload (Red Hat simple signing), strictly: what is not known here could mean something to its signer. */
function readSimpleSigning(payload: Buffer, digest: Digest): Checked<Stated> {
  const read = reading('payload-malformed', 'signature payload', () => {
    const root = parseJson(payload, true)
    if (!isRecord(root)) throw new MalformedError('it is not a JSON object')
    const critical = recordAt(root, 'critical')
    expectKeys(root, ['critical', 'optional'])
    expectKeys(critical, ['identity', 'image', 'type'])
    const image = recordAt(critical, 'image')
    const identity = recordAt(critical, 'identity')
    expectKeys(image, ['docker-manifest-digest'])
    expectKeys(identity, ['docker-reference'])
    return {
      type: textAt(critical, 'type'),
      digest: textAt(image, 'docker-manifest-digest'),
      reference: textAt(identity, 'docker-reference'),
    }
  })
  if (!read.ok) return read
  const { type, reference } = read.value
  if (type !== SIMPLE_SIGNING)
    return reject('payload-type', 'the payload is not an image signature', { expected: SIMPLE_SIGNING, got: type.slice(0, 200) })
  if (read.value.digest !== digest) return otherDigest(digest, read.value.digest.slice(0, 200))
  return pass({ kind: 'signature', notes: reference === '' ? [] : [['docker-reference', reference]] })
}

interface Statement {
  readonly type: string
  readonly predicateType: string
  readonly predicate: JsonRecord
  readonly subjects: readonly JsonRecord[]
}

function readStatement(content: Content & { readonly kind: 'dsse' }, digest: Digest): Checked<Stated> {
  if (content.payloadType !== IN_TOTO)
    return reject('payload-type', 'the envelope does not hold an in-toto statement', {
      expected: IN_TOTO,
      got: content.payloadType.slice(0, 200),
    })
  return readInlineStatement(content.payload, digest)
}

/** What a statement without an envelope states about exactly `digest`. Nobody has signed it: something else must vouch for its bytes. */
export function readInlineStatement(payload: Buffer, digest: Digest): Checked<Stated> {
  const statement = reading('statement-malformed', 'statement', () => parseStatement(payload))
  if (!statement.ok) return statement
  const { type, predicateType, predicate, subjects } = statement.value
  if (!STATEMENTS.includes(type))
    return reject('statement-malformed', 'the statement is of an unknown type', {
      expected: STATEMENTS.join(' or '),
      got: type.slice(0, 200),
    })
  const named = subjects.flatMap((digests) => digestsOf(digests, digest))
  if (!named.includes(digest)) return otherDigest(digest, named[0] ?? 'no digest of that kind')
  return pass(
    predicateType === COSIGN_SIGN ? { kind: 'signature', notes: [] } : { kind: 'attestation', predicateType, predicate },
  )
}

/** `predicate` may be missing: cosign 3.0.0 to 3.0.4 wrote signatures so, and a type alone can be all there is to say. */
function parseStatement(payload: Buffer): Statement {
  const root = parseJson(payload, true)
  if (!isRecord(root)) throw new MalformedError('it is not a JSON object')
  expectNoLookalikes(root, ['_type', 'subject', 'predicateType', 'predicate'])
  const list = listAt(root, 'subject')
  if (list.length === 0) throw new MalformedError('it has no subject')
  if (list.length > MAX_SUBJECTS) throw new MalformedError(`it has more than ${MAX_SUBJECTS} subjects`)
  const subjects = list.map((subject) => {
    if (!isRecord(subject)) throw new MalformedError('a subject is not an object')
    expectNoLookalikes(subject, ['name', 'digest'])
    return recordAt(subject, 'digest')
  })
  const predicateType = textAt(root, 'predicateType')
  if (predicateType === '') throw new MalformedError('it has no predicateType')
  const predicate = own(root, 'predicate')
  return { type: textAt(root, '_type'), predicateType, predicate: isRecord(predicate) ? predicate : {}, subjects }
}

/** Digests of the algorithm that the image's digest uses. Hexadecimal in either case is the same digest. */
function digestsOf(digests: JsonRecord, digest: Digest): readonly string[] {
  const algorithm = digest.slice(0, digest.indexOf(':'))
  const hex = own(digests, algorithm)
  return typeof hex === 'string' ? [`${algorithm}:${hex.toLowerCase().slice(0, 200)}`] : []
}
