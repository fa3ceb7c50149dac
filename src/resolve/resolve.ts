import { type Answer, found, unknown } from '../model/answer.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import { MAX_CONFIG_BYTES } from '../model/limits.ts'
import { type Descriptor, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import type { ImageConfig, PlatformImage, Resolution, Subject } from '../model/subject.ts'
import type { RawManifest, Registry } from '../ports/registry.ts'
import { normalPlatform, parseImageConfig } from './image-config.ts'

/** `config` says for which names the image config is read too; `progress` hears of every name that is done. */
export interface ResolveOptions {
  readonly config?: (name: ImageName) => boolean
  readonly progress?: (done: number, total: number) => void
}

/**
 * What each name stands for, one question per distinct name, in the order of first appearance. A digest decides over a tag; the
 * tag is then only compared. One name's trouble is that name's answer.
 */
export async function resolve(
  names: readonly ImageName[],
  registry: Registry,
  options: ResolveOptions = {},
): Promise<readonly Resolution[]> {
  const distinct = [...new Map(names.map((name) => [formatName(name), name])).values()]
  let done = 0
  return Promise.all(
    distinct.map(async (name) => {
      const answer = await resolveOne(name, registry, options.config?.(name) === true)
      options.progress?.(++done, distinct.length)
      return { name, answer }
    }),
  )
}

async function resolveOne(name: ImageName, registry: Registry, withConfig: boolean): Promise<Answer<Subject>> {
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
  const config = withConfig ? await readConfig(name, manifest.value, registry) : undefined
  if (config !== undefined && config.kind !== 'found') return config.kind === 'absent' ? noConfig(name) : config
  return found({
    ...subjectOf(name, raw.value, manifest.value),
    ...(tagDigest === undefined ? {} : { tagDigest }),
    ...(config === undefined ? {} : { config: config.value }),
  })
}

function subjectOf(name: ImageName, raw: RawManifest, manifest: OciManifest): Subject {
  return {
    name,
    digest: raw.digest,
    mediaType: raw.mediaType,
    size: raw.bytes.length,
    isIndex: manifest.kind === 'index',
    platforms: manifest.manifests.filter(isPlatformImage).map(platformImage),
  }
}

/**
 * Attestation manifests that build tools put into an index have a platform that no machine has. Everything else in an index may
 * run: containerd also considers manifests without a platform, and an annotation is only what the index says about itself.
 */
function isPlatformImage({ platform }: Descriptor): boolean {
  return platform === undefined || !platform.startsWith('unknown/')
}

function platformImage({ platform, digest, mediaType, size }: Descriptor): PlatformImage {
  return { platform: platform === undefined ? 'unspecified' : normalPlatform(platform), digest, mediaType, size }
}

/** The config of an image; of an index, that of its linux/amd64 image or else of its first. Undefined when it has none. */
async function readConfig(name: ImageName, manifest: OciManifest, registry: Registry): Promise<Answer<ImageConfig> | undefined> {
  const image = manifest.kind === 'image' ? found(manifest) : await representative(name, manifest, registry)
  if (image === undefined || image.kind !== 'found') return image
  const config = image.value.config
  if (config === undefined || !isImageConfig(config.mediaType)) return undefined
  const bytes = await registry.blob(name, config.digest, MAX_CONFIG_BYTES)
  return bytes.kind === 'found' ? parseImageConfig(bytes.value, `config of ${formatName(name)}`) : bytes
}

async function representative(name: ImageName, index: OciManifest, registry: Registry): Promise<Answer<OciManifest> | undefined> {
  const images = index.manifests.filter(isPlatformImage)
  const child = images.find(({ platform }) => platform === 'linux/amd64') ?? images[0]
  if (child === undefined) return undefined
  const raw = await registry.manifest(name, { digest: child.digest })
  return raw.kind === 'found' ? parseManifest(raw.value.bytes, raw.value.mediaType, formatName(name)) : raw
}

function isImageConfig(mediaType: string): boolean {
  return (
    mediaType === 'application/vnd.oci.image.config.v1+json' || mediaType === 'application/vnd.docker.container.image.v1+json'
  )
}

function noConfig(name: ImageName): Answer<never> {
  return unknown('malformed', formatName(name), 'a manifest or config that it names is not on the registry')
}
