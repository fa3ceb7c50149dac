import type { EntryOverlay, EntryValues, PostRendering, RenderEntry } from '../../model/rendering.ts'
import { child, entriesOf, itemsOf, type MapNode, type Node, nodeAt, type ScalarNode, textOf } from '../../model/tree.ts'
import { inlineOf } from './inline.ts'
import { configMapOf, type GitopsObject } from './objects.ts'
import { type GitopsScene, placeIn } from './scene.ts'

/**
 * The values of a HelmRelease low to high: its references in order, then its own. A reference with a `targetPath` sets one value over all before it, the own ones among them.
 */
export function releaseValues(scene: GitopsScene, object: GitopsObject, spec: Node | undefined): readonly EntryValues[] {
  const own = ownValues(object, spec)
  const references = itemsOf(child(spec, 'valuesFrom')).flatMap((from) => {
    const value = referenced(scene, object, from)
    return value.kind === 'set' ? [...own, value] : [value]
  })
  return [...references, ...own]
}

function ownValues(object: GitopsObject, spec: Node | undefined): readonly EntryValues[] {
  const values = child(spec, 'values')
  return values?.kind === 'map' && values.entries.length > 0 ? [{ kind: 'inline', file: object.file, span: values.span }] : []
}

function referenced({ objects, tree }: GitopsScene, object: GitopsObject, from: Node): EntryValues {
  const [kind = '', name = '', key = 'values.yaml'] = ['kind', 'name', 'valuesKey'].map((one) => textOf(child(from, one)))
  const at = { file: object.file, span: from.span }
  const found = kind === 'ConfigMap' ? configMapOf(objects, object, name) : undefined
  const value = nodeAt(found?.tree, ['data', key])
  if (found === undefined || value?.kind !== 'scalar')
    return { kind: 'unknown', why: `the values of ${kind} "${name}" are not in this repository`, at }
  const target = textOf(child(from, 'targetPath'))
  if (target === undefined) return inlineOf(tree, found.file, value)
  return targeted(target, value.text, { literal: textOf(child(from, 'literal')) === 'true', at: placeIn(found, value) })
}

/** As `--set` takes it; in quotes, or where it is literal, as a text. */
function targeted(
  path: string,
  value: string,
  { literal, at }: { readonly literal: boolean; readonly at: Extract<EntryValues, { readonly kind: 'set' }>['at'] },
): EntryValues {
  if (literal) return { kind: 'set', text: `${path}=${value.replace(/[\\,[\]{}]/g, '\\$&')}`, form: 'string', at }
  const quoted = /^(?:'.*'|".*")$/s.test(value)
  const bare = quoted ? value.replace(/^['"]+|['"]+$/g, '') : value
  return { kind: 'set', text: `${path}=${bare}`, form: quoted ? 'string' : 'set', at }
}

const HOOKS: Readonly<Record<string, PostRendering['hooks']>> = { nohooks: 'left-out', separate: 'apart' }

/** What a HelmRelease makes of its chart afterwards. */
export function postRenderers(object: GitopsObject, spec: Node | undefined): Pick<RenderEntry, 'postRendering'> {
  const renderers = itemsOf(child(spec, 'postRenderers')).flatMap((one): EntryOverlay[] => {
    const said = child(one, 'kustomize')
    const fields = entriesOf(said).flatMap(({ key, value }): [string, Node][] => {
      if (key.text === 'images' || key.text === 'patches') return [[key.text, value]]
      if (key.text === 'patchesStrategicMerge') return [[key.text, listOf(value, asText)]]
      return key.text === 'patchesJson6902' ? [[key.text, listOf(value, withTextPatch)]] : []
    })
    return fields.length === 0 ? [] : [{ file: object.file, fields: Object.fromEntries(fields) }]
  })
  const hooks = HOOKS[textOf(child(spec, 'postRenderStrategy')) ?? ''] ?? 'together'
  return renderers.length === 0 ? {} : { postRendering: { renderers, hooks } }
}

function listOf(node: Node, change: (item: Node) => Node): Node {
  return node.kind === 'list' ? { ...node, items: node.items.map(change) } : node
}

/** A patch that is written as an object, as the text that Kustomize reads. */
function asText(node: Node): ScalarNode {
  if (node.kind === 'scalar') return node
  return { kind: 'scalar', text: JSON.stringify(plain(node)), plain: false, span: node.span }
}

function withTextPatch(node: Node): Node {
  if (node.kind !== 'map') return node
  const entries = node.entries.map(({ key, value }) => ({ key, value: key.text === 'patch' ? asText(value) : value }))
  return { ...node, entries } satisfies MapNode
}

function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
  if (!node.plain) return node.text
  if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(node.text)) return JSON.parse(node.text)
  return node.text
}
