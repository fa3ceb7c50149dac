import { createHash } from 'node:crypto'
import type { Build } from './build.ts'
import { fieldOf, rawText } from './fields.ts'
import { headOf } from './kinds.ts'
import { Undecided } from './refusal.ts'
import { metaOf, NOTES, noteOf, rememberId, setName } from './resource.ts'
import { placeOf, type Resources } from './resources.ts'
import { joined, type Scalar, type Source, type Tree } from './tree.ts'
import { scalarValue } from './values.ts'

/** Appends hashes of their content to the names of the objects that ask for it. */
export function addHashes(build: Build, { list }: Resources): void {
  for (const resource of list) {
    const { node } = resource
    if (node === undefined || noteOf(node, NOTES.hash) !== 'enabled') continue
    const kind = headOf(node, 'kind')
    if (kind !== 'ConfigMap' && kind !== 'Secret') {
      throw new Undecided(`the hash of a ${kind} depends on how its file is written`, placeOf(resource))
    }
    const name = fieldOf(fieldOf(node, 'metadata'), 'name')
    const from: Source = name?.kind === 'scalar' ? name : { span: node.span }
    const unknown = unknownIn(node)
    const text = `${metaOf(node, 'name')}-${contentHash(kind, node)}`
    rememberId(build, node)
    setName(node, text, unknown === undefined ? joined(from) : { ...joined(from), unknown })
  }
}

function unknownIn(node: Tree): Scalar['unknown'] {
  if (node.kind === 'scalar') return node.unknown
  const below = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)
  for (const one of below) {
    const unknown = unknownIn(one)
    if (unknown !== undefined) return unknown
  }
  return undefined
}

/** The hash of a ConfigMap's or Secret's content as kustomize computes it: its name counts as an empty text. */
export function contentHash(kind: 'ConfigMap' | 'Secret', node: Tree): string {
  const more = fieldOf(node, kind === 'Secret' ? 'stringData' : 'binaryData')
  const parts: Record<string, string> = { data: part(fieldOf(node, 'data')), kind: goJson(kind), name: '""' }
  if (more?.kind === 'map') parts[kind === 'Secret' ? 'stringData' : 'binaryData'] = part(more)
  if (kind === 'Secret') parts.type = goJson(rawText(fieldOf(node, 'type')))
  const keys = Object.keys(parts).sort()
  const text = `{${keys.map((key) => `"${key}":${parts[key]}`).join(',')}}`
  const hex = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 10)
  return hex.replaceAll(/[013ae]/g, (digit) => ({ 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' })[digit] ?? digit)
}

function part(node: Tree | undefined): string {
  if (node === undefined) return '""'
  return node.kind === 'scalar' ? goJson(node.text) : json(node)
}

function json(node: Tree): string {
  if (node.kind === 'list') return `[${node.items.map(json).join(',')}]`
  if (node.kind === 'map') {
    const entries = [...node.entries].sort((a, b) => (a.key.text < b.key.text ? -1 : 1))
    return `{${entries.map(({ key, value }) => `${goJson(key.text)}:${json(value)}`).join(',')}}`
  }
  const value = scalarValue(node)
  if (typeof value === 'string') return goJson(value)
  return typeof value === 'bigint' ? String(Number(value)) : String(value)
}

/** A text as Go's encoding/json writes it: HTML's characters and line separators escaped. */
export function goJson(text: string): string {
  return JSON.stringify(text).replaceAll(/[<>&\u2028\u2029\u007f]|\\[bf]/g, (found) => {
    if (found === '\\b' || found === '\\f') return found
    if (found === '\u007f') return found
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
