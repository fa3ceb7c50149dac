import type { Build } from './build.ts'
import { entryOf } from './fields.ts'
import { Refusal, spend } from './refusal.ts'
import { demandKnown } from './scalars.ts'
import { copyTree, type Scalar, scalar, type Tree } from './tree.ts'
import { goFloatText, needsQuotes, scalarValue } from './values.ts'

/** One operation of RFC 6902. `value` is absent where the patch says none. */
export interface Operation {
  readonly op: string
  readonly path: string | undefined
  readonly from: string | undefined
  readonly value: Tree | undefined
  readonly at: Scalar['span']
}

/** Applies operations in place, as evanphx/json-patch v4 does (negative positions allowed); refused where one does not apply. */
export function applyOperations(build: Build, object: Tree, operations: readonly Operation[]): void {
  reread(build, object)
  for (const operation of operations) {
    spend(build.budget, 10)
    apply(object, operation)
  }
}

function apply(object: Tree, operation: Operation): void {
  const { op } = operation
  if (op === 'add') add(object, operation, operation.path, valueFor(operation))
  else if (op === 'remove') remove(place(object, operation, operation.path), operation)
  else if (op === 'replace') replace(object, operation)
  else if (op === 'test') test(object, operation)
  else if (op === 'move' || op === 'copy') {
    const from = place(object, operation, operation.from)
    const value = get(from, operation)
    if (op === 'move') remove(from, operation)
    add(object, operation, operation.path, value === undefined ? valueFor({ ...operation, value }) : copyTree(value))
  } else throw refuse(operation, `Unexpected kind: ${op}`)
}

/** JSON has one kind of number and no plain texts: what passes through it is written anew. */
function reread(build: Build, node: Tree): void {
  spend(build.budget, 1)
  if (node.kind === 'list') for (const item of node.items) reread(build, item)
  else if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      rewrite(key)
      reread(build, value)
    }
    node.entries.sort((a, b) => (a.key.text < b.key.text ? -1 : a.key.text > b.key.text ? 1 : 0))
  } else rewrite(node)
}

function rewrite(node: Scalar): void {
  if (node.unknown !== undefined) return
  const value = scalarValue(node)
  node.tag = undefined
  node.tagged = false
  node.folded = false
  if (typeof value === 'string') {
    node.text = value
    node.quoted = needsQuotes(value)
    return
  }
  node.quoted = false
  node.text = value === null ? 'null' : typeof value === 'boolean' ? String(value) : goFloatText(Number(value))
}

function valueFor({ value, at }: Operation): Tree {
  if (value === undefined) return scalar('null', { span: at }, 'null')
  const copy = copyTree(value)
  rewriteAll(copy)
  return copy
}

function rewriteAll(node: Tree): void {
  if (node.kind === 'scalar') rewrite(node)
  else if (node.kind === 'list') for (const item of node.items) rewriteAll(item)
  else for (const { value } of node.entries) rewriteAll(value)
}

interface Target {
  readonly parent: Tree
  readonly key: string
}

function place(object: Tree, operation: Operation, path: string | undefined): Target {
  if (path === undefined) throw refuse(operation, `${operation.op} operation failed to decode path`)
  const steps = path.split('/').map((step) => step.replaceAll(/~[01]/g, (code) => (code === '~1' ? '/' : '~')))
  const missing = () => refuse(operation, `${operation.op} operation does not apply: doc is missing path: ${path}`)
  if (steps.length < 2) throw missing()
  let parent: Tree = object
  for (const step of steps.slice(1, -1)) {
    const next: Tree | undefined =
      parent.kind === 'list' ? parent.items[position(parent.items.length, step) ?? -1] : entryOf(parent, step)?.value
    if (next === undefined || next.kind === 'scalar') throw missing()
    parent = next
  }
  return { parent, key: steps.at(-1) ?? '' }
}

function position(length: number, step: string): number | undefined {
  if (!/^[-+]?\d+$/.test(step)) return undefined
  const at = Number(step)
  const index = at < 0 ? at + length : at
  return index >= 0 && index < length ? index : undefined
}

function get({ parent, key }: Target, operation: Operation): Tree | undefined {
  if (parent.kind !== 'list') return entryOf(parent, key)?.value
  const index = position(parent.items.length, key)
  if (index === undefined) throw refuse(operation, `Unable to access invalid index: ${key}`)
  return parent.items[index]
}

function add(object: Tree, operation: Operation, path: string | undefined, value: Tree): void {
  const { parent, key } = place(object, operation, path)
  if (parent.kind !== 'list') {
    setKey(parent, key, value, operation)
    return
  }
  if (key === '-') {
    parent.items.push(value)
    return
  }
  const index = position(parent.items.length + 1, key)
  if (index === undefined) throw refuse(operation, `error in add for path: '${path}': Unable to access invalid index: ${key}`)
  parent.items.splice(index, 0, value)
}

function setKey(parent: Tree, key: string, value: Tree, { at }: Operation): void {
  if (parent.kind !== 'map') return
  const entry = entryOf(parent, key)
  if (entry !== undefined) entry.value = value
  else parent.entries.push({ key: { ...scalar(key, { span: at }, 'str'), quoted: needsQuotes(key) }, value })
}

function remove({ parent, key }: Target, operation: Operation): void {
  if (parent.kind === 'list') {
    const index = position(parent.items.length, key)
    if (index === undefined)
      throw refuse(operation, `error in remove for path: '${operation.path}': Unable to access invalid index: ${key}`)
    parent.items.splice(index, 1)
    return
  }
  const at = parent.kind === 'map' ? parent.entries.findIndex((entry) => entry.key.text === key) : -1
  if (at < 0 || parent.kind !== 'map') {
    throw refuse(operation, `error in remove for path: '${operation.path}': Unable to remove nonexistent key: ${key}`)
  }
  parent.entries.splice(at, 1)
}

function replace(object: Tree, operation: Operation): void {
  const value = valueFor(operation)
  if (operation.path === '') {
    if (value.kind !== 'map' || object.kind !== 'map') throw refuse(operation, 'replace operation value must be object or array')
    object.entries = value.entries
    return
  }
  const target = place(object, operation, operation.path)
  if (target.parent.kind !== 'list') {
    setKey(target.parent, target.key, value, operation)
    return
  }
  const index = position(target.parent.items.length, target.key)
  if (index === undefined) throw refuse(operation, `replace operation does not apply: doc is missing key: ${operation.path}`)
  target.parent.items[index] = value
}

function test(object: Tree, operation: Operation): void {
  const wanted = operation.value
  const found = operation.path === '' ? object : get(place(object, operation, operation.path), operation)
  const equal =
    found === undefined || isNull(found) ? wanted === undefined || isNull(wanted) : wanted !== undefined && same(found, wanted)
  if (!equal) throw refuse(operation, `testing value ${operation.path} failed`)
}

function isNull(node: Tree): boolean {
  demandKnown(node)
  return node.kind === 'scalar' && scalarValue(node) === null
}

function same(a: Tree, b: Tree): boolean {
  demandKnown(a)
  if (a.kind === 'scalar' || b.kind === 'scalar')
    return a.kind === 'scalar' && b.kind === 'scalar' && scalarValue(a) === scalarValue(b)
  if (a.kind === 'list' || b.kind === 'list') {
    if (a.kind !== 'list' || b.kind !== 'list' || a.items.length !== b.items.length) return false
    return a.items.every((item, at) => same(item, b.items[at] ?? item))
  }
  if (a.entries.length !== b.entries.length) return false
  return a.entries.every(({ key, value }) => {
    const other = entryOf(b, key.text)
    return other !== undefined && same(value, other.value)
  })
}

function refuse({ at }: Operation, why: string): Refusal {
  return new Refusal('other', why, at.file === undefined ? undefined : { file: at.file, span: at })
}
