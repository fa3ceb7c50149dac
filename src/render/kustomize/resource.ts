import type { Build } from './build.ts'
import { clearField, fieldOf, isEmpty, makeField, rawText, setField, textMap, textOf } from './fields.ts'
import { headOf, type Kind, kindOf } from './kinds.ts'
import { Refusal } from './refusal.ts'
import { NOWHERE, type Scalar, type Source, scalar, type Tree } from './tree.ts'

/** One object on its way through the build. `node` is undefined once a patch has deleted it. */
export interface Resource {
  node: Tree | undefined
  /** The file that it came from. */
  readonly file: string
  /** Names of `vars` that read from it. */
  variables: string[]
}

/** What identifies an object. `cluster` is kustomize's certainty that it has no namespace. */
export interface Id extends Kind {
  readonly name: string
  readonly namespace: string
  readonly cluster: boolean
}

const DOMAIN = 'internal.config.kubernetes.io'

/** Annotations in which kustomize keeps its own notes while it builds. */
export const NOTES = {
  kinds: `${DOMAIN}/previousKinds`,
  names: `${DOMAIN}/previousNames`,
  namespaces: `${DOMAIN}/previousNamespaces`,
  prefixes: `${DOMAIN}/prefixes`,
  suffixes: `${DOMAIN}/suffixes`,
  behavior: `${DOMAIN}/generatorBehavior`,
  hash: `${DOMAIN}/needsHashSuffix`,
  nameChange: `${DOMAIN}/allowNameChange`,
  kindChange: `${DOMAIN}/allowKindChange`,
  helm: `${DOMAIN}/helm-generated`,
  origin: 'config.kubernetes.io/origin',
  transformations: 'alpha.config.kubernetes.io/transformations',
} as const

/** Notes that are removed before printing. */
export const REMOVED_NOTES: readonly string[] = [
  ...Object.values(NOTES).filter((note) => note.startsWith(DOMAIN)),
  ...['refBy', 'path', 'index', 'seqindent', 'id', 'migration-resource-id'].map((name) => `${DOMAIN}/${name}`),
  ...['path', 'index', 'id'].map((name) => `config.${name === 'id' ? 'k8s.io' : 'kubernetes.io'}/${name}`),
]

/** Whether an annotation is one that a JSON patch leaves alone. */
export function isInternalNote(name: string): boolean {
  return name.startsWith(`${DOMAIN}/`) || /^config\.(?:kubernetes\.io\/(?:path|index)|k8s\.io\/id)$/.test(name)
}

/** The text of `metadata.name` or `metadata.namespace`. */
export function metaOf(node: Tree | undefined, field: 'name' | 'namespace'): string {
  const value = fieldOf(fieldOf(node, 'metadata'), field)
  return isEmpty(value) ? '' : textOf(value)
}

/** Labels or annotations, as texts with where they stand. */
export function metaMap(node: Tree | undefined, field: 'labels' | 'annotations'): Map<string, Scalar> {
  return textMap(fieldOf(fieldOf(node, 'metadata'), field))
}

/** One annotation's text. */
export function noteOf(node: Tree | undefined, name: string): string | undefined {
  const value = fieldOf(fieldOf(fieldOf(node, 'metadata'), 'annotations'), name)
  return value === undefined ? undefined : rawText(value)
}

/** Writes labels or annotations anew, all as texts, sorted; none at all removes the field. */
export function setMetaMap(node: Tree, field: 'labels' | 'annotations', values: ReadonlyMap<string, Scalar>): void {
  const metadata = makeField(node, 'metadata', 'map', NOWHERE)
  if (metadata === undefined) return
  clearField(metadata, field)
  const made = values.size === 0 ? undefined : makeField(metadata, field, 'map', NOWHERE)
  if (made === undefined) return
  for (const key of [...values.keys()].sort(byCode)) {
    const old = values.get(key)
    if (old !== undefined)
      setField(made, key, { ...old, tag: 'str', tagged: false, folded: false, quoted: old.text.includes('\n') })
  }
}

/** Sets one annotation of kustomize's own. */
export function setNote(node: Tree, name: string, text: string): void {
  const metadata = makeField(node, 'metadata', 'map', NOWHERE)
  if (metadata === undefined) return
  if (isEmpty(fieldOf(metadata, 'annotations'))) clearField(metadata, 'annotations')
  const annotations = makeField(metadata, 'annotations', 'map', NOWHERE)
  if (annotations !== undefined) setField(annotations, name, { ...scalar(text, NOWHERE, 'str'), quoted: true })
}

/** Adds a text to an annotation that is a list with commas. */
export function addNote(node: Tree, name: string, text: string): void {
  if (text === '') return
  const before = noteOf(node, name)
  setNote(node, name, before === undefined ? text : `${before},${text}`)
}

/** The texts of an annotation that is a list with commas. */
export function notesOf(node: Tree | undefined, name: string): readonly string[] {
  return noteOf(node, name)?.split(',') ?? []
}

/** Sets `metadata.name`. */
export function setName(node: Tree, name: string, from: Source): void {
  const metadata = makeField(node, 'metadata', 'map', from)
  if (metadata !== undefined) setField(metadata, 'name', scalar(name, from))
}

/** Sets `metadata.namespace`, or removes it. */
export function setNamespace(node: Tree, namespace: string, from: Source): void {
  const metadata = fieldOf(node, 'metadata')
  if (namespace !== '') {
    const made = metadata ?? makeField(node, 'metadata', 'map', from)
    if (made !== undefined) setField(made, 'namespace', scalar(namespace, from))
  } else if (metadata !== undefined) clearField(metadata, 'namespace')
}

/** What the object is called now. */
export function currentId(build: Build, node: Tree | undefined): Id {
  const apiVersion = headOf(node, 'apiVersion')
  const kind = kindOf(apiVersion, headOf(node, 'kind'))
  const cluster = build.clusterScoped(apiVersion, kind.kind)
  return { ...kind, name: metaOf(node, 'name'), namespace: metaOf(node, 'namespace'), cluster }
}

/** What it was called before, oldest first. */
export function previousIds(node: Tree | undefined): readonly Id[] {
  const names = notesOf(node, NOTES.names)
  if (names.length === 0) return []
  const [spaces, kinds] = [notesOf(node, NOTES.namespaces), notesOf(node, NOTES.kinds)]
  const { group, version } = kindOf(headOf(node, 'apiVersion'), '')
  if (names.length !== spaces.length || names.length !== kinds.length) {
    throw new Refusal('other', 'a name, a namespace or a kind holds a comma: kustomize then loses count of former names')
  }
  return names.map((name, at) => ({
    group,
    version,
    kind: kinds[at] ?? '',
    name,
    namespace: spaces[at] ?? '',
    cluster: false,
  }))
}

/** What it was called in its file. */
export function originalId(build: Build, node: Tree | undefined): Id {
  return previousIds(node)[0] ?? currentId(build, node)
}

/** Notes what the object is called before that changes. */
export function rememberId(build: Build, node: Tree): void {
  const id = currentId(build, node)
  addNote(node, NOTES.names, id.name)
  addNote(node, NOTES.namespaces, effectiveNamespace(id))
  addNote(node, NOTES.kinds, id.kind)
}

/** The namespace that counts: none, `default` where nothing is said, or the one that is. */
export function effectiveNamespace(id: Id): string {
  if (id.cluster) return '_non_namespaceable_'
  return id.namespace === '' ? 'default' : id.namespace
}

/** A text that two ids share exactly if kustomize takes them for the same. */
export function idKey(id: Id): string {
  return `${id.group}|${id.version}|${id.kind}|${id.name}|${effectiveNamespace(id)}`
}

/** How kustomize writes an id in its messages. */
export function idText(id: Id): string {
  const kind = `${id.kind || '[noKind]'}.${id.version || '[noVer]'}.${id.group || '[noGrp]'}`
  return `${kind}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
