import { child, entriesOf, itemsOf, type ListNode, type MapNode, type Node, type ScalarNode, textOf } from '../../model/tree.ts'
import { isKustomizationIn, resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'
import type { ArgoSource } from './argo-source.ts'
import { inEnvironment } from './argo-values.ts'

/** Options of Argo CD that are fields of a kustomization file as they stand. */
const SAME = ['namePrefix', 'nameSuffix', 'namespace', 'patches', 'replicas']
/** Options that change how other ones are taken, or with which program it is built. */
const BESIDE = new Set([
  'version',
  'kubeVersion',
  'apiVersions',
  'forceCommonLabels',
  'forceCommonAnnotations',
  'ignoreMissingComponents',
])

/** The fields of a kustomization file that the options of a source come to, or the option that is not applied. */
export type KustomizeOptions =
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, Node>> }
  | { readonly kind: 'unknown'; readonly option: string; readonly node: Node }

/** What Argo CD edits into a kustomization before it builds it. */
export function kustomizeOptions(one: ArgoSource, path: string, tree: SourceTree): KustomizeOptions {
  const options = child(one.source, 'kustomize')
  const fields: [string, Node][] = []
  for (const { key, value } of entriesOf(options)) {
    const name = key.text
    const made = isEmpty(value) || BESIDE.has(name) ? [] : fieldOf(one, name, value, { options, path, tree })
    if (made === undefined) return { kind: 'unknown', option: name, node: value }
    fields.push(...made)
  }
  return { kind: 'fields', fields: Object.fromEntries(fields) }
}

interface Around {
  readonly options: Node | undefined
  readonly path: string
  readonly tree: SourceTree
}

function fieldOf(one: ArgoSource, name: string, value: Node, { options, path, tree }: Around): [string, Node][] | undefined {
  if (SAME.includes(name)) return [[name, value]]
  if (name === 'components') {
    const lenient = textOf(child(options, 'ignoreMissingComponents')) === 'true'
    const isThere = (item: Node): boolean => isKustomizationIn(tree, resolved(path, textOf(item) ?? '') ?? '\0')
    return [[name, { ...list(value), items: itemsOf(value).filter((item) => !lenient || isThere(item)) }]]
  }
  if (name === 'images') {
    const images = itemsOf(value).map((item) => imageOf(one, item))
    return images.some((image) => image === undefined)
      ? undefined
      : [['images', { ...list(value), items: images.flatMap((image) => image ?? []) }]]
  }
  if (name === 'commonAnnotations' && textOf(child(options, 'commonAnnotationsEnvsubst')) !== 'true') return [[name, value]]
  if (name === 'commonAnnotationsEnvsubst' || name === 'labelWithoutSelector' || name === 'labelIncludeTemplates')
    return textOf(value) === 'true' ? undefined : []
  const isPlain = entriesOf(value).every((entry) => !(textOf(entry.value) ?? '').includes('$'))
  return name === 'commonLabels' && isPlain ? [[name, value]] : undefined
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'scalar') return textOf(node) === undefined || node.text === ''
  return node.kind === 'list' ? node.items.length === 0 : node.entries.length === 0
}

function list(node: Node): ListNode {
  return { kind: 'list', span: node.span, items: [] }
}

/** `NAME=NEW:TAG@DIGEST` or `NAME:TAG@DIGEST`, as `kustomize edit set image` takes it; undefined for what keeps parts by a star. */
function imageOf(one: ArgoSource, item: Node): MapNode | undefined {
  if (item.kind !== 'scalar' || item.unknown !== undefined || inEnvironment(item.text, one) !== item.text) return undefined
  const equals = item.text.indexOf('=')
  const start = equals + 1
  const rest = item.text.slice(start)
  const [, name = '', tag, digest] = /^([^@]*?)(?::([^:@/]*))?(?:@(.*))?$/.exec(rest) ?? []
  if (rest.includes('*') || rest === '') return undefined
  const part = (text: string, offset: number): ScalarNode => partOf(item, text, offset)
  const tagAt = start + name.length + 1
  const digestAt = tag === undefined ? tagAt : tagAt + tag.length + 1
  const fields: [string, ScalarNode][] = [
    ['name', equals < 0 ? part(name, start) : part(item.text.slice(0, equals), 0)],
    ...(equals < 0 ? [] : [['newName', part(name, start)] as [string, ScalarNode]]),
    ...(tag === undefined ? [] : [['newTag', part(tag, tagAt)] as [string, ScalarNode]]),
    ...(digest === undefined ? [] : [['digest', part(digest, digestAt)] as [string, ScalarNode]]),
  ]
  const entries = fields.map(([key, value]) => ({ key: { ...value, text: key, plain: false }, value }))
  return { kind: 'map', span: item.span, entries }
}

/** A part of a scalar at its own characters, where the scalar is written letter for letter. */
function partOf(item: ScalarNode, text: string, offset: number): ScalarNode {
  const { start, end } = item.span
  const quote = end - start - item.text.length
  const literal = quote === 0 || quote === 2
  const from = start + quote / 2 + offset
  const span = literal ? { ...item.span, start: from, end: from + text.length } : item.span
  return { kind: 'scalar', text, plain: false, span }
}
