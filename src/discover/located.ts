import type { PathStep } from '../model/span.ts'
import { child, type Node, textOf } from '../model/tree.ts'
import { entriesUnder } from './entry-index.ts'

/** A node with its path in the document. List items are named by their `name` (`[web]`) where they have one, so that a path survives reordering. */
export interface Located {
  readonly node: Node
  readonly path: readonly PathStep[]
}

/** The document root. */
export function rootOf(node: Node, ...path: readonly PathStep[]): Located {
  return { node, path }
}

/** Every node below `at` along `steps`: a key (all its values, if it is duplicated), or `*` for every entry or item. */
export function select(at: Located, ...steps: readonly string[]): readonly Located[] {
  return steps.reduce<readonly Located[]>((found, step) => found.flatMap((one) => below(one, step)), [at])
}

/** Every entry or item of a collection, located. */
export function inside(at: Located): readonly Located[] {
  if (at.node.kind === 'map') return at.node.entries.map((entry) => ({ node: entry.value, path: [...at.path, entry.key.text] }))
  return at.node.kind === 'list' ? at.node.items.map((node, index) => ({ node, path: [...at.path, stepOf(node, index)] })) : []
}

/** How many entries or items a node has. */
export function sizeOf(node: Node): number {
  if (node.kind === 'scalar') return 0
  return node.kind === 'map' ? node.entries.length : node.items.length
}

/** One entry or item of a collection, located. */
export function nth(at: Located, index: number): Located | undefined {
  if (at.node.kind === 'scalar') return undefined
  if (at.node.kind === 'map') {
    const entry = at.node.entries[index]
    return entry === undefined ? undefined : { node: entry.value, path: [...at.path, entry.key.text] }
  }
  const node = at.node.items[index]
  return node === undefined ? undefined : { node, path: [...at.path, stepOf(node, index)] }
}

/** The same place with list items by position: for lists whose `name` is the image itself and no name of an item. */
export function unnamed(at: Located): Located {
  return { node: at.node, path: at.path.map((step) => (typeof step === 'string' && /^\[.*\]$/s.test(step) ? 0 : step)) }
}

function below(at: Located, step: string): readonly Located[] {
  if (step === '*') return inside(at)
  if (at.node.kind !== 'map') return []
  return entriesUnder(at.node, step).map((entry) => ({ node: entry.value, path: [...at.path, step] }))
}

function stepOf(item: Node, index: number): PathStep {
  // Brackets keep an item's name apart from a key: a container may be called "image" or "metadata".
  const name = textOf(child(item, 'name'))
  return name === undefined ? index : `[${name}]`
}
