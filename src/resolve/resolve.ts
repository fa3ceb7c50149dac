import { type Answer, found, unknown } from '../model/answer.ts'
import { type Digest, formatName, type ImageName } from '../model/image-name.ts'
import { parseManifest } from '../model/oci-manifest.ts'
import type { ImageConfig, Resolution, Subject } from '../model/subject.ts'
import type { Registry } from '../ports/registry.ts'
import { type ConfigWish, type ReadImage, type ReadOnce, replacementsOf, wishFor } from './config-wish.ts'
import { platformImage, platformImages, readConfig } from './platform-config.ts'

/** An image and the one that it replaces. */
export type Replacement = readonly [now: ImageName, then: ImageName]

/**
 * `config`: for which names the image config is needed whatever they replace. `replacements`: where an image replaces other bytes, the
 * configs of both are read, for one platform that both have: the first of `platforms` of the new one, or linux/amd64, or the first
 * that the new one lists. `progress` hears of every name that is done.
 */
export interface ResolveOptions {
  readonly config?: (name: ImageName) => boolean
  readonly replacements?: readonly Replacement[]
  readonly platforms?: (name: ImageName) => readonly string[]
  readonly progress?: (done: number, total: number) => void
}

/**
 * What each name stands for, one question per distinct name, in the order of first appearance. A digest decides over a tag; the
 * tag is then only compared. One name's trouble is that name's answer: an image whose config is needed and cannot be read is
 * unknown, and so is one that replaces another. The image that is replaced stays known without its config.
 */
export async function resolve(
  names: readonly ImageName[],
  registry: Registry,
  options: ResolveOptions = {},
): Promise<readonly Resolution[]> {
  const distinct = [...new Map(names.map((name) => [formatName(name), name])).values()]
  const read = readOnce(registry)
  const replacements = replacementsOf(options.replacements ?? [])
  let done = 0
  return Promise.all(
    distinct.map(async (name) => {
      const image = await read.image(name)
      const wish =
        image.kind === 'found' ? await wishFor({ name, image: image.value }, replacements, { ...options, read }) : undefined
      const answer = image.kind === 'found' ? await completed(image.value, wish, read) : image
      options.progress?.(++done, distinct.length)
      return { name, answer }
    }),
  )
}

async function completed(image: ReadImage, wish: ConfigWish | undefined, read: ReadOnce): Promise<Answer<Subject>> {
  if (wish === undefined) return found(image.subject)
  const config = await read.config(image, wish.platform)
  if (config === undefined) return found(image.subject)
  if (config.kind === 'found') return found({ ...image.subject, config: config.value })
  const problem = config.kind === 'absent' ? noConfig(image.subject.name) : config
  return wish.needed ? problem : found({ ...image.subject, configProblem: problem.problem })
}

/** Reads manifests and configs, each once per name and platform. */
function readOnce(registry: Registry): ReadOnce {
  const images = new Map<string, Promise<Answer<ReadImage>>>()
  const configs = new Map<string, Promise<Answer<ImageConfig> | undefined>>()
  const once = <T>(kept: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const asked = ask()
    kept.set(key, asked)
    return asked
  }
  return {
    image: (name) => once(images, formatName(name), () => readImage(name, registry)),
    config: (image, platform = '') =>
      once(configs, `${formatName(image.subject.name)} ${platform}`, () => readConfig(image, platform, registry)),
  }
}

async function readImage(name: ImageName, registry: Registry): Promise<Answer<ReadImage>> {
  if (name.registry === '')
    return unknown('host-not-allowed', formatName(name), 'its first segment looks like a host and cannot be one')
  const { tag, digest } = name
  const selector = digest === undefined ? { tag: tag ?? 'latest' } : { digest }
  const [raw, tagDigest] = await Promise.all([
    registry.manifest(name, selector),
    tag !== undefined && digest !== undefined ? registry.tagDigest(name, tag) : undefined,
  ])
  if (raw.kind !== 'found') return raw
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, formatName(name))
  if (manifest.kind !== 'found') return manifest
  const { digest: own, mediaType, bytes } = raw.value
  const moved =
    tagDigest?.kind === 'found' && tagDigest.value !== own && manifest.value.kind !== 'index' ? tagDigest.value : undefined
  const tagIndex = moved === undefined ? undefined : await indexOffering(name, own, moved, registry)
  const subject = {
    ...{ name, digest: own, mediaType, size: bytes.length, isIndex: manifest.value.kind === 'index' },
    platforms: (await platformImages(name, manifest.value, registry)).map(platformImage),
    ...(tagDigest === undefined ? {} : { tagDigest }),
    ...(tagIndex === undefined ? {} : { tagIndex }),
  }
  return found({ subject, manifest: manifest.value })
}

/** The index that a tag names, where it offers an image as one of its platforms: then the tag did not move, one platform was pinned. */
async function indexOffering(name: ImageName, own: Digest, digest: Digest, registry: Registry): Promise<Subject['tagIndex']> {
  const raw = await registry.manifest(name, { digest })
  if (raw.kind !== 'found') return undefined
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, formatName(name))
  if (manifest.kind !== 'found' || manifest.value.kind !== 'index') return undefined
  const platforms = (await platformImages(name, manifest.value, registry)).map(platformImage)
  return platforms.some((one) => one.digest === own) ? { digest, platforms } : undefined
}

function noConfig(name: ImageName): ReturnType<typeof unknown> {
  return unknown('malformed', formatName(name), 'a manifest or config that it names is not on the registry')
}
