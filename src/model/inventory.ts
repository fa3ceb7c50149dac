import type { Answer } from './answer.ts'
import type { Digest, Repository } from './image-name.ts'
import type { Package } from './package.ts'

/** Who stands for a list of packages: an authority of the policy, the signature of the index it lies in, or nobody. */
export type InventoryVouch =
  | { readonly by: 'authority'; readonly authority: string }
  | { readonly by: 'signed-index' }
  | { readonly by: 'nobody' }

/** Where a list of packages came from. Two sides of a change compare only when their kinds are equal. */
export type InventorySource =
  | {
      readonly kind: 'sbom'
      /** `SPDX-2.3`, `CycloneDX 1.6`: format and version as the document says. */
      readonly format: string
      readonly vouch: InventoryVouch
      /** When the document says that it was made, ISO 8601. */
      readonly created?: string
    }
  | {
      readonly kind: 'scan'
      readonly scanner: string
      readonly vouch: InventoryVouch
      readonly finished?: string
    }
  /** `shared`: lower layers that both images have, left out where those above do the same to them: nothing in them differs. */
  | { readonly kind: 'layers'; readonly read: number; readonly of: number; readonly shared?: number }

/** Something that a list of packages leaves open. An inventory with gaps proves nothing about what it does not name. */
export interface InventoryGap {
  readonly kind:
    | 'no-version'
    | 'unreadable-file'
    | 'layer-not-read'
    | 'unsupported-database'
    | 'declared-incomplete'
    | 'limit'
    | 'unknown-release'
    | 'unnamed-package'
  /** What it is, in words for a reader, without a full stop. */
  readonly detail: string
  /** How many packages, files or layers it concerns. */
  readonly count: number
}

/** A flaw that a scanner found in a package. */
export interface ScannedFlaw {
  /** Its ids, at least one. */
  readonly ids: readonly string[]
  readonly ecosystem: string
  /** Empty where the scan names no packages. */
  readonly name: string
  readonly version: string
  readonly fixed?: string
  readonly rating?: 'negligible' | 'low' | 'medium' | 'high' | 'critical'
}

/** The packages of one image, with where they are known from and what stayed open. Sorted: equal images give equal lists. */
export interface Inventory {
  readonly source: InventorySource
  readonly packages: readonly Package[]
  /** Of a scan: the flaws that it found, in place of packages. */
  readonly scanned?: readonly ScannedFlaw[]
  readonly gaps: readonly InventoryGap[]
}

/** A way of knowing the packages of an image, one entry of the policy's `vulnerabilities.inventory`. Authorities are names of the policy. */
export type InventoryChoice =
  | { readonly kind: 'sbom'; readonly signedBy: readonly string[] }
  /** What BuildKit lays into the index beside the image. */
  | { readonly kind: 'inline-sbom' }
  | { readonly kind: 'scan'; readonly signedBy: readonly string[]; readonly maxAgeSeconds: number }
  | { readonly kind: 'layers'; readonly maxBytes: number }

/**
 * Reads the packages of one image (an index or a manifest) in one way. Absent: that way has nothing for it, proved. Unknown: it could not
 * be told. It never throws for what an image or a list contains. Beside another image, what both surely have may be left out.
 */
export type ReadInventory = (
  repository: Repository,
  digest: Digest,
  choice: InventoryChoice,
  beside?: { readonly repository: Repository; readonly digest: Digest },
) => Promise<Answer<Inventory>>
