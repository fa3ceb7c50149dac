import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, absent, found } from '../../src/model/answer.ts'
import type { Digest } from '../../src/model/image-name.ts'
import type { RawManifest, Registry } from '../../src/ports/registry.ts'
import { asDigest } from '../verify/shelf.ts'

interface Entry {
  readonly mediaType: string
  readonly digest: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** An image that `cosign save` wrote as an OCI layout, as a registry that has it with its `.sig` and `.att` tags. */
export function layoutRegistry(folder: string): { readonly digest: Digest; readonly registry: Registry } {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { readonly manifests: readonly Entry[] }
  const ofKind = (...kinds: readonly string[]) =>
    index.manifests.find(({ annotations = {} }) => kinds.some((kind) => annotations.kind === `dev.cosignproject.cosign/${kind}`))
  const image = ofKind('image', 'imageIndex')
  if (image === undefined) throw new Error(`${folder} holds no image of cosign's`)
  const blob = (digest: string): Answer<Buffer> => {
    const path = join(folder, 'blobs', digest.replace(':', '/'))
    return existsSync(path) ? found(readFileSync(path)) : absent
  }
  const manifest = (entry: Entry | undefined): Answer<RawManifest> => {
    const bytes = entry === undefined ? absent : blob(entry.digest)
    if (entry === undefined || bytes.kind !== 'found') return absent
    return found({ digest: asDigest(entry.digest), mediaType: entry.mediaType, bytes: bytes.value })
  }
  const registry: Registry = {
    manifest: async (_, selector) => {
      if ('digest' in selector) return manifest(image)
      return manifest(selector.tag.endsWith('.sig') ? ofKind('sigs') : selector.tag.endsWith('.att') ? ofKind('atts') : undefined)
    },
    blob: async (_, digest) => blob(digest),
    referrers: async () => absent,
    tagDigest: async () => absent,
    requests: () => [],
    exchanges: () => [],
  }
  return { digest: asDigest(image.digest), registry }
}
