import type { Build } from './build.ts'
import { fieldAt, headField, setField } from './fields.ts'
import { applyOperations, type Operation } from './json-patch.ts'
import type { PatchArgs } from './kustomization.ts'
import { type Loader, loadText, placeAt } from './loader.ts'
import { readInline, readObjects } from './objects.ts'
import { type Patch, patchText, readPatch } from './patch-text.ts'
import { Refusal } from './refusal.ts'
import {
  isInternalNote,
  metaMap,
  metaOf,
  NOTES,
  noteOf,
  type Resource,
  rememberId,
  setMetaMap,
  setNamespace,
  setNote,
} from './resource.ts'
import { appendAll, oneById, type Resources, takeMetadata } from './resources.ts'
import { selectAll } from './select.ts'
import { mergePatch } from './strategic-merge.ts'
import { copyTree, NOWHERE, type Scalar, scalar, type Tree } from './tree.ts'

/** Reads a patch of `patches` and gives what applies it; a text that is no patch is refused now. */
export function preparePatch(build: Build, loader: Loader, args: PatchArgs): (to: Resources) => void {
  const patch = readPatch(build, patchText(build, loader, args))
  if (patch.kind === 'operations') return (to) => applyTo(build, to, args, patch.operations, true)
  for (const { node } of patch.objects) {
    if (node === undefined) continue
    if (args.allowNameChange) setNote(node, NOTES.nameChange, 'enabled')
    if (args.allowKindChange) setNote(node, NOTES.kindChange, 'enabled')
  }
  return (to) => applyObjects(build, to, args, patch)
}

function applyObjects(build: Build, to: Resources, args: PatchArgs, { objects }: Patch & { kind: 'objects' }): void {
  if (args.target === undefined) {
    for (const { node } of objects) if (node !== undefined) merge(build, oneById(build, to, node), node)
    return
  }
  const [only, ...others] = objects
  if (others.length > 0) {
    throw new Refusal('other', 'several strategic merge patches in one entry of `patches` cannot have a target', {
      file: args.at.file ?? '',
      span: args.at,
    })
  }
  if (only?.node !== undefined) mergeSelected(build, to, selectAll(build, to, args.target), only.node)
}

/** Reads `patchesStrategicMerge`: each entry is a patch itself or names a file. */
export function prepareStrategicMerges(build: Build, loader: Loader, entries: readonly Scalar[]): (to: Resources) => void {
  const patches = entries.flatMap((entry) => strategicPatches(build, loader, entry))
  const [first] = entries
  if (patches.length === 0 && first !== undefined) throw new Refusal('other', 'patch appears to be empty', placeAt(first))
  return (to) => {
    for (const { node } of patches) if (node !== undefined) mergeSelected(build, to, [oneById(build, to, node)], node)
  }
}

/** The patches of one entry. */
export function strategicPatches(build: Build, loader: Loader, entry: Scalar): readonly Resource[] {
  try {
    return readInline(build, entry)
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem
    return readObjects(build, loadText(build, loader, entry), filePath(loader, entry))
  }
}

function filePath(loader: Loader, entry: Scalar): string {
  return loader.root === '' ? entry.text : `${loader.root}/${entry.text}`
}

/** Merges a patch into the objects selected; those that it deletes go. */
export function mergeSelected(build: Build, to: Resources, selected: readonly Resource[], patch: Tree): void {
  const chosen = new Set(selected)
  for (const resource of to.list) {
    if (!chosen.has(resource) || resource.node === undefined) continue
    const copy = copyTree(patch)
    takeMetadata(copy, patch)
    setField(copy, 'apiVersion', ownField(resource.node, 'apiVersion'))
    merge(build, resource, copy)
  }
  const left = to.list.filter(({ node }) => node !== undefined)
  to.list = []
  appendAll(build, to, left)
}

function ownField(node: Tree, field: string): Scalar {
  const found = headField(node, field)
  return scalar(found?.text ?? '', found ?? NOWHERE)
}

function merge(build: Build, resource: Resource, patch: Tree): void {
  const { node } = resource
  if (node === undefined) return
  const kept = {
    kind: ownField(node, 'kind'),
    name: fieldAt(node, 'metadata', 'name'),
    namespace: fieldAt(node, 'metadata', 'namespace'),
  }
  const [name, namespace] = [metaOf(node, 'name'), metaOf(node, 'namespace')]
  const nameSource = kept.name === undefined ? NOWHERE : { ...kept.name }
  const spaceSource = kept.namespace === undefined ? NOWHERE : { ...kept.namespace }
  const changesName = noteOf(patch, NOTES.nameChange) === 'enabled'
  const changesKind = noteOf(patch, NOTES.kindChange) === 'enabled'
  if (changesName || changesKind) rememberId(build, node)
  resource.node = mergePatch(build, node, patch)
  const merged = resource.node
  if (merged === undefined || (merged.kind === 'map' && merged.entries.length === 0)) {
    resource.node = undefined
    return
  }
  if (!changesKind) setField(merged, 'kind', kept.kind)
  if (!changesName) setName(merged, name, nameSource)
  setNamespace(merged, namespace, spaceSource)
}

function setName(node: Tree, name: string, from: typeof NOWHERE): void {
  const metadata = fieldAt(node, 'metadata')
  if (metadata !== undefined) setField(metadata, 'name', scalar(name, from))
  else
    setField(node, 'metadata', {
      kind: 'map',
      entries: [{ key: scalar('name', from), value: scalar(name, from) }],
      span: from.span,
    })
}

/** Reads an entry of `patchesJson6902`. */
export function prepareJsonPatch(build: Build, loader: Loader, args: PatchArgs): (to: Resources) => void {
  const at = { file: args.at.file ?? '', span: args.at }
  if (args.target === undefined || args.target.name === '') throw new Refusal('other', 'must specify the target name', at)
  const patch = readPatch(build, patchText(build, loader, args), true)
  if (patch.kind !== 'operations' || patch.operations.length === 0) throw new Refusal('other', 'patch appears to be empty', at)
  return (to) => applyTo(build, to, args, patch.operations, false)
}

function applyTo(build: Build, to: Resources, args: PatchArgs, operations: readonly Operation[], remember: boolean): void {
  if (args.target === undefined) {
    throw new Refusal('other', 'must specify a target for JSON patch', { file: args.at.file ?? '', span: args.at })
  }
  for (const { node } of selectAll(build, to, args.target)) {
    if (node === undefined) continue
    if (remember) rememberId(build, node)
    const notes = [...metaMap(node, 'annotations')].filter(([name]) => isInternalNote(name))
    applyOperations(build, node, operations)
    setMetaMap(node, 'annotations', new Map([...metaMap(node, 'annotations'), ...notes]))
  }
}
