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
 * What an entry comes to. `failed` is what the real tool would refuse too; `unknown` is what it might print and we cannot tell.
 * Neither is ever an empty list of documents. `unknowns` lists what stayed open in `rendered` beyond single scalars.
 */
export type Rendering =
  | { readonly kind: 'rendered'; readonly documents: readonly RenderedDocument[]; readonly unknowns: readonly Unknown[] }
  | { readonly kind: 'failed'; readonly failure: RenderFailure; readonly why: string; readonly at?: Place }
  | { readonly kind: 'unknown'; readonly why: string; readonly at?: Place }
