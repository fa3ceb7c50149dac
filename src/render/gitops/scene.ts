import type { Place } from '../../model/span.ts'
import type { Node } from '../../model/tree.ts'
import type { SourceTree } from '../source-tree.ts'
import type { GitopsObject } from './objects.ts'

/** What is known when the entries of deployers are looked for. */
export interface GitopsScene {
  readonly tree: SourceTree
  readonly objects: readonly GitopsObject[]
  readonly repository: string
}

/** Where a node of an object stands: what was put into it from elsewhere names its own file. */
export function placeIn({ file }: Pick<GitopsObject, 'file'>, { span }: Pick<Node, 'span'>): Place {
  return { file: span.file ?? file, span: { start: span.start, end: span.end } }
}
