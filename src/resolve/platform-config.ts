import { type Answer, found } from '../model/answer.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import { MAX_CONFIG_BYTES, MAX_UNSPECIFIED_PLATFORMS } from '../model/limits.ts'
import { type Descriptor, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import type { ImageConfig, PlatformImage } from '../model/subject.ts'
import type { Registry } from '../ports/registry.ts'
import type { ReadImage } from './config-wish.ts'
import { normalPlatform, parseImageConfig } from './image-config.ts'
import { withoutCredential } from './image-secrets.ts'

const BASE_NAME = 'org.opencontainers.image.base.name'
const USUAL = 'linux/amd64'

/**
 * Attestation manifests that build tools put into an index have a platform that no machine has. Everything else in an index may
 * run: containerd also considers manifests without a platform, and an annotation is only what the index says about itself.
 */
function isPlatformImage({ platform }: Descriptor): boolean {
  return platform === undefined || !platform.startsWith('unknown/')
}

/**
 * The entries of an index that may run. One without a platform is looked at: it is no image only if it provably is an artifact (an SBOM,
 * a signature); what cannot be read may run. At most MAX_UNSPECIFIED_PLATFORMS are looked at; with more, all count.
 */
export async function platformImages(name: ImageName, index: OciManifest, registry: Registry): Promise<readonly Descriptor[]> {
  const entries = index.manifests.filter(isPlatformImage)
  const unspecified = entries.filter(({ platform }) => platform === undefined)
  if (unspecified.length > MAX_UNSPECIFIED_PLATFORMS) return entries
  const artifacts = await Promise.all(unspecified.map((one) => isArtifact(name, one, registry)))
  return entries.filter((entry) => artifacts[unspecified.indexOf(entry)] !== true)
}

/** The config of an artifact that has none: `{}` (OCI image specification, "Guidance for an Empty Descriptor"). */
const EMPTY_CONFIG = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'

/** By the bytes of its config as well as by their type: whatever type it claims, a runtime may read a config for the platform in it. */
async function isArtifact(name: ImageName, { digest }: Descriptor, registry: Registry): Promise<boolean> {
  const raw = await registry.manifest(name, { digest })
  if (raw.kind !== 'found') return false
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, formatName(name))
  if (manifest.kind !== 'found' || manifest.value.kind !== 'image') return false
  const { config } = manifest.value
  return config?.digest === EMPTY_CONFIG && !isImageConfig(config.mediaType)
}

/** One entry of an index, its platform as policies write it. */
export function platformImage({ platform, digest, mediaType, size }: Descriptor): PlatformImage {
  return { platform: platform === undefined ? 'unspecified' : normalPlatform(platform), digest, mediaType, size }
}

/**
 * The config of an image; of an index, that of its image for a platform, else for linux/amd64, else of its first. Undefined when it
 * has none.
 */
export async function readConfig(
  { subject: { name }, manifest }: ReadImage,
  platform: string,
  registry: Registry,
): Promise<Answer<ImageConfig> | undefined> {
  const child = manifest.kind === 'index' ? entryFor(manifest, platform) : undefined
  if (manifest.kind === 'index' && child === undefined) return undefined
  const raw = child === undefined ? undefined : await registry.manifest(name, { digest: child.digest })
  if (raw !== undefined && raw.kind !== 'found') return raw
  const image = raw === undefined ? found(manifest) : parseManifest(raw.value.bytes, raw.value.mediaType, formatName(name))
  if (image.kind !== 'found') return image
  const config = image.value.config
  if (config === undefined || !isImageConfig(config.mediaType)) return undefined
  const bytes = await registry.blob(name, config.digest, MAX_CONFIG_BYTES)
  if (bytes.kind !== 'found') return bytes
  const parsed = parseImageConfig(bytes.value, `config of ${formatName(name)}`)
  return parsed.kind === 'found' ? found({ ...parsed.value, ...statedBy(image.value, child, parsed.value) }) : parsed
}

function entryFor(index: OciManifest, wanted: string): Descriptor | undefined {
  const images = index.manifests.filter(isPlatformImage)
  const of = (platform: string): Descriptor | undefined => images.find((image) => platformImage(image).platform === platform)
  return of(wanted) ?? of(USUAL) ?? images[0]
}

/** What the manifest says beside the config; for its base image, an annotation counts more than a label that a base may have left. */
function statedBy(
  { annotations, layers }: OciManifest,
  entry: Descriptor | undefined,
  { labels }: ImageConfig,
): Pick<ImageConfig, 'baseName' | 'compressedSize'> {
  const annotated = annotations[BASE_NAME] ?? entry?.annotations[BASE_NAME]
  const label = labels.find(([key]) => key === BASE_NAME)?.[1]
  const baseName = annotated === undefined ? label : withoutCredential(['', annotated])[1]
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]))
  return {
    ...(baseName === undefined || baseName === '' ? {} : { baseName }),
    compressedSize: [...sizes.values()].reduce((sum, size) => sum + size, 0),
  }
}

function isImageConfig(mediaType: string): boolean {
  return (
    mediaType === 'application/vnd.oci.image.config.v1+json' || mediaType === 'application/vnd.docker.container.image.v1+json'
  )
}
