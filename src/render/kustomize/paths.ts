import { splitPath } from './field-spec.ts'
import { clearField, demandKind, emptyNode, fieldOf, rawText, setField } from './fields.ts'
import { Refusal } from './refusal.ts'
import { isMissing } from './scalars.ts'
import { expression } from './selector.ts'
import { type Scalar, type Source, scalar, type Tree } from './tree.ts'

/** A path with dots as replacements and vars write it: `a.b.[name=x].0.*`, dots in brackets or after a backslash kept. */
export function splitFieldPath(path: string): readonly string[] {
  const parts = splitPath(path, '.')
  const steps: string[] = []
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    if (!part.startsWith('[') || part.endsWith(']')) {
      steps.push(part)
      continue
    }
    const bracketed = [part]
    while (at < parts.length - 1) {
      at++
      bracketed.push(parts[at] ?? '')
      if (parts[at]?.endsWith(']') === true) break
    }
    const whole = bracketed.join('.')
    steps.push(whole.includes('=') ? whole : whole.replace(/^[[\]]+|[[\]]+$/g, ''))
  }
  return steps
}

/** The one node at a path; undefined where something on the way is absent. Refused where a step does not fit. */
export function lookup(node: Tree, path: readonly string[], at: Source): Tree | undefined {
  let found: Tree | undefined = node
  for (const step of path.map((one) => one.trim()).filter((one) => one !== '')) {
    if (isMissing(found)) return undefined
    found = stepInto(found, step, at)
    if (found === undefined) return undefined
  }
  return found
}

function stepInto(node: Tree, step: string, at: Source): Tree | undefined {
  if (/^[-+]?\d+$/.test(step) || step === '-') {
    if (/^-\d/.test(step)) throw refuse(`array index ${step} cannot be negative`, at)
    demandKind(node, 'list')
    return node.kind === 'list' ? node.items[step === '-' ? node.items.length - 1 : Number(step)] : undefined
  }
  if (step === '*') throw refuse('wildcard is not supported here', at)
  if (!isListStep(step)) {
    demandKind(node, 'map')
    return fieldOf(node, step)
  }
  const [key, value] = keyAndValue(step, at)
  demandKind(node, 'list')
  if (node.kind !== 'list') return undefined
  if (key === '') return node.items.find((item) => rawText(item) === value)
  return node.items.find(
    (item) => item.kind === 'map' && fieldOf(item, key) !== undefined && rawText(fieldOf(item, key)) === value,
  )
}

function isListStep(step: string): boolean {
  return step.startsWith('[') && step.endsWith(']')
}

function keyAndValue(step: string, at: Source): readonly [string, string] {
  const inside = step.slice(1, -1)
  const cut = inside.indexOf('=')
  if (cut < 0) throw refuse('list path element must contain fieldName=fieldValue for element to match', at)
  return [inside.slice(0, cut), inside.slice(cut + 1)]
}

/** What a search for all nodes at a path may do. */
export interface Search {
  readonly at: Source
  /** The kind of node that is made where the path ends in nothing; undefined: nothing is made. */
  readonly make: Tree['kind'] | undefined
}

/** All nodes at a path; a `[key=value]` step matches values by an expression, `*` every item. */
export function searchAll(search: Search, node: Tree | undefined, path: readonly string[]): readonly Tree[] {
  const [step, ...rest] = path
  if (step === undefined) return node === undefined ? [] : [node]
  if (node === undefined) return []
  if (/^\+?\d+$/.test(step)) return indexed(search, node, Number(step), rest)
  if (isListStep(step)) return matched(search, node, step, rest)
  if (step === '*') return itemsOf(node).flatMap((item) => searchAll(search, item, rest))
  return field(search, node, step, rest)
}

function itemsOf(node: Tree): readonly Tree[] {
  demandKind(node, 'list')
  return node.kind === 'list' ? node.items : []
}

function kindFor(search: Search, rest: readonly string[]): Tree['kind'] {
  const [next] = rest
  if (next === undefined || next === '') return search.make ?? 'scalar'
  return isListStep(next) || /^\+?\d+$/.test(next) ? 'list' : 'map'
}

function field(search: Search, node: Tree, step: string, rest: readonly string[]): readonly Tree[] {
  if (!isMissing(node)) demandKind(node, 'map')
  const present = fieldOf(node, step)
  if (present !== undefined) {
    if (present.kind === 'scalar' && rest.length > 0) return isMissing(present) ? [] : detached(search, present)
    return searchAll(search, present, rest)
  }
  if (search.make === undefined) return []
  const made = emptyNode(kindFor(search, rest), search.at)
  if (node.kind === 'map') {
    clearField(node, step)
    setField(node, step, made)
  }
  return searchAll(search, made, rest)
}

/** A path that goes on inside a text: kustomize then sets a copy that nothing holds. */
function detached(search: Search, present: Scalar): readonly Tree[] {
  return [{ ...present, sources: search.at.sources }]
}

function indexed(search: Search, node: Tree, index: number, rest: readonly string[]): readonly Tree[] {
  const items = itemsOf(node)
  if (items.length === index && search.make !== undefined && node.kind === 'list') {
    node.items.push(emptyNode(kindFor(search, rest), search.at))
  }
  const item = itemsOf(node)[index]
  if (item === undefined) throw refuse(`index ${index} specified but only ${items.length} elements found`, search.at)
  return searchAll(search, item, rest)
}

function matched(search: Search, node: Tree, step: string, rest: readonly string[]): readonly Tree[] {
  const [key, pattern] = keyAndValue(step, search.at)
  const matches = matcher(pattern, search.at)
  const found = itemsOf(node).flatMap((item) => {
    const value = key === '' ? item : fieldOf(item, key)
    if (value?.kind !== 'scalar' || !matches(value.text)) return []
    return key === '' ? [item] : searchAll(search, item, rest)
  })
  if (found.length > 0 || search.make === undefined || node.kind !== 'list') return found
  const value = scalar(pattern, search.at)
  node.items.push(key === '' ? value : { kind: 'map', span: search.at.span, entries: [{ key: scalar(key, search.at), value }] })
  const made = node.items.at(-1)
  return key === '' ? [value] : searchAll(search, made, rest)
}

function matcher(pattern: string, at: Source): (text: string) => boolean {
  if (/^[\w/ -]*$/.test(pattern)) return (text) => text.includes(pattern)
  return expression(pattern, at.span)
}

function refuse(why: string, { span }: Source): Refusal {
  return new Refusal('other', why, span.file === undefined ? undefined : { file: span.file, span })
}
