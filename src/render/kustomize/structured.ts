import type { Build } from './build.ts'
import { goJson } from './hash.ts'
import { lookup, type Search, searchAll } from './paths.ts'
import { readDocument } from './read.ts'
import { Refusal } from './refusal.ts'
import { isMissing, setText } from './scalars.ts'
import { joined, type Scalar, type Tree } from './tree.ts'
import { scalarValue } from './values.ts'

/**
 * Sets a value inside a text that is itself JSON or YAML, where a path goes on below a scalar. False: there is no such text, or
 * nothing at that path in it. A JSON text is written anew as Go writes it; how YAML is written anew is not known here.
 */
export function setInside(
  build: Build,
  search: Search,
  node: Tree,
  path: readonly string[],
  set: (field: Tree) => void,
): boolean {
  const found = textOnTheWay(node, path, search)
  if (found === undefined) return false
  const inner = attempt(() => parse(build, found.field))
  if (inner === undefined || isMissing(inner)) return false
  const targets = attempt(() => searchAll(search, inner, found.rest)) ?? []
  if (targets.length === 0 || attempt(() => targets.map(set)) === undefined) return false
  const trimmed = found.field.text.trim()
  const json = trimmed.startsWith('{') || trimmed.startsWith('[')
  const written = json ? attempt(() => printJson(inner, found.field.text)) : found.field.text
  if (written === undefined) return false
  setText(found.field, written)
  const from = joined(found.field, search.at)
  const unknown = json ? from.unknown : (from.unknown ?? { why: 'a replacement inside a YAML text writes that text anew' })
  Object.assign(found.field, from, unknown === undefined ? {} : { unknown })
  return true
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (problem) {
    if (problem instanceof Refusal) return undefined
    throw problem
  }
}

function textOnTheWay(
  node: Tree,
  path: readonly string[],
  search: Search,
): { readonly field: Scalar; readonly rest: readonly string[] } | undefined {
  for (let length = 1; length < path.length; length++) {
    const field = attempt(() => lookup(node, path.slice(0, length), search.at))
    if (field?.kind === 'scalar' && !isMissing(field)) return { field, rest: path.slice(length) }
  }
  return undefined
}

function parse(build: Build, field: Scalar): Tree | undefined {
  return readDocument({ text: field.text, file: field.span.file ?? '', budget: build.budget })
}

function printJson(node: Tree, before: string): string {
  const pretty = before.includes('\n') && before.includes('  ')
  return print(node, pretty ? '\n' : '')
}

function print(node: Tree, line: string): string {
  const below = line === '' ? '' : `${line}  `
  if (node.kind === 'scalar') {
    const value = scalarValue(node)
    return typeof value === 'string' ? goJson(value) : String(value)
  }
  if (node.kind === 'list')
    return wrap(
      '[',
      node.items.map((item) => print(item, below)),
      ']',
      line,
      below,
    )
  const entries = [...node.entries].sort((a, b) => (a.key.text < b.key.text ? -1 : 1))
  const colon = line === '' ? ':' : ': '
  return wrap(
    '{',
    entries.map(({ key, value }) => `${goJson(key.text)}${colon}${print(value, below)}`),
    '}',
    line,
    below,
  )
}

function wrap(open: string, parts: readonly string[], close: string, line: string, below: string): string {
  return parts.length === 0 ? open + close : `${open}${below}${parts.join(`,${below}`)}${line}${close}`
}
