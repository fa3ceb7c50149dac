import { imagePackages, type LayerResult } from '../layers/image-packages.ts'
import { createLayerReader } from '../layers/read-layer.ts'
import { createUnpacker, type Unpacker } from '../layers/unpack.ts'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { ManifestPlace, Repository } from '../model/image-name.ts'
import type { Inventory } from '../model/inventory.ts'
import { LAYERS_AT_ONCE, MAX_INVENTORY_PACKAGES, MAX_LAYER_IMAGES } from '../model/limits.ts'
import { type Descriptor, MANIFEST_KINDS, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import type { BlobStreams, Receiver, StreamingRegistry } from '../ports/blob-streams.ts'
import { platformOf, withOthers } from './platform.ts'

/** Layers that are archives, whatever they are packed with: what is packed is told by its first bytes. */
const ARCHIVE = /^application\/vnd\.(?:oci\.image\.layer\.v1\.tar|docker\.image\.rootfs\.diff\.tar)(?:[.+](?:gzip|zstd))?$/

/** Reads the packages of an image from its layers, of which each is read once in a run; `maxBytes` is what they may weigh together. */
export function layersWith(registry: StreamingRegistry): (place: ManifestPlace, maxBytes: number) => Promise<Answer<Inventory>> {
  const { stream } = registry
  const known = new Map<string, Promise<Answer<LayerResult>>>()
  const turns = createTurns(LAYERS_AT_ONCE)
  const images = new Set<string>()
  return async (place, maxBytes) => {
    if (stream === undefined) return unknown('unsupported', place.digest, 'layers are not read here')
    images.add(place.digest)
    if (images.size > MAX_LAYER_IMAGES)
      return unknown('too-many', place.digest, `the layers of more than ${MAX_LAYER_IMAGES} images are not read in one run`)
    const image = await imageAt(place, registry)
    if (image.kind !== 'found') return image
    const { manifest, others } = image.value
    const weight = manifest.layers.reduce((sum, { size }) => sum + size, 0)
    if (weight > maxBytes)
      return unknown('too-large', place.digest, `its layers have ${weight} bytes, more than the ${maxBytes} that are read`)
    const read = manifest.layers.map((layer) => {
      const earlier = known.get(layer.digest) ?? turns(() => readLayer(place.repository, layer, { stream }))
      known.set(layer.digest, earlier)
      return earlier
    })
    return withOthers(together(await Promise.all(read)), others)
  }
}

/** Without a layer the others say nothing certain: what it takes away, and what it brings. */
function together(read: readonly Answer<LayerResult>[]): Answer<Inventory> {
  const open = read.find(({ kind }) => kind !== 'found')
  if (open?.kind === 'unknown') return open
  if (open?.kind === 'absent') return unknown('malformed', 'layers', 'the registry does not have a layer of it')
  const inventory = imagePackages(read.flatMap((one) => (one.kind === 'found' ? [one.value] : [])))
  const count = inventory.packages.length
  if (count > MAX_INVENTORY_PACKAGES)
    return unknown('too-many', 'layers', `its layers have ${count} packages, more than ${MAX_INVENTORY_PACKAGES}`)
  return count + inventory.gaps.length === 0 ? absent : found(inventory)
}

interface Image {
  readonly manifest: OciManifest
  readonly others: number
}

async function imageAt(place: ManifestPlace, registry: StreamingRegistry): Promise<Answer<Image>> {
  const platform = await platformOf(place.repository, place.digest, registry)
  if (platform.kind === 'unknown') return platform
  const { digest, others } = platform.kind === 'found' ? platform.value : { digest: place.digest, others: 0 }
  const raw = await registry.manifest(place.repository, { digest })
  if (raw.kind !== 'found') return raw
  if (MANIFEST_KINDS[raw.value.mediaType] !== 'image') return unknown('unsupported', place.digest, 'its index lists no image')
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, digest)
  return manifest.kind === 'found' ? found({ manifest: manifest.value, others }) : manifest
}

/** One layer, or why it is none that can be read. What was read of bytes that are not those of its digest is thrown away. */
async function readLayer(
  repository: Repository,
  descriptor: Descriptor,
  { stream }: Pick<BlobStreams, 'stream'>,
): Promise<Answer<LayerResult>> {
  const { digest, mediaType } = descriptor
  if (!ARCHIVE.test(mediaType)) {
    const gap = { kind: 'layer-not-read', detail: `a layer of type ${mediaType.slice(0, 100)}`, count: 1 } as const
    return found({ digest, gap })
  }
  let attempt = startAttempt()
  const answer = await stream(repository, descriptor, () => {
    attempt = startAttempt()
    return attempt
  })
  const problem = attempt.problem() ?? (answer.kind === 'found' ? await attempt.finish() : undefined)
  if (problem !== undefined) return unknown('malformed', `layer ${digest}`, problem)
  return answer.kind === 'found' ? found({ digest, layer: attempt.layer() }) : answer
}

interface Attempt extends Receiver, Pick<ReturnType<typeof createLayerReader>, 'layer'> {
  problem(): string | undefined
  finish(): Promise<string | undefined>
}

function startAttempt(): Attempt {
  const reader = createLayerReader()
  const unpacker: Unpacker = createUnpacker((bytes) => reader.push(bytes))
  let problem: string | undefined
  return {
    layer: () => reader.layer(),
    problem: () => problem,
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

/** Lets at most so many run at a time, in their order. */
function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve())
  let next = 0
  return (work) => {
    const lane = next++ % atOnce
    const mine = (lanes[lane] ?? Promise.resolve()).then(work)
    lanes[lane] = mine.catch(() => undefined)
    return mine
  }
}
