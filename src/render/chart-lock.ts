import { createHash } from 'node:crypto'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { booleanOf, child, itemsOf, type Node, textOf } from '../model/tree.ts'
import { pathIn } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

/** What a chart depends on, and what its lock says of that, each where it is written. */
export interface Declared {
  readonly dependencies: readonly Node[]
  readonly file: string
  readonly lock?: { readonly dependencies: readonly Node[]; readonly file: string; readonly inSync: boolean }
}

/** The `dependencies` of the chart in a folder, from requirements.yaml where there is one, and their lock. */
export function declaredIn(tree: SourceTree, folder: string): Declared {
  const own = pathIn(folder, 'Chart.yaml')
  const older = pathIn(folder, 'requirements.yaml')
  const file = tree.has(older) ? older : own
  const dependencies = itemsOf(child(rootOf(tree, file), 'dependencies'))
  const at = ['requirements.lock', 'Chart.lock'].map((name) => pathIn(folder, name)).find(tree.has)
  const lock = at === undefined ? undefined : rootOf(tree, at)
  if (at === undefined || lock === undefined) return { dependencies, file }
  const locked = itemsOf(child(lock, 'dependencies'))
  const digests = [
    digestOf([dependencies.map(fieldsOf), locked.map(fieldsOf)]),
    digestOf({ dependencies: dependencies.map(fieldsOf) }),
  ]
  const isOld = textOf(child(rootOf(tree, own), 'apiVersion')) !== 'v2'
  const inSync = digests.slice(0, isOld ? 2 : 1).includes(textOf(child(lock, 'digest')) ?? '')
  return { dependencies, file, lock: { dependencies: locked, file: at, inSync } }
}

function rootOf(tree: SourceTree, file: string): Node | undefined {
  return parseYaml(tree.text(file) ?? '').documents[0]
}

/** The digest by which Helm tells whether a lock is for these dependencies: over their JSON as Go writes it. */
function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(goJson(value)).digest('hex')}`
}

const ESCAPED = /[<>&\u2028\u2029]/g

function goJson(value: unknown): string {
  return JSON.stringify(value).replace(ESCAPED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The fields of a dependency in the order of Helm's type; those that may be left out are, where they are empty. */
function fieldsOf(node: Node): Readonly<Record<string, unknown>> {
  const text = (key: string): string => textOf(child(node, key)) ?? ''
  const some = (key: string): Readonly<Record<string, string>> => (text(key) === '' ? {} : { [key]: text(key) })
  const [tags, imports] = ['tags', 'import-values'].map((key) => itemsOf(child(node, key)))
  return {
    ...{ name: text('name'), ...some('version'), repository: text('repository'), ...some('condition') },
    ...(tags === undefined || tags.length === 0 ? {} : { tags: tags.map((one) => textOf(one) ?? '') }),
    ...(booleanOf(child(node, 'enabled')) === true ? { enabled: true } : {}),
    ...(imports === undefined || imports.length === 0 ? {} : { 'import-values': imports.map(plain) }),
    ...some('alias'),
  }
}

/** A value of any shape, its keys in order. */
function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'scalar') return textOf(node) ?? null
  const entries = node.entries.map(({ key, value }): readonly [string, unknown] => [key.text, plain(value)])
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
