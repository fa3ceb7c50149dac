import type { Origin } from './span.ts'
import type { MapNode } from './tree.ts'

/** A Kubernetes object as written in a file (templates and overlays are not rendered), with a span on every node. */
export interface ManifestObject {
  readonly origin: Origin
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name?: string
  readonly tree: MapNode
}

/** One object on both sides of the change: created (no base), removed (no head), or edited. */
export interface ObjectChange {
  readonly base?: ManifestObject
  readonly head?: ManifestObject
}
