import type { Place } from './span.ts'
import type { Node, Unknown } from './tree.ts'

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
  readonly kind: 'chart' | 'kustomization'
  /** The folder of the chart or kustomization, without a slash at its end; empty for the root. */
  readonly path: string
  readonly sure: boolean
  /** Where a sentence about the entry as a whole stands. */
  readonly at: Place
  /** Of a chart: the values files over its own, in order, by path in the repository. */
  readonly values: readonly string[]
  readonly releaseName?: string
  readonly namespace?: string
}

/** An entry with what it comes to, and the paths of the files that took part. */
export interface RenderedEntry {
  readonly entry: RenderEntry
  readonly rendering: Rendering
  readonly used: ReadonlySet<string>
}

/**
 * What an entry comes to. `failed` is what the real tool would refuse too; `unknown` is what it might print and we cannot tell.
 * Neither is ever an empty list of documents. `unknowns` lists what stayed open in `rendered` beyond single scalars.
 */
export type Rendering =
  | { readonly kind: 'rendered'; readonly documents: readonly RenderedDocument[]; readonly unknowns: readonly Unknown[] }
  | { readonly kind: 'failed'; readonly failure: RenderFailure; readonly why: string; readonly at?: Place }
  | { readonly kind: 'unknown'; readonly why: string; readonly at?: Place }
