import type { Layer, LayerFile } from './layer.ts'

/** A file that an image shows, with the place of its layer among all, the lowest first. */
export interface ShownFile {
  readonly place: string
  readonly file: LayerFile
  readonly layer: number
}

/** The files of layers, the lowest first, that are there when they lie over each other (OCI image-spec 1.1, applying changesets). */
export function shownFiles(layers: readonly Layer[]): readonly ShownFile[] {
  return layers.flatMap(({ files }, layer) => {
    const above = layers.slice(layer + 1)
    return [...files].flatMap(([place, file]) => (above.some((one) => hides(one, place)) ? [] : [{ place, file, layer }]))
  })
}

/** Whether a layer hides what lies at a place below it: by something there, by taking it away, or by doing so with a folder around it. */
function hides({ others, directories, removed, opaque }: Layer, place: string): boolean {
  if (others.has(place) || directories.has(place) || removed.has(place) || opaque.has('')) return true
  for (let slash = place.lastIndexOf('/'); slash > 0; slash = place.lastIndexOf('/', slash - 1)) {
    const folder = place.slice(0, slash)
    if (others.has(folder) || removed.has(folder) || opaque.has(folder)) return true
  }
  return false
}
