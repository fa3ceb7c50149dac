import { imagePackages } from '../../src/layers/image-packages.ts'
import type { Layer } from '../../src/layers/layer.ts'
import { createLayerReader } from '../../src/layers/read-layer.ts'
import { archive, type Written } from '../fakes/tar.ts'

/** A layer as its archive says it. */
export function layerOf(entries: readonly Written[]): Layer {
  const reader = createLayerReader()
  const problem = reader.push(archive(entries)) ?? reader.end()
  if (problem !== undefined) throw new Error(problem)
  return reader.layer()
}

/** What the layers of an image come to, the lowest first: packages as `type/namespace/name@version`, and gaps. */
export function contents(...layers: readonly (readonly Written[])[]): {
  readonly packages: readonly string[]
  readonly gaps: readonly string[]
} {
  const { packages, gaps } = imagePackages(layers.map((entries, at) => ({ digest: `layer-${at}`, layer: layerOf(entries) })))
  return {
    packages: packages.map(({ type, namespace, name, version }) =>
      [type, namespace, `${name}@${version ?? '?'}`].filter((one) => one !== undefined).join('/'),
    ),
    gaps: gaps.map(({ kind, detail, count }) => `${kind}: ${detail} (${count})`),
  }
}

/** A file. */
export function file(path: string, content: string | Uint8Array, mode = 0o644): Written {
  return { path, content, mode }
}

/** A package of Node.js as it is installed. */
export function nodePackage(folder: string, name: string, version: string): Written {
  return file(`${folder}/node_modules/${name}/package.json`, JSON.stringify({ name, version }))
}
