import type { StoredManifest, WrittenDescriptor } from './registry-store.ts'
import { fallbackOf, type StoreWriter } from './registry-writer.ts'

/** Media types that the fakes write. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
const OCI_EMPTY = 'application/vnd.oci.empty.v1+json'
const COSIGN_SIGNATURE = 'application/vnd.dev.cosign.simplesigning.v1+json'

/**
 * An image to push. `seed` makes its bytes differ from other images; `config` is merged into the image config; `layerSize` is what its
 * manifest says of its one layer, which nobody pulls.
 */
export interface NewImage {
  readonly tag?: string
  readonly seed?: string
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string }
  readonly config?: Readonly<Record<string, unknown>>
  readonly created?: string
  readonly layerSize?: number
  readonly annotations?: Readonly<Record<string, string>>
}

/** One layer of an artifact. */
export interface NewLayer {
  readonly mediaType: string
  readonly bytes: Uint8Array | string
  readonly annotations?: Readonly<Record<string, string>>
}

/** An artifact to push; with `subject` it is a referrer. */
export interface NewArtifact {
  readonly artifactType?: string
  readonly configType?: string
  /** The bytes of its config; `{}` unless told otherwise. */
  readonly config?: string
  readonly layers: readonly NewLayer[]
  readonly subject?: WrittenDescriptor
  readonly tag?: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** The descriptor of a manifest that was pushed. */
export function describe(manifest: StoredManifest): WrittenDescriptor {
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length }
}

/** Pushes a small image of one layer. */
export function pushImage(writer: StoreWriter, repository: string, image: NewImage = {}): StoredManifest {
  const platform = image.platform ?? { os: 'linux', architecture: 'amd64' }
  const layer = writer.blob(repository, `layer of ${image.seed ?? repository}`)
  const config = {
    created: image.created ?? '2026-01-02T03:04:05Z',
    ...platform,
    config: { User: '65532', ...image.config },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  }
  const body = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { ...writer.blob(repository, JSON.stringify(config)), mediaType: OCI_CONFIG },
    layers: [{ ...layer, size: image.layerSize ?? layer.size, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }],
    ...(image.annotations === undefined ? {} : { annotations: image.annotations }),
  }
  return writer.manifest(repository, body, { mediaType: OCI_MANIFEST, ...(image.tag === undefined ? {} : { tag: image.tag }) })
}

/** Pushes an index over children, each with the descriptor that it is listed by. */
export function pushIndex(
  writer: StoreWriter,
  repository: string,
  index: { readonly children: readonly WrittenDescriptor[]; readonly tag?: string },
): StoredManifest {
  const body = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: index.children }
  return writer.manifest(repository, body, { mediaType: OCI_INDEX, ...(index.tag === undefined ? {} : { tag: index.tag }) })
}

/**
 * Pushes an artifact. With a subject it is found by the referrers API; on a registry without one, the index under the fallback
 * tag is brought up to date, as clients do.
 */
export function pushArtifact(writer: StoreWriter, repository: string, artifact: NewArtifact): StoredManifest {
  const layers = artifact.layers.map((layer) => ({
    ...writer.blob(repository, layer.bytes),
    mediaType: layer.mediaType,
    ...(layer.annotations === undefined ? {} : { annotations: layer.annotations }),
  }))
  const body = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    ...(artifact.artifactType === undefined ? {} : { artifactType: artifact.artifactType }),
    config: { ...writer.blob(repository, artifact.config ?? '{}'), mediaType: artifact.configType ?? OCI_EMPTY },
    layers,
    ...(artifact.subject === undefined ? {} : { subject: artifact.subject }),
    ...(artifact.annotations === undefined ? {} : { annotations: artifact.annotations }),
  }
  const stored = writer.manifest(repository, body, {
    mediaType: OCI_MANIFEST,
    ...(artifact.tag === undefined ? {} : { tag: artifact.tag }),
  })
  if (artifact.subject !== undefined && !writer.hasReferrersApi)
    fallbackOf(writer, repository, { subject: artifact.subject.digest, stored, body })
  return stored
}

/** Pushes signatures in cosign's tag scheme: one layer per signature under `sha256-<hex>.sig` (or another suffix). */
export function pushSignatures(
  writer: StoreWriter,
  repository: string,
  signatures: {
    readonly subject: string
    readonly layers: readonly Omit<NewLayer, 'mediaType'>[]
    readonly suffix?: string
    readonly mediaType?: string
  },
): StoredManifest {
  const tag = `${signatures.subject.replace(':', '-')}.${signatures.suffix ?? 'sig'}`
  const layers = signatures.layers.map((layer) => ({ ...layer, mediaType: signatures.mediaType ?? COSIGN_SIGNATURE }))
  return pushArtifact(writer, repository, { layers, tag, configType: OCI_CONFIG })
}
