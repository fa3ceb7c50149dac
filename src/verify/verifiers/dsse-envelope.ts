import { MAX_ENVELOPE_SIGNATURES } from '../../model/limits.ts'
import type { Candidate, Verifier } from '../candidate.ts'
import { type Checked, MalformedError, reading, reject } from '../crypto/checked.ts'
import { isRecord, own } from '../json-shape.ts'
import type { Material } from '../material.ts'
import { parseJson } from '../parse-json.ts'
import { IN_TOTO } from '../statement.ts'
import { readEnvelope } from './bundle.ts'
import { hasProof, logEntriesIn, signerIn, timestampsIn } from './cosign-annotations.ts'

/** DSSE envelopes stored by themselves: cosign's `.att` tags, Google Cloud Build's referrers. Bare statements are nobody's word. */
export const dsseEnvelope: Verifier = {
  format: 'dsse',
  reads: (mediaType) => mediaType === 'application/vnd.dsse.envelope.v1+json' || mediaType === IN_TOTO,
  open,
}

/**
 * Google Cloud Build signs an envelope with several keys: DSSE has each signature looked at by itself, and one of a trusted key is
 * enough. Not so where a certificate, a log entry or a timestamp came along: they are about one signature.
 */
function open({ bytes, annotations }: Candidate): Checked<Material> {
  const json = reading('payload-malformed', 'attestation', () => parseJson(bytes, true))
  if (!json.ok) return json
  if (isRecord(json.value) && own(json.value, '_type') !== undefined && own(json.value, 'signatures') === undefined)
    return reject('unsigned', 'the statement is not signed', { verdict: 'unsigned' })
  return reading('payload-malformed', 'attestation', () => {
    if (!isRecord(json.value)) throw new MalformedError('it is not a JSON object')
    const envelope = Buffer.from(bytes)
    return {
      content: { ...readEnvelope(json.value, hasProof(annotations) ? 1 : MAX_ENVELOPE_SIGNATURES), envelope },
      signer: signerIn(annotations),
      entries: logEntriesIn(annotations),
      timestamps: timestampsIn(annotations),
      timestamped: envelope,
    }
  })
}
