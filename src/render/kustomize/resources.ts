import type { Build } from './build.ts'
import { fieldOf, isEmpty, setField, textMap } from './fields.ts'
import { Refusal } from './refusal.ts'
import {
  currentId,
  type Id,
  idKey,
  idText,
  metaMap,
  metaOf,
  NOTES,
  noteOf,
  originalId,
  previousIds,
  REMOVED_NOTES,
  type Resource,
  setMetaMap,
  setName,
  setNamespace,
  setNote,
} from './resource.ts'
import { encodedSecret } from './secret-data.ts'
import { NOWHERE, type Scalar, type Tree } from './tree.ts'
import { isOldNonText } from './values.ts'

/** The objects of a build, in the order in which they came. */
export interface Resources {
  list: Resource[]
}

/** Adds resources; two with the same id are refused. */
export function appendAll(build: Build, to: Resources, more: readonly Resource[]): void {
  const seen = new Set(to.list.map(({ node }) => idKey(currentId(build, node))))
  for (const resource of more) {
    const id = currentId(build, resource.node)
    const key = idKey(id)
    if (seen.has(key)) {
      throw new Refusal('duplicate-id', `may not add resource with an already registered id: ${idText(id)}`, placeOf(resource))
    }
    seen.add(key)
    to.list.push(resource)
  }
}

/** Where an object begins. */
export function placeOf(resource: Resource) {
  const span = resource.node?.span ?? { start: 0, end: 0 }
  return { file: span.file ?? resource.file, span: { start: span.start, end: span.end } }
}

/** Objects that are called so now or were before. */
export function matchingAnyId(build: Build, from: Resources, matches: (id: Id) => boolean): readonly Resource[] {
  return from.list.filter(({ node }) => !isEmpty(node) && (previousIds(node).some(matches) || matches(currentId(build, node))))
}

/** The one object that a patch without a target names. */
export function oneById(build: Build, from: Resources, node: Tree): Resource {
  const id = originalId(build, node)
  const key = idKey(id)
  const found = matchingAnyId(build, from, (other) => idKey(other) === key)
  if (found.length === 1 && found[0] !== undefined) return found[0]
  const at = { file: node.span.file ?? '', span: node.span }
  throw new Refusal('no-match', `${found.length === 0 ? 'no' : 'multiple'} matches for Id ${idText(id)}`, at)
}

/** Drops the objects that patches deleted. */
export function dropDeleted(from: Resources): void {
  from.list = from.list.filter(({ node }) => !isEmpty(node))
}

/** Adds what a generator made: new ones, and those that replace or merge into one that is there. */
export function absorbAll(build: Build, to: Resources, made: readonly Resource[]): void {
  for (const resource of made) absorb(build, to, resource)
}

function absorb(build: Build, to: Resources, made: Resource): void {
  const { node } = made
  if (node === undefined) return
  const id = currentId(build, node)
  const key = idKey(id)
  const [old, ...others] = matchingAnyId(build, to, (other) => idKey(other) === key)
  const behavior = noteOf(node, NOTES.behavior)
  const merges = behavior === 'merge' || behavior === 'replace'
  if (others.length > 0)
    throw new Refusal('other', `found multiple objects that could accept merge of ${idText(id)}`, placeOf(made))
  if (old?.node === undefined) {
    if (merges) throw new Refusal('no-match', `id ${idText(id)} does not exist; cannot merge or replace`, placeOf(made))
    appendAll(build, to, [made])
    return
  }
  if (!merges) {
    const why = `id ${idText(id)} exists; can not use behavior: '${behavior ?? 'unspecified'}', behavior must be merge or replace`
    throw new Refusal('duplicate-id', why, placeOf(made))
  }
  takeMetadata(node, old.node)
  made.variables = [...old.variables]
  if (behavior === 'merge') {
    mergeData(node, old.node)
    const origin = noteOf(old.node, NOTES.origin)
    if (origin !== undefined) setNote(node, NOTES.origin, origin)
  }
  to.list[to.list.indexOf(old)] = made
}

function mergeData(node: Tree, old: Tree): void {
  const secret = fieldOf(old, 'kind')
  const normal = secret !== undefined && metaKind(old) === 'v1/Secret' ? encodedSecret(old) : fieldOf(old, 'data')
  setDataMap(node, 'data', new Map([...textMap(normal), ...textMap(fieldOf(node, 'data'))]))
  setDataMap(node, 'binaryData', new Map([...textMap(fieldOf(old, 'binaryData')), ...textMap(fieldOf(node, 'binaryData'))]))
}

function metaKind(node: Tree): string {
  const [version, kind] = [fieldOf(node, 'apiVersion'), fieldOf(node, 'kind')]
  return `${version?.kind === 'scalar' ? version.text : ''}/${kind?.kind === 'scalar' ? kind.text : ''}`
}

function setDataMap(node: Tree, field: string, values: ReadonlyMap<string, Scalar>): void {
  if (values.size === 0) {
    setField(node, field, undefined)
    return
  }
  const entries = [...values.keys()].sort().flatMap((key) => {
    const value = values.get(key)
    if (value === undefined) return []
    const text: Scalar = {
      ...value,
      tag: 'str',
      tagged: false,
      folded: false,
      quoted: value.text.includes('\n') || isOldNonText(value.text),
    }
    return [{ key: { ...text, text: key, quoted: false }, value: text }]
  })
  setField(node, field, undefined)
  setField(node, field, { kind: 'map', entries, span: node.span })
}

/** Takes over labels, annotations, name and namespace of the object that is replaced; own labels and annotations win. */
export function takeMetadata(node: Tree, old: Tree): void {
  setMetaMap(node, 'labels', new Map([...metaMap(old, 'labels'), ...metaMap(node, 'labels')]))
  const own = metaMap(node, 'annotations')
  const before = metaMap(old, 'annotations')
  const merged = new Map([...before, ...own])
  for (const note of REMOVED_NOTES) {
    const kept = before.get(note)
    if (kept === undefined) merged.delete(note)
    else merged.set(note, kept)
  }
  if (!own.has(NOTES.hash)) merged.delete(NOTES.hash)
  setMetaMap(node, 'annotations', merged)
  setName(node, metaOf(old, 'name'), fieldOf(fieldOf(old, 'metadata'), 'name') ?? NOWHERE)
  setNamespace(node, metaOf(old, 'namespace'), fieldOf(fieldOf(old, 'metadata'), 'namespace') ?? NOWHERE)
}
