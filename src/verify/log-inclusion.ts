import { type Checked, pass, type Rejection, reject } from './crypto/checked.ts'
import { isCheckpointOf, readCheckpoint } from './crypto/checkpoint.ts'
import { isSignedBy } from './crypto/keys.ts'
import { rootFrom } from './crypto/merkle.ts'
import type { LogKey } from './crypto/sct.ts'
import type { LogEntry, LogProof } from './material.ts'

/** A log that proved to hold an entry. `time` is when it did, only if the log signed a promise that says so. */
export interface Inclusion {
  readonly log: LogKey
  readonly time?: number
}

/** Checks everything by which a log vouches for an entry: the signed promise and the inclusion proof, each where present, at least one. */
export function checkInclusion(entry: LogEntry, logs: readonly LogKey[]): Checked<Inclusion> {
  const known = logs.filter((log) => log.id.equals(entry.logId))
  if (known.length === 0)
    return reject('log-unknown', 'the trust root does not know the transparency log of the entry', {
      verdict: 'untrusted',
      expected: logs.map((log) => log.name).join(', ') || 'no log',
      got: `log ${entry.logId.toString('hex')}`,
    })
  if (entry.promise === undefined && entry.proof?.checkpoint === undefined)
    return reject('log-entry-missing', 'the log entry carries neither a signed promise nor a signed inclusion proof')
  const promised = entry.promise === undefined ? undefined : checkPromise(entry, entry.promise, known)
  if (promised !== undefined && !promised.ok) return promised
  const proved = entry.proof === undefined ? undefined : checkProof(entry.body, entry.proof, known)
  if (proved !== undefined && !proved.ok) return proved
  const log = promised?.value ?? proved?.value
  if (log === undefined) return reject('log-proof-invalid', 'the inclusion proof has no signed checkpoint')
  return pass(promised === undefined ? { log } : { log, time: Number(entry.integratedTime) * 1000 })
}

/** Rekor's signed entry timestamp: a signature over the canonical JSON of these four values (RFC 8785). */
function checkPromise(entry: LogEntry, promise: Buffer, known: readonly LogKey[]): Checked<LogKey> {
  const time = Number(entry.integratedTime) * 1000
  const inTime = known.filter((log) => time >= log.start && time <= log.end)
  if (inTime.length === 0)
    return reject('log-promise-invalid', 'the log key was not valid when the entry was made', { got: instant(time) })
  const body = `"body":"${entry.body.toString('base64')}"`
  const logId = `"logID":"${entry.logId.toString('hex')}"`
  const signed = Buffer.from(`{${body},"integratedTime":${entry.integratedTime},${logId},"logIndex":${entry.logIndex}}`)
  const log = inTime.find((candidate) => isSignedBy(candidate.key, signed, promise))
  return log === undefined
    ? reject('log-promise-invalid', 'the log did not sign the promise that it holds this entry')
    : pass(log)
}

function instant(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`
}

/** Passes with the log that signed the checkpoint; undefined when there is no checkpoint (0.1 bundles, covered by their promise). */
function checkProof(body: Buffer, proof: LogProof, known: readonly LogKey[]): Checked<LogKey | undefined> {
  const root = rootFrom(body, proof)
  if (root === undefined || !root.equals(proof.rootHash))
    return reject('log-proof-invalid', 'the inclusion proof does not lead to its root hash')
  if (proof.checkpoint === undefined) return pass(undefined)
  const checkpoint = readCheckpoint(proof.checkpoint)
  if (!checkpoint.ok) return checkpoint
  const { rootHash, size } = checkpoint.value
  const differs = !rootHash.equals(root) || size !== proof.size
  if (differs) return { ok: false, rejection: checkpointMismatch() }
  const log = known.find((candidate) => isCheckpointOf(checkpoint.value, candidate))
  return log === undefined ? reject('log-checkpoint-invalid', 'the log did not sign the checkpoint') : pass(log)
}

function checkpointMismatch(): Rejection {
  return reject('log-checkpoint-invalid', 'the checkpoint states another tree than the inclusion proof').rejection
}
