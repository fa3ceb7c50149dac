import type { MergeSchema } from '../../kubernetes/merge-keys.ts'
import type { RenderedDocument } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'
import type { Node, Unknown } from '../../model/tree.ts'
import type { Kustomization } from './kustomization.ts'
import type { Budget } from './refusal.ts'

/** The files of a tree as data; paths have no `.`, no `..` and no leading slash, links are already followed. */
export interface Files {
  /** The text of a file; undefined where there is none. */
  readonly text: (path: string) => string | undefined
  /** The bytes of a file that is not UTF-8; undefined where its text says all. */
  readonly bytes?: (path: string) => Uint8Array | undefined
  /** Whether there is a folder. */
  readonly folder: (path: string) => boolean
  /** The path that a link leads to (files and folders), the path itself where it is none. */
  readonly real?: (path: string) => string
}

/** A source that is not in the tree: never fetched here, but named, so that it can be judged as a reference. */
export interface RemoteSource {
  readonly url: string
  readonly ref?: string
  readonly place: Place
}

/** What kustomize hands to Helm for one entry of `helmCharts`. */
export interface ChartRequest {
  readonly chart: Readonly<Record<string, unknown>>
  /** The entry as it is written, and the file that holds it. */
  readonly node: Node
  readonly file: string
  /** The folder of the kustomization, and that of its charts. */
  readonly folder: string
  readonly chartHome: string
  readonly namespace: string | undefined
  readonly place: Place
}

/** What a chart came to, as `helm template` prints it; or why that is not known. */
export type ChartRendering =
  | { readonly kind: 'rendered'; readonly documents: readonly RenderedDocument[] }
  | { readonly kind: 'failed'; readonly why: string; readonly at?: Place }
  | { readonly kind: 'unknown'; readonly why: string; readonly at?: Place }

/** How a deployer runs kustomize; without options as `kustomize build` runs it. */
export interface KustomizeOptions {
  /** The order without `sortOptions`: the command's (`legacy`, the default) or that of the library, which Flux uses. */
  readonly order?: 'legacy' | 'fifo'
  /** `none`: files may be read from outside the kustomization's folder. */
  readonly loadRestriction?: 'root' | 'none'
  /** Renders charts; without it `helmCharts` is refused, as without `--enable-helm`. */
  readonly helm?: (request: ChartRequest) => ChartRendering
  /** What a deployer makes of the topmost kustomization (undefined: the folder has none) before it builds. */
  readonly top?: (read: Kustomization | undefined) => Kustomization | undefined
}

/** What one rendering shares between its rooms. */
export interface Build {
  readonly files: Files
  readonly options: KustomizeOptions
  readonly budget: Budget
  readonly remotes: RemoteSource[]
  readonly unknowns: Unknown[]
  /** What merges know of a kind: Kubernetes' own document, or the one that the kustomization names. */
  schema: (apiVersion: string, kind: string) => MergeSchema | undefined
  schemaSet: boolean
  /** Whether a kind was met of which kustomize must ask its schema: it then keeps Kubernetes' own beside a later one. */
  askedSchema: boolean
  /** Whether kustomize is certain that a kind has no namespace. */
  clusterScoped: (apiVersion: string, kind: string) => boolean
}
