import type { Node } from '../model/tree.ts'

/** A workflow file of the default branch, parsed. */
export interface Workflow {
  readonly file: string
  readonly root: Node
}
