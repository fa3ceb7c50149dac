import { createTarReader, type TarEntry, type TarReader } from '../languages/tar/reader.ts'
import type { InventoryGap } from '../model/inventory.ts'
import { MAX_LAYER_NAME, MAX_LAYER_NAMES, MAX_OS_RELEASE, MAX_TAR_ENTRIES, MAX_TAR_HEADER } from '../model/limits.ts'
import { packageFiles } from './files/table.ts'
import { type Layer, type LayerFile, placeIn } from './layer.ts'
import { type FileFindings, lostDatabase, type PackageFile, textFrom } from './package-file.ts'

const RELEASE = /^(?:etc|usr\/lib)\/os-release$/
const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** A layer that is read while it is unpacked. */
export interface LayerReader extends TarReader {
  /** What it came to; only after `end` said that nothing is wrong. */
  layer(): Layer
}

/** Reads the archive of a layer (OCI image-spec 1.1, changesets): what it says about packages, and what it hides. */
export function createLayerReader(limits: LayerLimits = LIMITS): LayerReader {
  return new Reader(limits)
}

/** How many entries a layer may have, and how many characters their names together. */
export interface LayerLimits {
  readonly entries: number
  readonly names: number
}

const LIMITS: LayerLimits = { entries: MAX_TAR_ENTRIES, names: MAX_LAYER_NAMES }

class Reader implements LayerReader {
  readonly #files = new Map<string, LayerFile>()
  readonly #others = new Set<string>()
  readonly #directories = new Set<string>()
  readonly #removed = new Set<string>()
  readonly #opaque = new Set<string>()
  readonly #links = new Map<string, string>()
  readonly #gaps: InventoryGap[] = []
  readonly #limits: LayerLimits
  readonly #tar: TarReader
  #file: PackageFile | undefined
  #names = 0
  #problem: string | undefined

  constructor(limits: LayerLimits) {
    this.#limits = limits
    this.#tar = createTarReader({
      maxEntries: limits.entries,
      maxHeader: MAX_TAR_HEADER,
      wants: (entry) => this.#wants(entry),
      keeps: (start) => this.#file?.starts?.(start) !== false,
      entry: (entry, bytes) => this.#entry(entry, bytes),
    })
  }

  push(chunk: Uint8Array): string | undefined {
    return this.#tar.push(chunk) ?? this.#problem
  }

  end(): string | undefined {
    return this.#tar.end() ?? this.#problem
  }

  layer(): Layer {
    const [files, others, directories, links] = [this.#files, this.#others, this.#directories, this.#links]
    return { files, others, directories, links, removed: this.#removed, opaque: this.#opaque, gaps: this.#gaps }
  }

  #wants(entry: TarEntry): 'none' | 'all' | 'peek' {
    const place = entry.path.length > MAX_LAYER_NAME ? '' : (placeIn(entry.path) ?? '')
    if (RELEASE.test(place)) return entry.size > MAX_OS_RELEASE ? 'none' : 'all'
    this.#file = fileAt(place, entry)
    if (this.#file === undefined || entry.size > this.#file.maxBytes) return 'none'
    return this.#file.starts === undefined ? 'all' : 'peek'
  }

  #entry(entry: TarEntry, bytes: Uint8Array | undefined): void {
    this.#names += entry.path.length + entry.target.length
    if (entry.path.length > MAX_LAYER_NAME || entry.target.length > MAX_LAYER_NAME || this.#names > this.#limits.names) {
      this.#problem ??= `names in it are longer than ${MAX_LAYER_NAME} characters, or than ${this.#limits.names} together`
      return
    }
    const place = placeIn(entry.path)
    if (place === undefined) {
      this.#gaps.push({ kind: 'unreadable-file', detail: 'names that lead out of the image', count: 1 })
      return
    }
    const slash = place.lastIndexOf('/')
    const [folder, name] = [place.slice(0, Math.max(0, slash)), place.slice(slash + 1)]
    if (name === OPAQUE) this.#opaque.add(folder)
    else if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) return
    else if (name.startsWith(WHITEOUT)) this.#removed.add(placeOf(folder, name.slice(WHITEOUT.length)))
    else this.#place(entry, place, bytes)
  }

  /** Of two entries of one name the last counts. */
  #place(entry: TarEntry, place: string, bytes: Uint8Array | undefined): void {
    if (place === '') return
    this.#files.delete(place)
    this.#links.delete(place)
    const [kept, left] = entry.kind === 'directory' ? [this.#directories, this.#others] : [this.#others, this.#directories]
    kept.add(place)
    left.delete(place)
    if (entry.kind === 'directory') return
    if (entry.kind === 'symbolic-link') this.#links.set(place, entry.target)
    if (entry.kind === 'file' || entry.kind === 'hard-link') this.#found(entry, place, bytes)
  }

  #found(entry: TarEntry, place: string, bytes: Uint8Array | undefined): void {
    if (RELEASE.test(place)) {
      this.#files.set(place, { packages: [], gaps: [], release: bytes === undefined ? '' : textFrom(bytes) })
      return
    }
    const file = fileAt(place, entry)
    if (file === undefined) return
    // A program is one only by its first bytes: one that is linked stands in the image under its first name too.
    if (entry.kind === 'hard-link') {
      const target = this.#files.get(placeIn(entry.target) ?? '')
      if (target !== undefined) this.#files.set(place, target)
      else if (file.starts === undefined)
        this.#files.set(place, gapFile('unreadable-file', `${place}, a link to ${entry.target.slice(0, 200)}`))
      return
    }
    if (file.maxBytes > 0 && entry.size > file.maxBytes) {
      const detail = `files larger than ${file.maxBytes} bytes, as ${place}`
      this.#files.set(place, gapFile('limit', detail))
    } else if (bytes !== undefined || file.maxBytes === 0) {
      const { packages, gaps = [], owns = [] } = readFile(file, bytes ?? new Uint8Array(), place)
      if (packages.length + gaps.length + owns.length > 0) this.#files.set(place, { packages, gaps, owns })
    }
  }
}

/** One file's trouble is its own: a pattern that runs out of room on what somebody made for that leaves a gap. */
function readFile(file: PackageFile, bytes: Uint8Array, place: string): FileFindings {
  try {
    return file.read(bytes, place)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return lostDatabase(`${place} is made so that it cannot be read`)
  }
}

function fileAt(place: string, entry: TarEntry): PackageFile | undefined {
  return packageFiles.find(({ path, executable }) => path.test(place) && (executable === undefined || (entry.mode & 0o111) !== 0))
}

function placeOf(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function gapFile(kind: InventoryGap['kind'], detail: string): LayerFile {
  return { packages: [], gaps: [{ kind, detail, count: 1 }] }
}
