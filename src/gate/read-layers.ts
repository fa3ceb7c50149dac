import { imagePackages } from '../layers/image-packages.ts'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { ManifestPlace } from '../model/image-name.ts'
import type { Inventory } from '../model/inventory.ts'
import {
  LAYERS_AT_ONCE,
  MAX_CONFIG_BYTES,
  MAX_INVENTORY_PACKAGES,
  MAX_LAYER_IMAGES,
  MAX_UNPACKED_IMAGE,
} from '../model/limits.ts'
import { MANIFEST_KINDS, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import { isList, type JsonValue, member, parseStrictJson } from '../model/strict-json.ts'
import type { StreamingRegistry } from '../ports/blob-streams.ts'
import { platformOf, withOthers } from './platform.ts'
import { type ReadLayer, readLayer } from './read-layer.ts'

/** Reads the packages of an image from its layers, of which each is read once in a run; `maxBytes` is what they may weigh together. */
export function layersWith(
  registry: StreamingRegistry,
  maxUnpacked = MAX_UNPACKED_IMAGE,
): (place: ManifestPlace, maxBytes: number) => Promise<Answer<Inventory>> {
  const { stream } = registry
  const known = new Map<string, Promise<Answer<ReadLayer>>>()
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
    const archives = await archivesOf(place, manifest, registry)
    if (archives.kind === 'unknown') return archives
    const room = { of: maxUnpacked, left: maxUnpacked }
    const read = manifest.layers.map((layer) => {
      const earlier = known.get(layer.digest) ?? turns(() => readLayer(place.repository, layer, { stream, room }))
      known.set(layer.digest, earlier)
      return earlier
    })
    const answers = await Promise.all(read)
    // Some of them were read for another image.
    const weights = answers.map((one) => (one.kind === 'found' ? one.value.unpacked : 0))
    if (weights.reduce((sum, one) => sum + one, 0) > maxUnpacked)
      return unknown('too-large', place.digest, `its layers unpack to more than ${maxUnpacked} bytes`)
    return withOthers(together(answers, archives.kind === 'found' ? archives.value : undefined), others)
  }
}

/** Without a layer the others say nothing certain: what it takes away, and what it brings. */
function together(read: readonly Answer<ReadLayer>[], archives: readonly JsonValue[] | undefined): Answer<Inventory> {
  const open = read.find(({ kind }) => kind !== 'found')
  if (open?.kind === 'unknown') return open
  if (open?.kind === 'absent') return unknown('malformed', 'layers', 'the registry does not have a layer of it')
  const layers = read.flatMap((one) => (one.kind === 'found' ? [one.value] : []))
  const other = layers.find(({ diffId }, at) => archives !== undefined && diffId !== undefined && diffId !== archives[at])
  // No runtime starts such an image, or one of us unpacked something else.
  if (archives !== undefined && (other !== undefined || archives.length !== layers.length))
    return unknown('malformed', 'layers', 'its config names other archives (`rootfs.diff_ids`) than its layers unpack to')
  const inventory = imagePackages(layers.map(({ result }) => result))
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

/** The digests of the archives that an image's config names; absent where it names none. */
async function archivesOf(
  { repository }: ManifestPlace,
  { config }: OciManifest,
  registry: StreamingRegistry,
): Promise<Answer<readonly JsonValue[]>> {
  if (config === undefined) return absent
  const bytes = await registry.blob(repository, config.digest, MAX_CONFIG_BYTES)
  if (bytes.kind === 'absent') return unknown('malformed', 'layers', 'the registry does not have its config')
  if (bytes.kind === 'unknown') return bytes
  const json = parseStrictJson(bytes.value, { anyKeys: true })
  if (!json.ok) return unknown('malformed', 'layers', `its config is not strict JSON: ${json.why}`)
  const archives = member(member(json.value, 'rootfs'), 'diff_ids')
  return isList(archives) ? found(archives) : absent
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
