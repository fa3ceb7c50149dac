import { MAX_CHECKPOINT_SIGNATURES } from '../../model/limits.ts'
import { type Checked, MalformedError, reading } from './checked.ts'
import { readBase64 } from './encoding.ts'
import { isSignedBy } from './keys.ts'
import type { LogKey } from './sct.ts'

/** A checkpoint: a note in which a log states how large it is and what its root hash is (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string
  readonly size: bigint
  readonly rootHash: Buffer
  readonly signed: Buffer
  readonly signatures: readonly { readonly name: string; readonly hint: Buffer; readonly signature: Buffer }[]
}

const SIGNATURE_LINE = /^\u2014 (\S+) (\S+)$/

/** Reads a checkpoint note. */
export function readCheckpoint(text: string): Checked<Checkpoint> {
  return reading('log-checkpoint-invalid', 'checkpoint', () => {
    const gap = text.indexOf('\n\n')
    if (gap < 0 || !text.endsWith('\n')) throw new MalformedError('no blank line divides text and signatures')
    const body = text.slice(0, gap + 1)
    const lines = text.slice(gap + 2, -1).split('\n')
    if (lines.length > MAX_CHECKPOINT_SIGNATURES) throw new MalformedError(`more than ${MAX_CHECKPOINT_SIGNATURES} signatures`)
    return { ...readBody(body), signed: Buffer.from(body, 'utf8'), signatures: lines.map(readSignature) }
  })
}

function readBody(body: string): Pick<Checkpoint, 'origin' | 'size' | 'rootHash'> {
  const [origin = '', size = '', root = ''] = body.split('\n')
  if (origin === '') throw new MalformedError('the origin is missing')
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(size)) throw new MalformedError('the tree size is missing')
  const rootHash = readBase64(root, 'the root hash')
  if (rootHash.length !== 32) throw new MalformedError('the root hash is missing')
  return { origin, size: BigInt(size), rootHash }
}

function readSignature(line: string): Checkpoint['signatures'][number] {
  const match = SIGNATURE_LINE.exec(line)
  if (match === null) throw new MalformedError('a signature line is malformed')
  const bytes = readBase64(match[2] ?? '', 'a signature')
  if (bytes.length < 5) throw new MalformedError('a signature is too short')
  return { name: match[1] ?? '', hint: bytes.subarray(0, 4), signature: bytes.subarray(4) }
}

/**
 * Whether the log itself signed the checkpoint, under the name that the origin begins with (Rekor 1 adds its tree's number).
 * Signatures of witnesses and of unknown keys are passed over; the log's address says nothing about its name.
 */
export function isCheckpointOf(checkpoint: Checkpoint, log: LogKey): boolean {
  const own = checkpoint.signatures.filter(({ name }) => name === checkpoint.origin || checkpoint.origin.startsWith(`${name} - `))
  return own.some(
    ({ hint, signature }) => log.checkpointId.subarray(0, 4).equals(hint) && isSignedBy(log.key, checkpoint.signed, signature),
  )
}
