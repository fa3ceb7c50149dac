import { type Answer, absent, found } from '../model/answer.ts'
import type { Digest, Repository } from '../model/image-name.ts'
import type { Inventory } from '../model/inventory.ts'
import { MANIFEST_KINDS, parseManifest } from '../model/oci-manifest.ts'
import type { Registry } from '../ports/registry.ts'

/** Where several platforms are one image, the packages of this one stand for all. */
const PREFERRED = 'linux/amd64'

/** One platform of an index. */
export interface Platform {
  readonly digest: Digest
  /** How many other platforms the index has. */
  readonly others: number
}

/** The manifest of one platform of an index; absent where the manifest is no index, or lists no image. */
export async function platformOf(repository: Repository, digest: Digest, registry: Registry): Promise<Answer<Platform>> {
  const raw = await registry.manifest(repository, { digest })
  if (raw.kind !== 'found') return raw
  if (MANIFEST_KINDS[raw.value.mediaType] !== 'index') return absent
  const index = parseManifest(raw.value.bytes, raw.value.mediaType)
  if (index.kind !== 'found') return index
  const images = index.value.manifests.filter(({ platform }) => platform !== undefined && platform !== 'unknown/unknown')
  const [first] = [...images.filter(({ platform }) => platform === PREFERRED), ...images]
  return first === undefined ? absent : found({ digest: first.digest, others: images.length - 1 })
}

/** Says that one platform stands for others, whose packages nobody looked at. */
export function withOthers(read: Answer<Inventory>, others: number): Answer<Inventory> {
  if (read.kind !== 'found' || others === 0) return read
  const gap = { kind: 'limit', detail: 'other platforms, whose packages were not read', count: others } as const
  return found({ ...read.value, gaps: [...read.value.gaps, gap] })
}
