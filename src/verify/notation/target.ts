import type { Digest } from '../../model/image-name.ts'
import type { Candidate } from '../candidate.ts'
import { type Checked, MalformedError, pass, reading, reject } from '../crypto/checked.ts'
import { expectKeys, integerAt, isRecord, own, recordAt, textAt } from '../json-shape.ts'
import { parseJson } from '../parse-json.ts'
import type { Stated } from '../statement.ts'
import type { NotationMaterial } from './envelope.ts'

/** The manifest that is asked about. */
export interface Target {
  readonly digest: Digest
  readonly candidate: Candidate
}

/** What a Notary Project signature states: a signature on the manifest, if its target is exactly that one. */
export function readTarget({ payload, attributes }: NotationMaterial, { digest, candidate }: Target): Checked<Stated> {
  const target = reading('payload-malformed', 'signature payload', () => readPayload(payload))
  if (!target.ok) return target
  const { subject, subjectType } = candidate
  if (target.value.digest !== digest)
    return reject('digest-mismatch', 'it is about another image', { expected: digest, got: target.value.digest.slice(0, 200) })
  if (subject === undefined || subjectType === undefined)
    return reject('unsupported', 'the manifest could not be read that it must be compared with', { verdict: 'unsupported' })
  const expected = `${subjectType}, ${subject.length} bytes`
  const got = `${target.value.mediaType.slice(0, 200)}, ${target.value.size} bytes`
  if (expected !== got)
    return reject('digest-mismatch', 'its digest is right, and its media type or size is not', { expected, got })
  const { scheme, signingTime, expiry } = attributes
  const notes = [
    ...(scheme === 'x509' ? [['stated time', new Date(signingTime).toISOString()] as const] : []),
    ...(expiry === undefined ? [] : [['expires', new Date(expiry).toISOString()] as const]),
  ]
  return pass({ kind: 'signature', notes })
}

const DESCRIPTOR = ['mediaType', 'digest', 'size', 'annotations', 'artifactType']

/** The payload, strictly: what is not known here could mean something to its signer. */
function readPayload(payload: Buffer): { readonly mediaType: string; readonly digest: string; readonly size: bigint } {
  const root = parseJson(payload, true)
  if (!isRecord(root)) throw new MalformedError('it is not a JSON object')
  expectKeys(root, ['targetArtifact'])
  const target = recordAt(root, 'targetArtifact')
  expectKeys(target, DESCRIPTOR)
  if (typeof own(target, 'size') !== 'number') throw new MalformedError('size is not a number')
  return { mediaType: textAt(target, 'mediaType'), digest: textAt(target, 'digest'), size: integerAt(target, 'size') }
}
