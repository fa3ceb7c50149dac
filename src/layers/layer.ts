import type { InventoryGap } from '../model/inventory.ts'
import type { Package } from '../model/package.ts'
import type { OwnedFile } from './package-file.ts'

/** What one layer does to the files of an image, as far as packages are concerned. Paths are without the slash before them. */
export interface Layer {
  /** Files that say something about packages. */
  readonly files: ReadonlyMap<string, LayerFile>
  /** Every path at which it has something other than a directory: what lies below it in older layers is hidden. */
  readonly others: ReadonlySet<string>
  readonly directories: ReadonlySet<string>
  /** Paths that it takes away, and directories of which it hides what older layers have. */
  readonly removed: ReadonlySet<string>
  readonly opaque: ReadonlySet<string>
  /** Its symbolic links, with where they lead. */
  readonly links: ReadonlyMap<string, string>
  readonly gaps: readonly InventoryGap[]
}

/** The findings of one file, or the release that it names. */
export interface LayerFile {
  readonly packages: readonly Package[]
  readonly gaps: readonly InventoryGap[]
  /** Files of packages of languages that a package of the distribution brought. */
  readonly owns?: readonly OwnedFile[]
  /** The text of an `os-release`. */
  readonly release?: string
}

/** A path of an archive as it lies in an image: without `.`, empty steps and the slash before it; undefined where it leads out of it. */
export function placeIn(path: string): string | undefined {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.')
  return steps.includes('..') || path.includes('\0') ? undefined : steps.join('/')
}
