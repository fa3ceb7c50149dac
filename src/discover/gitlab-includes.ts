import { MAX_ALTERNATIVES } from '../model/limits.ts'
import { child, itemsOf, type Node, textOf } from '../model/tree.ts'
import { type Alternative, valueAt } from './follow.ts'
import type { Around, TextFile } from './format.ts'
import { type Located, rootOf, select } from './located.ts'

/** Files that GitLab takes for CI configuration by their name. */
export const NAMED_GITLAB = /(?:^|[/.])gitlab-ci(?:[._-][^/]*)?\.ya?ml$|(?:^|\/)\.gitlab(?:-ci)?\/.*\.ya?ml$/i

/** One `include` of a file of the same repository, with the inputs that it passes. */
interface Include {
  readonly from: TextFile
  readonly path: string
  readonly inputs: Located | undefined
}

interface Includes {
  readonly reached: ReadonlySet<string>
  readonly by: ReadonlyMap<string, readonly Include[]>
}

const known = new WeakMap<Around, Includes>()

/** Whether a file is CI configuration because another one, by name or reached itself, includes it. */
export function isIncluded(path: string, side: Around): boolean {
  return includesOf(side).reached.has(path)
}

function includesOf(side: Around): Includes {
  const found = known.get(side) ?? readIncludes(side)
  known.set(side, found)
  return found
}

function readIncludes(side: Around): Includes {
  const reached = new Set<string>()
  const by = new Map<string, Include[]>()
  const open = side.paths.filter((path) => NAMED_GITLAB.test(path))
  const seen = new Set(open)
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    const from = side.file(path)
    if (from === undefined) continue
    for (const include of localIncludes(from, side)) {
      reached.add(include.path)
      by.set(include.path, [...(by.get(include.path) ?? []), include])
      if (!seen.has(include.path)) open.push(include.path)
      seen.add(include.path)
    }
  }
  return { reached, by }
}

/** The files of this repository that a file includes, with wildcards written out. */
export function localIncludes(file: TextFile, side: Around): readonly Include[] {
  const entries = side.documents(file.path).flatMap((root) => includeEntries(rootOf(root)))
  return entries.flatMap((entry) => {
    const local = textOf(entry.node) ?? textOf(child(entry.node, 'local'))
    if (local === undefined || /^[a-z]+:\/\//i.test(local)) return []
    const inputs = select(entry, 'inputs')[0]
    return matching(local.replace(/^\/+/, ''), side)
      .filter((path) => path !== file.path)
      .map((path) => ({ from: file, path, inputs }))
  })
}

/** Every entry of `include`: of the file, and of jobs that trigger a child pipeline. */
function includeEntries(top: Located): readonly Located[] {
  const holders = [...select(top, 'include'), ...select(top, '*', 'trigger', 'include')]
  return holders.flatMap((one) => (one.node.kind === 'list' ? select(one, '*') : [one]))
}

function matching(pattern: string, side: Around): readonly string[] {
  if (!pattern.includes('*')) return side.file(pattern) === undefined ? [] : [pattern]
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*\*?/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))
  const expression = new RegExp(`^${source}$`)
  return side.paths.filter((path) => expression.test(path))
}

/** The values of an input of a file (`$[[ inputs.x ]]`): what each include of this repository passes, and the default where one passes none or nobody includes it. */
export function inputValues(file: TextFile, side: Around, name: string): readonly Alternative[] | undefined {
  const declared = side.documents(file.path).flatMap((root) => select(rootOf(root), 'spec', 'inputs', name, 'default'))
  const defaults = declared.flatMap(({ node }) => alternative(file, node))
  const callers = includesOf(side).by.get(file.path) ?? []
  const passed = callers.map(({ from, inputs }) =>
    inputs === undefined ? [] : select(inputs, name).flatMap(({ node }) => alternative(from, node)),
  )
  const some = passed.some((one) => one.length === 0) || callers.length === 0 ? defaults : []
  const values = [...passed.flat(), ...some].slice(0, MAX_ALTERNATIVES + 1)
  return values.length === 0 ? undefined : values
}

function alternative(file: TextFile, node: Node): readonly Alternative[] {
  return node.kind === 'scalar' ? [valueAt(file, node)] : itemsOf(node).flatMap(() => [])
}
