import { hideAlike } from '../layers/hide-alike.ts'
import { imagePackages } from '../layers/image-packages.ts'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { ManifestPlace } from '../model/image-name.ts'
import type { Inventory } from '../model/inventory.ts'
import { LAYERS_AT_ONCE, MAX_INVENTORY_PACKAGES, MAX_LAYER_IMAGES, MAX_UNPACKED_IMAGE } from '../model/limits.ts'
import type { JsonValue } from '../model/strict-json.ts'
import type { StreamingRegistry } from '../ports/blob-streams.ts'
import { type Image, imageAt } from './layered-image.ts'
import { withOthers } from './platform.ts'
import { type ReadLayer, readLayer } from './read-layer.ts'

/**
 * Reads the packages of an image from its layers, of which each is read once in a run; `maxBytes` is what they may weigh together. Beside
 * another image the lower layers that both have are left out where that proves the same.
 */
export type ReadLayers = (place: ManifestPlace, maxBytes: number, beside?: ManifestPlace) => Promise<Answer<Inventory>>

/** Reads layers for one run. */
export function layersWith(registry: StreamingRegistry, maxUnpacked = MAX_UNPACKED_IMAGE): ReadLayers {
  const { stream } = registry
  const images = new Set<string>()
  if (stream === undefined) return async ({ digest }) => unknown('unsupported', digest, 'layers are not read here')
  const desk = { stream, known: new Map(), turns: createTurns(LAYERS_AT_ONCE), maxUnpacked }
  return async (place, maxBytes, beside) => {
    images.add(place.digest)
    if (images.size > MAX_LAYER_IMAGES)
      return unknown('too-many', place.digest, `the layers of more than ${MAX_LAYER_IMAGES} images are not read in one run`)
    const image = await imageAt(place, registry)
    if (image.kind !== 'found') return image
    const pair = beside === undefined ? undefined : await imageAt(beside, registry)
    const differing = pair?.kind === 'found' ? await upperLayers(image.value, pair.value, { ...desk, maxBytes }) : undefined
    const whole = differing ?? (await together(image.value, 0, { ...desk, maxBytes }))
    return withOthers(whole, image.value.others)
  }
}

interface Desk {
  readonly stream: NonNullable<StreamingRegistry['stream']>
  readonly known: Map<string, Promise<Answer<ReadLayer>>>
  readonly turns: <T>(work: () => Promise<T>) => Promise<T>
  readonly maxUnpacked: number
  readonly maxBytes: number
}

/** What the layers say that lie above those that both images have; undefined where those below may matter to how the images differ. */
async function upperLayers(image: Image, other: Image, desk: Desk): Promise<Answer<Inventory> | undefined> {
  const first = image.layers.findIndex(({ digest }, at) => digest !== other.layers[at]?.digest)
  if (first < 1 || other.layers.length <= first) return undefined
  const sides = await Promise.all([image, other].map((one) => read(one, first, desk)))
  const [mine, theirs] = sides.map((answer) =>
    answer.kind === 'found' ? answer.value.map(({ result }) => ('layer' in result ? result.layer : undefined)) : undefined,
  )
  if (mine === undefined || theirs === undefined) return undefined
  const [own, beside] = [mine, theirs].map((some) => some.flatMap((layer) => layer ?? []))
  const isWhole = own?.length === mine.length && beside?.length === theirs.length
  return isWhole && hideAlike(own, beside) ? together(image, first, desk) : undefined
}

/** The packages of the layers of an image from `first` on. */
async function together(image: Image, first: number, desk: Desk): Promise<Answer<Inventory>> {
  const layers = await read(image, first, desk)
  if (layers.kind !== 'found') return layers
  const { source, packages, gaps } = imagePackages(layers.value.map(({ result }) => result))
  if (packages.length > MAX_INVENTORY_PACKAGES)
    return unknown('too-many', 'layers', `its layers have ${packages.length} packages, more than ${MAX_INVENTORY_PACKAGES}`)
  if (packages.length + gaps.length === 0) return absent
  const of = image.layers.length
  return found({ source: first > 0 && source.kind === 'layers' ? { ...source, of, shared: first } : source, packages, gaps })
}

/** The layers of an image from `first` on. Without one of them the others say nothing certain: what it takes away, and what it brings. */
async function read(image: Image, first: number, desk: Desk): Promise<Answer<readonly ReadLayer[]>> {
  const { stream, known, turns, maxUnpacked, maxBytes } = desk
  const wanted = image.layers.slice(first)
  const weight = wanted.reduce((sum, { size }) => sum + size, 0)
  if (weight > maxBytes)
    return unknown('too-large', image.digest, `its layers have ${weight} bytes, more than the ${maxBytes} that are read`)
  const room = { of: maxUnpacked, left: maxUnpacked }
  const reading = wanted.map((layer) => {
    const earlier = known.get(layer.digest) ?? turns(() => readLayer(image.repository, layer, { stream, room }))
    known.set(layer.digest, earlier)
    return earlier
  })
  const answers = await Promise.all(reading)
  const open = answers.find(({ kind }) => kind !== 'found')
  if (open?.kind === 'unknown') return open
  if (open?.kind === 'absent') return unknown('malformed', 'layers', 'the registry does not have a layer of it')
  const layers = answers.flatMap((one) => (one.kind === 'found' ? [one.value] : []))
  // Some of them may have been read for another image.
  if (layers.reduce((sum, { unpacked }) => sum + unpacked, 0) > maxUnpacked)
    return unknown('too-large', image.digest, `its layers unpack to more than ${maxUnpacked} bytes`)
  return isAsConfigured(image.archives, layers, first)
    ? found(layers)
    : unknown('malformed', 'layers', 'its config names other archives (`rootfs.diff_ids`) than its layers unpack to')
}

/** No runtime starts an image whose layers are not those that its config names; or one of us unpacked something else. */
function isAsConfigured(archives: readonly JsonValue[] | undefined, layers: readonly ReadLayer[], first: number): boolean {
  if (archives === undefined) return true
  const named = archives.slice(first)
  return named.length === layers.length && layers.every(({ diffId }, at) => diffId === undefined || diffId === named[at])
}

/** Lets at most so many run at a time, in their order. */
function createTurns(atOnce: number): Desk['turns'] {
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve())
  let next = 0
  return (work) => {
    const lane = next++ % atOnce
    const mine = (lanes[lane] ?? Promise.resolve()).then(work)
    lanes[lane] = mine.catch(() => undefined)
    return mine
  }
}
