import { jsonText } from '../languages/yaml/scalar-texts.ts'
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
export function parametersIn(file: TextFile, nodes: Iterable<Located>, declarations: readonly Declaration[]): Parameters {
  const found = new Map<string, Declared>()
  for (const node of nodes) for (const declaration of declarations) declare(file, node, declaration, found)
  return (name, use) => {
    for (let length = use.length; length >= 0; length--) {
      const declared = found.get(keyOf(use.slice(0, length), name))
      if (declared !== undefined) return [declared.value]
    }
    return undefined
  }
}

interface Declared {
  readonly value: Alternative
  readonly rank: number
}

function declare(file: TextFile, at: Located, { list, values }: Declaration, found: Map<string, Declared>): void {
  const { node, path } = at
  const name = path.at(-2)
  const rank = values.indexOf(String(path.at(-1)))
  if (rank < 0 || node.kind !== 'scalar' || typeof name !== 'string' || !name.startsWith('[')) return
  const from = path.length - 2 - list.length
  if (from < 0 || !list.every((step, index) => path[from + index] === step) || !usable(node.text)) return
  const id = keyOf(path.slice(0, from), name.slice(1, -1))
  if (rank < (found.get(id)?.rank ?? values.length))
    found.set(id, { value: valueAt(file, { ...node, text: jsonText(node) }), rank })
}

/** A value that holds a variable itself is not followed any further. */
function usable(text: string): boolean {
  return text !== '' && !/\$\(|\{\{/.test(text)
}

function keyOf(scope: readonly PathStep[], name: string): string {
  return JSON.stringify([...scope, name])
}
