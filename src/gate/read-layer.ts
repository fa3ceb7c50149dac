import { createHash } from 'node:crypto'
import type { LayerResult } from '../layers/image-packages.ts'
import { createLayerReader } from '../layers/read-layer.ts'
import { createUnpacker } from '../layers/unpack.ts'
import { type Answer, found, unknown } from '../model/answer.ts'
import type { Repository } from '../model/image-name.ts'
import type { Descriptor } from '../model/oci-manifest.ts'
import type { BlobStreams, Receiver } from '../ports/blob-streams.ts'

/** Layers that are archives, whatever they are packed with: what is packed is told by its first bytes. */
const ARCHIVE = /^application\/vnd\.(?:oci\.image\.layer\.v1\.tar|docker\.image\.rootfs\.diff\.tar)(?:[.+](?:gzip|zstd))?$/

/** A layer that was read: what it came to, the digest of its archive and how many bytes that has. */
export interface ReadLayer {
  readonly result: LayerResult
  /** As a config names it (`rootfs.diff_ids`); absent for a layer that is no archive. */
  readonly diffId?: string
  readonly unpacked: number
}

/** What the layers of an image may still unpack to. */
export interface Room {
  readonly of: number
  left: number
}

/** One layer, or why it is none that can be read. What was read of bytes that are not those of its digest is thrown away. */
export async function readLayer(
  repository: Repository,
  descriptor: Descriptor,
  { stream, room }: Pick<BlobStreams, 'stream'> & { readonly room: Room },
): Promise<Answer<ReadLayer>> {
  const { digest, mediaType } = descriptor
  if (!ARCHIVE.test(mediaType)) {
    const gap = { kind: 'layer-not-read', detail: `a layer of type ${mediaType.slice(0, 100)}`, count: 1 } as const
    return found({ result: { digest, gap }, unpacked: 0 })
  }
  let attempt = startAttempt(room)
  const answer = await stream(repository, descriptor, () => {
    room.left += attempt.unpacked()
    attempt = startAttempt(room)
    return attempt
  })
  const problem = attempt.problem() ?? (answer.kind === 'found' ? await attempt.finish() : undefined)
  if (problem !== undefined) return unknown('malformed', `layer ${digest}`, problem)
  if (answer.kind !== 'found') return answer
  return found({ result: { digest, layer: attempt.layer() }, diffId: attempt.diffId(), unpacked: attempt.unpacked() })
}

interface Attempt extends Receiver, Pick<ReturnType<typeof createLayerReader>, 'layer'> {
  problem(): string | undefined
  finish(): Promise<string | undefined>
  diffId(): string
  unpacked(): number
}

function startAttempt(room: Room): Attempt {
  const reader = createLayerReader()
  const hash = createHash('sha256')
  let unpacked = 0
  const unpacker = createUnpacker((bytes) => {
    unpacked += bytes.length
    room.left -= bytes.length
    if (room.left < 0) return `the layers of the image unpack to more than ${room.of} bytes`
    hash.update(bytes)
    return reader.push(bytes)
  })
  let problem: string | undefined
  return {
    layer: () => reader.layer(),
    problem: () => problem,
    unpacked: () => unpacked,
    diffId: () => `sha256:${hash.digest('hex')}`,
    async take(chunk) {
      problem ??= await unpacker.push(chunk)
      return problem === undefined
    },
    async finish() {
      problem ??= (await unpacker.end()) ?? reader.end()
      return problem
    },
  }
}
