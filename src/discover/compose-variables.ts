import { expand, type Lookup, type Value } from '../languages/interpolation/interpolate.ts'
import type { Place } from '../model/span.ts'
import { child, itemsOf, type Node, textOf } from '../model/tree.ts'
import { beside, dotenvVariables } from './dotenv.ts'
import type { Around, TextFile } from './format.ts'
import { normalized } from './hcl-module.ts'
import { type Located, rootOf, select } from './located.ts'

/** Compose files, by their name. */
export const NAMED_COMPOSE = /(?:^|[/.-])compose(?:[._-][^/]*)?\.(?:ya?ml|json)$/i

/** How a file becomes part of a project: included with variables of its own behind those of the project, or read for a service that others extend. */
interface Use {
  readonly by: TextFile
  readonly own: 'beside' | 'none' | readonly string[]
}

const known = new WeakMap<Around, ReadonlyMap<string, readonly Use[]>>()

/**
 * What the variables of a Compose file are, once for each project that takes it in (compose-go 2.16.2): those of the project's `.env`, then,
 * for a file that is included, those of its own. A file that no other takes in is a project itself.
 */
export function composeLookups(file: TextFile, side: Around): readonly Lookup[] {
  const uses = known.get(side) ?? usesIn(side)
  known.set(side, uses)
  const found = uses.get(file.path) ?? []
  if (found.length === 0) return [lookupIn(variablesBeside(file.path, side))]
  return found.map(({ by, own }) => {
    const project = variablesBeside(by.path, side)
    const paths = own === 'beside' ? [beside(file.path, '.env')] : own === 'none' ? [] : own
    const behind = paths.map((path) => variablesOf(path, side))
    return lookupIn(project, ...behind)
  })
}

function lookupIn(...layers: readonly ReadonlyMap<string, Value>[]): Lookup {
  return (name) => layers.map((layer) => layer.get(name)).find((value) => value !== undefined)
}

function variablesBeside(path: string, side: Around): ReadonlyMap<string, Value> {
  return variablesOf(beside(path, '.env'), side)
}

function variablesOf(path: string, side: Around): ReadonlyMap<string, Value> {
  const file = side.file(path)
  const values = new Map<string, Value>()
  for (const { name, value, literal, span } of file === undefined ? [] : dotenvVariables(file.text)) {
    const place: Place = { file: path, span }
    const expanded = literal ? { text: value, places: [], missing: [] } : expand(value, (other) => values.get(other))
    // A variable that nothing sets is empty there.
    const text =
      expanded.missing.length === 0 ? expanded.text : expand(value, (other) => values.get(other) ?? { text: '', places: [] }).text
    values.set(name, { text, places: [place, ...expanded.places] })
  }
  return values
}

function usesIn(side: Around): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>()
  for (const path of side.paths) {
    const file = side.file(path)
    if (
      file === undefined ||
      !/\.(?:ya?ml|json)$/i.test(path) ||
      !/\b(?:include|extends)\b/.test(file.text) ||
      !/services/.test(file.text)
    )
      continue
    for (const root of side.documents(path)) {
      for (const { target, own } of [...includesOf(rootOf(root)), ...extendsOf(rootOf(root))]) {
        const to = normalized(path.slice(0, path.lastIndexOf('/') + 1) + target)
        if (to !== path)
          uses.set(to, [
            ...(uses.get(to) ?? []),
            {
              by: file,
              own: typeof own === 'string' ? own : own.map((one) => normalized(path.slice(0, path.lastIndexOf('/') + 1) + one)),
            },
          ])
      }
    }
  }
  return uses
}

interface Taken {
  readonly target: string
  readonly own: Use['own']
}

function includesOf(top: Located): readonly Taken[] {
  return select(top, 'include', '*').flatMap(({ node }) => {
    const files = textsAt(child(node, 'env_file'))
    const own = files.length === 0 ? 'beside' : files
    return (node.kind === 'scalar' ? [node.text] : textsAt(child(node, 'path'))).map((target): Taken => ({ target, own }))
  })
}

function extendsOf(top: Located): readonly Taken[] {
  return select(top, 'services', '*', 'extends', 'file').flatMap(({ node }) => {
    const target = textOf(node)
    return target === undefined ? [] : [{ target, own: 'none' } as const]
  })
}

function textsAt(node: Node | undefined): readonly string[] {
  const one = textOf(node)
  return one === undefined ? itemsOf(node).flatMap((item) => textOf(item) ?? []) : [one]
}
