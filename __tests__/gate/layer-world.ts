import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { layersWith } from '../../src/gate/read-layers.ts'
import type { Answer } from '../../src/model/answer.ts'
import type { Digest } from '../../src/model/image-name.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import type { StreamingRegistry } from '../../src/ports/blob-streams.ts'
import { type FakeRegistry, type RegistrySwitches, startRegistry } from '../fakes/registry.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { archive, type Written } from '../fakes/tar.ts'
import { nodePackage } from '../layers/build.ts'

export const LAYER = 'application/vnd.oci.image.layer.v1.tar'
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const INDEX = 'application/vnd.oci.image.index.v1+json'
export const MEBIBYTE = 1024 * 1024
const CONFIG = '{}'
/** Whether a path is that of a layer, not of a config. */
export const isLayer = (path: string): boolean =>
  path.includes('/blobs/') && !path.includes(createHash('sha256').update(CONFIG).digest('hex'))
const open: { close(): unknown }[] = []

/** Closes what worlds opened. */
export async function closeWorlds(): Promise<void> {
  for (const one of open.splice(0)) await one.close()
}

/** A layer as it is pushed. */
export interface WrittenLayer {
  readonly bytes: Uint8Array
  readonly mediaType?: string
  readonly size?: number
}

/** A registry with images made of layers, and how their packages are read. */
export interface World {
  readonly registry: FakeRegistry
  readonly client: StreamingRegistry
  image(...layers: readonly WrittenLayer[]): Digest
  configured(config: string, ...layers: readonly WrittenLayer[]): Digest
  read(digest: Digest, maxBytes?: number): Promise<Answer<Inventory>>
  /** How many layers were fetched. */
  blobsAsked(): number
}

/** A registry of its own for a test. */
export async function world(switches: RegistrySwitches = {}): Promise<World> {
  const registry = await startRegistry(switches)
  const client = clientOf([registry.host])
  open.push(client, registry)
  const layers = layersWith(client)
  const repository = { registry: registry.host, repository: 'acme/web' }
  const configured: World['configured'] = (text, ...written) => {
    const config = { ...registry.content.blob('acme/web', text), mediaType: 'application/vnd.oci.image.config.v1+json' }
    const list = written.map(({ bytes, mediaType = `${LAYER}+gzip`, size }) => {
      const blob = registry.content.blob('acme/web', bytes)
      return { ...blob, mediaType, size: size ?? blob.size }
    })
    return registry.content.manifest(
      'acme/web',
      { schemaVersion: 2, mediaType: MANIFEST, config, layers: list },
      { mediaType: MANIFEST },
    ).digest
  }
  return {
    registry,
    client,
    image: (...written) => configured(CONFIG, ...written),
    configured,
    read: (digest, maxBytes = 100 * MEBIBYTE) => layers({ repository, digest }, maxBytes),
    blobsAsked: () => registry.seen.filter(({ path }) => isLayer(path)).length,
  }
}

/** The archive of a layer. */
export const tar = (...entries: readonly Written[]): Buffer => archive(entries)
/** Two layers with a package each. */
export const base = tar(nodePackage('usr/lib', 'a', '1.0.0'))
export const top = tar(nodePackage('app', 'b', '2.0.0'))
/** A layer packed with gzip. */
export const gzip = (bytes: Uint8Array): WrittenLayer => ({ bytes: gzipSync(bytes) })

/** What an answer says, without where it was found. */
export function told(answer: Answer<Inventory>): unknown {
  if (answer.kind === 'unknown') return `${answer.problem.kind}: ${answer.problem.detail}`
  if (answer.kind === 'absent') return 'absent'
  const { packages, gaps, source } = answer.value
  return {
    packages: packages.map(({ name, version }) => `${name} ${version}`),
    gaps: gaps.map(({ kind, detail }) => `${kind}: ${detail}`),
    source,
  }
}
