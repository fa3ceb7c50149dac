import type { Layer, LayerFile } from './layer.ts'

/** A file that an image shows, with the place of its layer among all, the lowest first. */
export interface ShownFile {
  readonly place: string
  readonly file: LayerFile
  readonly layer: number
}

/** Layers that lie over each other (OCI image-spec 1.1, applying changesets). Every question takes as long as a path has steps. */
export interface Stack {
  /** The files that are there. */
  readonly shown: readonly ShownFile[]
  /** The symbolic links that are there, with where they lead. */
  readonly links: ReadonlyMap<string, string>
  /** Whether something other than a directory is there. */
  isThere(place: string): boolean
  /** Whether a place of a layer lies behind a link that was there before: a runtime lays it where the link leads. */
  isBehindLink(place: string, layer: number): boolean
}

/** Lays layers over each other, the lowest first. */
export function stackOf(layers: readonly Layer[]): Stack {
  const [at, around, placed] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  for (const [layer, { others, directories, removed, opaque }] of layers.entries()) {
    for (const place of others) placed.set(place, layer)
    for (const places of [others, directories, removed]) for (const place of places) at.set(place, layer)
    for (const places of [others, removed, opaque]) for (const place of places) around.set(place, layer)
  }
  /** Whether a layer above hides what lies at a place: by something there, by taking it away, or by doing so with a folder around it. */
  const isHidden = (place: string, layer: number): boolean =>
    (at.get(place) ?? -1) > layer ||
    (around.get('') ?? -1) > layer ||
    foldersOf(place).some((one) => (around.get(one) ?? -1) > layer)
  const linked = new Set(layers.flatMap(({ links }) => [...links.keys()]))
  const isLinkFor = (folder: string, layer: number): boolean => {
    const last = layers
      .slice(0, layer + 1)
      .findLast(({ others, directories, removed }) => [others, directories, removed].some((places) => places.has(folder)))
    return last?.links.has(folder) === true
  }
  return {
    shown: layers.flatMap(({ files }, layer) =>
      [...files].flatMap(([place, file]) => (isHidden(place, layer) ? [] : [{ place, file, layer }])),
    ),
    links: new Map(layers.flatMap(({ links }, layer) => [...links].filter(([place]) => !isHidden(place, layer)))),
    isThere: (place) => placed.has(place) && !isHidden(place, placed.get(place) ?? 0),
    isBehindLink: (place, layer) => foldersOf(place).some((folder) => linked.has(folder) && isLinkFor(folder, layer)),
  }
}

/** The folders around a place, the nearest first. */
export function foldersOf(place: string): readonly string[] {
  const folders: string[] = []
  for (let slash = place.lastIndexOf('/'); slash > 0; slash = place.lastIndexOf('/', slash - 1))
    folders.push(place.slice(0, slash))
  return folders
}

/** Where a path leads as a runtime walks it, over at most forty links; undefined where it leads out of the image or in a ring. */
export function resolved(path: string, links: ReadonlyMap<string, string>): string | undefined {
  const waiting = path.split('/').toReversed()
  const walked: string[] = []
  for (let hops = 0; waiting.length > 0; ) {
    const step = waiting.pop() ?? ''
    if (step === '' || step === '.') continue
    if (step === '..') {
      walked.pop()
      continue
    }
    const target = links.get([...walked, step].join('/'))
    if (target === undefined) walked.push(step)
    else if (++hops > 40) return undefined
    else {
      if (target.startsWith('/')) walked.length = 0
      waiting.push(...target.split('/').toReversed())
    }
  }
  return walked.join('/')
}
