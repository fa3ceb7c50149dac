import { createHash } from 'node:crypto'
import type { Digest } from '../../src/model/image-name.ts'

/** A manifest as a registry keeps it. */
export interface StoredManifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** A descriptor as it is written into manifests. */
export interface WrittenDescriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly artifactType?: string
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

/** The content of one repository. */
export interface StoredRepository {
  readonly manifests: Map<string, StoredManifest>
  readonly tags: Map<string, string>
  readonly blobs: Map<string, Uint8Array>
}

/** The content of a registry, by repository name. */
export type Store = Map<string, StoredRepository>

/** The repository of a store, made when it is not there. */
export function repositoryOf(store: Store, name: string): StoredRepository {
  const known = store.get(name)
  if (known !== undefined) return known
  const fresh: StoredRepository = { manifests: new Map(), tags: new Map(), blobs: new Map() }
  store.set(name, fresh)
  return fresh
}

/** The sha256 digest of bytes. */
export function sha256(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest
}

/** The referrers of a digest in a repository, as the referrers API lists them (distribution-spec 1.1). */
export function referrersOf(repository: StoredRepository, digest: string): readonly WrittenDescriptor[] {
  return [...repository.manifests.values()].flatMap((manifest) => {
    const body = JSON.parse(new TextDecoder().decode(manifest.bytes))
    if (body?.subject?.digest !== digest) return []
    return [describeReferrer(manifest, body)]
  })
}

/** The descriptor by which an index lists a referrer. */
export function describeReferrer(
  manifest: StoredManifest,
  body: { artifactType?: string; config?: { mediaType?: string }; annotations?: Record<string, string> },
): WrittenDescriptor {
  const artifactType = body.artifactType ?? body.config?.mediaType
  return {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.bytes.length,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(body.annotations === undefined ? {} : { annotations: body.annotations }),
  }
}
