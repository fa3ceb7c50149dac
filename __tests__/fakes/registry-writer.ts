import type { Digest } from '../../src/model/image-name.ts'
import {
  describeReferrer,
  repositoryOf,
  type Store,
  type StoredManifest,
  sha256,
  type WrittenDescriptor,
} from './registry-store.ts'

/** Puts content into a registry directly, without HTTP. */
export interface StoreWriter {
  readonly hasReferrersApi: boolean
  /** Stores a blob; its descriptor. */
  blob(repository: string, bytes: Uint8Array | string): WrittenDescriptor & { readonly digest: Digest }
  /** Stores a manifest (an object, or its exact bytes) under its digest and, when given, under a tag. */
  manifest(
    repository: string,
    body: object | string | Uint8Array,
    options: { readonly mediaType: string; readonly tag?: string; readonly digest?: Digest },
  ): StoredManifest
  /** Points a tag at a digest. */
  tag(repository: string, tag: string, digest: string): void
  /** Lets bytes be served under a digest that they do not hash to. */
  forge(repository: string, digest: string, bytes: Uint8Array | string): void
  /** The manifest under a tag. */
  tagged(repository: string, tag: string): StoredManifest | undefined
}

/** A writer into a store. */
export function createWriter(store: Store, hasReferrersApi: boolean): StoreWriter {
  return {
    hasReferrersApi,
    blob(repository, content) {
      const bytes = bytesOf(content)
      const digest = sha256(bytes)
      repositoryOf(store, repository).blobs.set(digest, bytes)
      return { mediaType: 'application/octet-stream', digest, size: bytes.length }
    },
    manifest(repository, body, { mediaType, tag, digest }) {
      const bytes = body instanceof Uint8Array || typeof body === 'string' ? bytesOf(body) : bytesOf(JSON.stringify(body))
      const stored = { digest: digest ?? sha256(bytes), mediaType, bytes }
      const target = repositoryOf(store, repository)
      target.manifests.set(stored.digest, stored)
      if (tag !== undefined) target.tags.set(tag, stored.digest)
      return stored
    },
    tag(repository, tag, digest) {
      repositoryOf(store, repository).tags.set(tag, digest)
    },
    forge(repository, digest, content) {
      const target = repositoryOf(store, repository)
      const known = target.manifests.get(digest)
      if (known === undefined) target.blobs.set(digest, bytesOf(content))
      else target.manifests.set(digest, { ...known, bytes: bytesOf(content) })
    },
    tagged(repository, tag) {
      const target = repositoryOf(store, repository)
      return target.manifests.get(target.tags.get(tag) ?? '')
    },
  }
}

/** Adds a referrer to the index under the fallback tag of its subject. */
export function fallbackOf(
  writer: StoreWriter,
  repository: string,
  referrer: { readonly subject: string; readonly stored: StoredManifest; readonly body: object },
): void {
  const tag = referrer.subject.replace(':', '-')
  const known = writer.tagged(repository, tag)
  const before = known === undefined ? [] : JSON.parse(new TextDecoder().decode(known.bytes)).manifests
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const manifests = [...before, describeReferrer(referrer.stored, referrer.body)]
  writer.manifest(repository, { schemaVersion: 2, mediaType, manifests }, { mediaType, tag })
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}
