import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { Digest, ManifestPlace, Repository } from '../model/image-name.ts'
import { MAX_CONFIG_BYTES } from '../model/limits.ts'
import { type Descriptor, MANIFEST_KINDS, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import { isList, type JsonValue, member, parseStrictJson } from '../model/strict-json.ts'
import type { StreamingRegistry } from '../ports/blob-streams.ts'
import { platformOf } from './platform.ts'

/** An image whose layers are read: those of one platform. */
export interface Image {
  readonly repository: Repository
  readonly digest: Digest
  readonly layers: readonly Descriptor[]
  /** The digests of the archives that its config names (`rootfs.diff_ids`), when it names any. */
  readonly archives?: readonly JsonValue[]
  /** How many other platforms its index has. */
  readonly others: number
}

/** The layers of an image, or of one platform of an index. */
export async function imageAt({ repository, digest: asked }: ManifestPlace, registry: StreamingRegistry): Promise<Answer<Image>> {
  const platform = await platformOf(repository, asked, registry)
  if (platform.kind === 'unknown') return platform
  const { digest, others } = platform.kind === 'found' ? platform.value : { digest: asked, others: 0 }
  const raw = await registry.manifest(repository, { digest })
  if (raw.kind !== 'found') return raw
  if (MANIFEST_KINDS[raw.value.mediaType] !== 'image') return unknown('unsupported', asked, 'its index lists no image')
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, digest)
  if (manifest.kind !== 'found') return manifest
  const archives = await archivesOf(repository, manifest.value, registry)
  if (archives.kind === 'unknown') return archives
  const named = archives.kind === 'found' ? { archives: archives.value } : {}
  return found({ repository, digest, layers: manifest.value.layers, others, ...named })
}

async function archivesOf(
  repository: Repository,
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
