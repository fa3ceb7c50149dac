import type { Place, Span } from './span.ts'
import type { MapNode, Node, Unknown } from './tree.ts'

/** One document that a renderer printed, in the order in which the real tool prints it. */
export interface RenderedDocument {
  readonly root: Node
  /** The file that printed it: a template, or the resource that an overlay took it from. */
  readonly source: string
  /** Whether it exists in every world: false where a condition on something unknown decides whether it is printed. */
  readonly always: boolean
  /** Helm's hooks: printed after the manifest, applied by the deployer at its time. */
  readonly hook?: boolean
}

/** Classes of errors with which a real tool refuses an entry, as `helm template` and `kustomize build` give them. */
export type RenderFailure =
  | 'chart-load'
  | 'chart-metadata'
  | 'cycle'
  | 'duplicate-id'
  | 'empty'
  | 'fail'
  | 'helm'
  | 'include'
  | 'invalid-kustomization'
  | 'kube-version'
  | 'library'
  | 'load-restriction'
  | 'missing-dependency'
  | 'missing-file'
  | 'nil-pointer'
  | 'no-kustomization'
  | 'no-match'
  | 'other'
  | 'plugin'
  | 'remote'
  | 'required'
  | 'template-exec'
  | 'template-parse'
  | 'unknown-field'
  | 'values-schema'
  | 'yaml'
  | 'yaml-parse'

/**
 * Something that a deployer applies. `sure` says that a file of the repository declares it (a Flux or Argo CD object, the policy, a
 * kustomization that no other one uses); a chart with values that we found beside it may be installed with others.
 */
export interface RenderEntry {
  readonly id: string
  readonly kind: 'chart' | 'kustomization' | 'directory'
  /** The folder of the chart, the kustomization or the manifests, without a slash at its end; empty for the root. */
  readonly path: string
  readonly sure: boolean
  /** Where a sentence about the entry as a whole stands. */
  readonly at: Place
  /** Of a chart: the values over its own, in order. */
  readonly values: readonly EntryValues[]
  readonly releaseName?: string
  readonly namespace?: string
  /** The cluster that it is applied to, by a name that all entries of it share; undefined where files do not tell. */
  readonly root?: string
  /** What `lookup` of a chart answers: Argo CD renders without a cluster, Helm and Flux ask it. */
  readonly lookup?: 'empty' | 'unknown'
  /** What a deployer adds to the kustomization before it builds, by the fields of a kustomization file. */
  readonly overlay?: EntryOverlay
  readonly substitution?: Substitution
  /** Of a chart that lies outside the repository: which one. Its `path` is then a name and no folder. */
  readonly remote?: RemoteChart
  /** What is made of a chart's objects afterwards. */
  readonly postRendering?: PostRendering
  /** Which manifests of a folder are applied: also those of folders in it, and globs over their names. */
  readonly directory?: { readonly recurse: boolean; readonly include: string; readonly exclude: string }
  /** Files beside its own that decide what it is: a change of one reaches it. */
  readonly from?: readonly string[]
  /** The file of the object that makes its own. */
  readonly madeBy?: string
  /** A part that no renderer here knows, as it is written: the entry is unknown, and a change of that part is told. */
  readonly unrendered?: { readonly why: string; readonly text: string; readonly at: Place }
}

/** A chart that lies outside the repository, as a deployer's object names it; `at` is where its version is written, else where it is named. */
export interface RemoteChart {
  readonly kind: 'oci' | 'http'
  /** `oci://` and the name of the chart itself, or the https:// URL of the repository that lists it. */
  readonly url: string
  readonly name: string
  /** A version, a range, a tag or a digest, as written; empty for the newest. */
  readonly version: string
  readonly at: Place
  /** Where its name and the address of its source are written. */
  readonly named: readonly Place[]
  /** The file of the object that says where it is fetched from. */
  readonly source: string
  /** Of a chart on which another one depends: its name there. */
  readonly as?: string
}

/** One layer of a chart's values. Paths are from the root of the repository. */
export type EntryValues =
  | { readonly kind: 'file'; readonly path: string }
  /** A mapping inside another document, or a text in it: `text` is what that comes to where it is quoted. */
  | { readonly kind: 'inline'; readonly file: string; readonly span: Span; readonly text?: string }
  /** A mapping that was made, each scalar with its places. */
  | { readonly kind: 'tree'; readonly root: MapNode; readonly file: string }
  /** As `--set` or `--set-string` takes it. */
  | { readonly kind: 'set'; readonly text: string; readonly form: 'set' | 'string'; readonly at: Place }
  /** A file of a chart that lies outside the repository, named from the chart's folder; one that is optional may be missing. */
  | { readonly kind: 'chart-file'; readonly name: string; readonly optional: boolean; readonly at: Place }
  /** Values that no file of the repository holds. */
  | { readonly kind: 'unknown'; readonly why: string; readonly at: Place }

/** Fields of a kustomization file that stand in the object of a deployer. */
export interface EntryOverlay {
  readonly file: string
  readonly fields: Readonly<Record<string, Node>>
}

/** Kustomizations that the objects of a chart go through, in order, and what becomes of its hooks: they go with the others, apart from them, or not at all. */
export interface PostRendering {
  readonly renderers: readonly EntryOverlay[]
  readonly hooks: 'together' | 'apart' | 'left-out'
}

/** Variables that Flux puts into the finished objects; `open` says why others may be set that no file shows. */
export interface Substitution {
  readonly variables: ReadonlyMap<string, { readonly text: string; readonly at: Place }>
  readonly open?: string
  /** Texts are gone through even where no variable is set. */
  readonly always: boolean
}

/** An entry with what it comes to, and the paths of the files that took part. */
export interface RenderedEntry {
  readonly entry: RenderEntry
  readonly rendering: Rendering
  readonly used: ReadonlySet<string>
  /** The files among them for which the rendering stands: their own text says nothing more of what this entry applies. */
  readonly covers: ReadonlySet<string>
  /** The charts outside the repository that it is made of, as far as they were asked for. */
  readonly charts?: readonly RemoteChart[]
}

/**
 * What an entry comes to. `failed` is what the real tool would refuse too; `unknown` is what it might print and we cannot tell.
 * Neither is ever an empty list of documents. `unknowns` lists what stayed open in `rendered` beyond single scalars.
 */
export type Rendering =
  | {
      readonly kind: 'rendered'
      readonly documents: readonly RenderedDocument[]
      readonly unknowns: readonly Unknown[]
      /** Charts that are part of it and could not be had: what they would print is missing among the documents. */
      readonly lacking?: readonly LackingChart[]
      /** Names of dependencies that a condition or a tag leaves out. */
      readonly off?: readonly string[]
    }
  | { readonly kind: 'failed'; readonly failure: RenderFailure; readonly why: string; readonly at?: Place }
  | { readonly kind: 'unknown'; readonly why: string; readonly at?: Place }

/** A chart that another one depends on and that could not be had; `keys` are the names by which values decide on it. */
export interface LackingChart {
  readonly keys: readonly string[]
  readonly why: string
}
