import type { PathStep } from '../model/span.ts'
import { type Alternative, valueAt } from './follow.ts'
import type { TextFile } from './format.ts'
import type { Located } from './located.ts'

/** Finds the value of a parameter at a use: the nearest place around the use that declares it. */
export type Parameters = (name: string, use: readonly PathStep[]) => readonly Alternative[] | undefined

/** How parameters are declared: the list below a scope that holds them, and the keys that give a value, the stronger ones first. */
export interface Declaration {
  readonly list: readonly string[]
  readonly values: readonly string[]
}

/**
 * The parameters that the nodes of a document declare in lists of `{name, default, value}`. Nodes are looked at once, so that many uses of
 * many parameters cost no more than the document is long.
 */
export function parametersIn(file: TextFile, nodes: readonly Located[], declarations: readonly Declaration[]): Parameters {
  const values = new Map<string, Alternative>()
  for (const { list, values: keys } of declarations) {
    for (const key of keys) for (const node of nodes) declare(file, node, list, key, values)
  }
  return (name, use) => {
    for (let length = use.length; length >= 0; length--) {
      const found = values.get(keyOf(use.slice(0, length), name))
      if (found !== undefined) return [found]
    }
    return undefined
  }
}

function declare(file: TextFile, at: Located, list: readonly string[], key: string, values: Map<string, Alternative>): void {
  const { node, path } = at
  const name = path.at(-2)
  if (path.at(-1) !== key || node.kind !== 'scalar' || typeof name !== 'string' || !name.startsWith('[')) return
  const from = path.length - 2 - list.length
  if (from < 0 || !list.every((step, index) => path[from + index] === step) || !usable(node.text)) return
  const id = keyOf(path.slice(0, from), name.slice(1, -1))
  if (!values.has(id)) values.set(id, valueAt(file, node))
}

/** A value that holds a variable itself is not followed any further. */
function usable(text: string): boolean {
  return text !== '' && !/\$\(|\{\{/.test(text)
}

function keyOf(scope: readonly PathStep[], name: string): string {
  return JSON.stringify([...scope, name])
}
