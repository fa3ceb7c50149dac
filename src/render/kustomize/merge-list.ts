import type { MergeSchema } from '../../kubernetes/merge-keys.ts'
import { demandKind, fieldOf, isEmpty, rawText, setField } from './fields.ts'
import { type Budget, spend } from './refusal.ts'
import { demandKnown, isMissing } from './scalars.ts'
import { type Sequence, scalar, type Tree } from './tree.ts'

/** What merging a list needs: how much work is left, and how two items of it are merged. */
export interface ListMerge {
  readonly budget: Budget
  readonly items: (old: Tree | undefined, patch: Tree | undefined) => Tree | undefined
}

/**
 * Merges a list item by item, keyed by the schema's keys or by value. The patch's items come first, as kyaml does it, oddities with
 * items that lack a key included.
 */
export function mergeItems(merge: ListMerge, chosen: Tree, patch: Tree | undefined, schema: MergeSchema): Tree | undefined {
  if (chosen.kind !== 'list') return chosen
  const keys = schema.keys ?? []
  const sources = [chosen, patch]
  if (keys.length === 0) return mergeKeyed(merge, chosen, sources, [''], primitiveValues(sources))
  const values = keyValues(sources, keys)
  return mergeKeyed(merge, chosen, sources, keys, keys.length > 1 ? filledUp(values) : values)
}

type Sources = readonly (Tree | undefined)[]

function mergeKeyed(
  merge: ListMerge,
  chosen: Sequence,
  sources: Sources,
  keys: readonly string[],
  valuesList: readonly (readonly string[])[],
): Tree | undefined {
  const added: Sequence = { kind: 'list', items: [], span: chosen.span }
  let validKeys: readonly string[] = []
  for (const values of valuesList) {
    const valid = validPart(valuesList, values, keys)
    validKeys = valid.keys
    const found = sources.map((source) => findItem(merge, source, valid.keys, valid.values))
    const node = merge.items(found[0], found[1])
    if (isMissing(node) || (node.kind === 'map' && node.entries.length === 0)) {
      setItem(merge, chosen, undefined, valid.keys, valid.values)
      continue
    }
    addKeys(node, valid.keys, valid.values)
    setItem(merge, added, node, valid.keys, valid.values)
  }
  if (valuesList.length === 0) return isMissing(chosen) ? undefined : chosen
  for (const item of chosen.items) appendOld(merge, added, item, validKeys)
  return added
}

function addKeys(node: Tree, keys: readonly string[], values: readonly string[]): void {
  if (node.kind !== 'map') return
  for (const [at, key] of keys.entries()) {
    const value = values[at] ?? ''
    if (fieldOf(node, key) === undefined && value !== '') setField(node, key, scalar(value, node))
  }
}

function appendOld(merge: ListMerge, added: Sequence, item: Tree, keys: readonly string[]): void {
  if (keys[0] === '') {
    setItem(merge, added, item, [''], [rawText(item)])
    return
  }
  const values: string[] = []
  for (const key of keys) {
    if (!isMissing(item)) demandKind(item, 'map')
    const value = fieldOf(item, key)
    if (value === undefined) added.items.push(item)
    else values.push(rawText(value))
  }
  if (keys.length > 1) setItem(merge, added, undefined, keys, values)
  setItem(merge, added, item, keys, values)
}

/** Puts an item in the place of those with the same keys, or at the end; without one takes those away. */
function setItem(
  merge: ListMerge,
  list: Sequence,
  item: Tree | undefined,
  keys: readonly string[],
  values: readonly string[],
): void {
  spend(merge.budget, list.items.length + 1)
  const keyed = keys[0] !== undefined && keys[0] !== '' && values[0] !== undefined && values[0] !== ''
  const kept: Tree[] = []
  let matched = false
  for (const old of list.items) {
    if (isMissing(old) || (old.kind === 'map' && old.entries.length === 0)) continue
    if (old.kind !== 'map' && keyed) {
      kept.push(old)
    } else if (matchesAll(old, keys, values)) {
      matched = true
      if (item !== undefined) kept.push(item)
    } else if (values.length > 0) kept.push(old)
  }
  if (item !== undefined && !isMissing(item) && !matched) kept.push(item)
  list.items = kept
}

function matchesAll(item: Tree, keys: readonly string[], values: readonly string[]): boolean {
  let found = false
  for (const [at, key] of keys.entries()) {
    const value = values[at]
    if (value !== undefined) found = matchesKey(item, key, value)
    if (!found) return false
  }
  return found
}

function matchesKey(item: Tree, key: string, value: string): boolean {
  if (key === '') {
    demandKind(item, 'scalar')
    return rawText(item) === value
  }
  demandKind(item, 'map')
  const field = fieldOf(item, key)
  return field !== undefined && (value === '' || rawText(field) === value)
}

/** The first item of a list that has these keys. */
function findItem(
  merge: ListMerge,
  source: Tree | undefined,
  allKeys: readonly string[],
  allValues: readonly string[],
): Tree | undefined {
  if (source?.kind !== 'list') return undefined
  spend(merge.budget, source.items.length)
  const { keys, values } = validPart([allValues], allValues, allKeys)
  if (keys.length === 0 || keys[0] === '') return source.items.find((item) => rawText(item) === (values[0] ?? ''))
  return source.items.find((item) => {
    if (item.kind !== 'map') return false
    return keys.every((key, at) => {
      const field = fieldOf(item, key)
      return field !== undefined && rawText(field) === (values[at] ?? '')
    })
  })
}

/** The keys that any item has, with their values. */
function validPart(
  all: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): { readonly keys: readonly string[]; readonly values: readonly string[] } {
  const valid = new Set(all.flatMap((one) => one.flatMap((value, at) => (value === '' ? [] : [keys[at] ?? '']))))
  if (valid.size === 0) return { keys, values }
  return {
    keys: keys.filter((key) => valid.has(key)),
    values: values.filter((value, at) => value !== '' || valid.has(keys[at] ?? '')),
  }
}

function keyValues(sources: Sources, keys: readonly string[]): readonly (readonly string[])[] {
  const seen = new Set<string>()
  const found: (readonly string[])[] = []
  for (const source of [sources[1], sources[0]]) {
    for (const item of source?.kind === 'list' ? source.items : []) {
      const values = keys.map((key) => {
        const field = fieldOf(item, key)
        demandKnown(field)
        return isEmpty(field) ? '' : rawText(field)
      })
      const id = JSON.stringify(values)
      if (seen.has(id)) continue
      seen.add(id)
      found.push(values)
    }
  }
  return found
}

function primitiveValues(sources: Sources): readonly (readonly string[])[] {
  const seen = new Set<string>()
  for (const source of [sources[1], sources[0]]) {
    for (const item of source?.kind === 'list' ? source.items : []) seen.add(rawText(item))
  }
  return [...seen].map((value) => [value])
}

/** Values of items that agree in some key fill each other's gaps. */
function filledUp(valuesList: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const filled = [...valuesList]
  for (let i = 0; i < valuesList.length; i++) {
    for (let j = 0; j < valuesList.length; j++) {
      const both = matching(valuesList[i] ?? [], filled[j] ?? [])
      if (both === undefined) continue
      filled[i] = both
      filled[j] = both
    }
  }
  return filled
}

function matching(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  if (a.length !== b.length) return undefined
  let common = false
  const values: string[] = []
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? ''
    if (value === other) common = true
    else if (value !== '' && other !== '') return undefined
    values.push(value === '' ? other : value)
  }
  return common ? values : undefined
}
