import type { MergeSchema } from '../../kubernetes/merge-keys.ts'
import { clearField, demandKind, entryOf, fieldOf, quoteOldNonText, setField, textOf } from './fields.ts'
import { mergeItems } from './merge-list.ts'
import { type Budget, Refusal, spend } from './refusal.ts'
import { isMissing, tagOf } from './scalars.ts'
import { scalar, type Tree } from './tree.ts'

/** What a merge needs: which lists of a kind are merged, and how much work is left. */
export interface Merge {
  readonly budget: Budget
  readonly schema: (apiVersion: string, kind: string) => MergeSchema | undefined
}

/** A merged value; `keep` is a null that stays. */
interface Merged {
  readonly node: Tree | undefined
  readonly keep?: boolean
}

/**
 * Merges a patch into an object in place, as kyaml's merge2 does with lists that grow at their beginning. Undefined: the patch
 * deletes the object.
 */
export function mergePatch(merge: Merge, object: Tree, patch: Tree): Tree | undefined {
  return walk(merge, object, patch, undefined).node
}

/** Merges one value; the schema of lists and maps comes from above, else from the kind that stands in the value itself. */
function walk(merge: Merge, old: Tree | undefined, patch: Tree | undefined, above: MergeSchema | undefined): Merged {
  spend(merge.budget, 1)
  const schema = above ?? schemaOf(merge, old) ?? schemaOf(merge, patch)
  const kind = isMissing(old) ? (isMissing(patch) ? 'map' : patch.kind) : old.kind
  if (!isMissing(old) || !isMissing(patch)) {
    demandKind(old, kind)
    demandKind(patch, kind)
  }
  if (kind === 'scalar') return { node: patch ?? old }
  if (kind === 'map') return walkMap(merge, old, patch, schema)
  if (schema?.keys === undefined) return { node: patch ?? old }
  const chosen = chooseList(old, patch)
  if (chosen === undefined) return { node: undefined }
  const below = schema.items()
  const items = (one: Tree | undefined, other: Tree | undefined) => walk(merge, one, other, below).node
  return { node: mergeItems({ budget: merge.budget, items }, chosen, patch, schema) }
}

function schemaOf(merge: Merge, node: Tree | undefined): MergeSchema | undefined {
  if (node?.kind !== 'map') return undefined
  const [apiVersion, kind] = [textOf(fieldOf(node, 'apiVersion')), textOf(fieldOf(node, 'kind'))]
  return apiVersion === '' || kind === '' ? undefined : merge.schema(apiVersion, kind)
}

function walkMap(merge: Merge, old: Tree | undefined, patch: Tree | undefined, schema: MergeSchema | undefined): Merged {
  const chosen = chooseMap(old, patch)
  const { node } = chosen
  if (node?.kind !== 'map') return chosen
  const fields = new Set([...keysOf(node), ...keysOf(patch)])
  for (const key of [...fields].sort()) {
    const merged = walk(merge, fieldOf(node, key), fieldOf(patch, key), schema?.field(key))
    setMerged(node, patch, key, merged)
  }
  return chosen
}

function setMerged(node: Tree, patch: Tree | undefined, key: string, { node: value, keep }: Merged): void {
  const before = entryOf(node, key)
  if (value !== undefined && before?.value === value && (keep === true || !isMissing(value))) {
    quoteOldNonText(value)
    return
  }
  setField(node, key, value, keep)
  const after = entryOf(node, key)
  const source = entryOf(patch, key)
  if (before === undefined && after !== undefined && source !== undefined)
    after.key = { ...after.key, span: source.key.span, quoted: source.key.quoted }
}

function keysOf(node: Tree | undefined): readonly string[] {
  return node?.kind === 'map' ? node.entries.map(({ key }) => key.text) : []
}

function chooseMap(old: Tree | undefined, patch: Tree | undefined): Merged {
  if (isMissing(old)) {
    if (patch?.kind === 'map' && directiveOf(patch) === 'delete') return { node: undefined }
    if (patch === undefined && old !== undefined && textOfNull(old) !== '') {
      return { node: { ...scalar(textOfNull(old), old, 'null') }, keep: true }
    }
    return { node: patch }
  }
  if (patch?.kind === 'scalar' && tagOf(patch) === 'null') return { node: undefined }
  const directive = patch === undefined ? 'merge' : directiveOf(patch)
  if (directive === 'delete') return { node: undefined }
  return { node: directive === 'replace' ? patch : old }
}

function textOfNull(node: Tree): string {
  return node.kind === 'scalar' ? node.text : ''
}

function chooseList(old: Tree | undefined, patch: Tree | undefined): Tree | undefined {
  if (isMissing(old)) return patch
  if (patch !== undefined && isMissing(patch)) return undefined
  const directive = patch === undefined ? 'merge' : directiveOf(patch)
  if (directive === 'delete') return undefined
  return directive === 'replace' ? patch : old
}

type Directive = 'merge' | 'replace' | 'delete'

/** The `$patch` directive of a map or list, which is taken out of it. */
function directiveOf(patch: Tree): Directive {
  if (patch.kind === 'map') {
    const found = fieldOf(patch, '$patch')
    if (found === undefined) return 'merge'
    const directive = known(found)
    clearField(patch, '$patch')
    return directive
  }
  if (patch.kind !== 'list') return 'merge'
  const item = patch.items.find((one) => one.kind === 'map' && fieldOf(one, '$patch') !== undefined)
  if (item?.kind !== 'map' || item.entries.length > 1) return 'merge'
  const directive = known(fieldOf(item, '$patch'))
  patch.items = patch.items.filter(
    (one) => !(one.kind === 'map' && textOf(fieldOf(one, '$patch')) === directive) && !isEmptyItem(one),
  )
  return directive
}

function isEmptyItem(item: Tree): boolean {
  return isMissing(item) || (item.kind === 'map' && item.entries.length === 0)
}

function known(node: Tree | undefined): Directive {
  const text = node?.kind === 'scalar' ? node.text : ''
  if (text === 'merge' || text === 'replace' || text === 'delete') return text
  const at = node?.span.file === undefined ? undefined : { file: node.span.file, span: node.span }
  throw new Refusal('other', `unknown patch strategy '${text}'`, at)
}
