import type { Candidate, Verifier } from '../candidate.ts'
import { type Checked, reading } from '../crypto/checked.ts'
import type { Material } from '../material.ts'
import { logEntriesIn, signatureIn, signerIn, timestampsIn } from './cosign-annotations.ts'

/** Cosign's simple signing: the layer is the signed payload, all the rest stands in its annotations. Under `.sig` tags and as referrers. */
export const simpleSigning: Verifier = {
  format: 'cosign-simple-signing',
  reads: (mediaType) => mediaType === 'application/vnd.dev.cosign.simplesigning.v1+json',
  open,
}

function open({ bytes, annotations }: Candidate): Checked<Material> {
  return reading('payload-malformed', 'signature', () => {
    const signature = signatureIn(annotations)
    return {
      content: { kind: 'message', payload: Buffer.from(bytes), signature },
      signer: signerIn(annotations),
      entries: logEntriesIn(annotations),
      timestamps: timestampsIn(annotations),
      timestamped: signature,
    }
  })
}
