import type { EntryValues } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'
import { child, itemsOf, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { resolved } from '../paths.ts'
import { readFilledText } from './applicationset/template.ts'
import { namesChart } from './argo-chart.ts'
import { type ArgoSource, isRepository } from './argo-source.ts'
import { inlineOf } from './inline.ts'
import { matching } from './named-files.ts'
import { type GitopsScene, placeIn } from './scene.ts'

/** Values of a chart low to high: files, then `valuesObject` or else `values`, then parameters. */
export function valuesOf(scene: GitopsScene, one: ArgoSource, path: string): readonly EntryValues[] {
  const helm = child(one.source, 'helm')
  const lenient = textOf(child(helm, 'ignoreMissingValueFiles')) === 'true'
  const files = itemsOf(child(helm, 'valueFiles')).flatMap((node) => valueFile(scene, one, path, node))
  const there = files.filter((file) => !lenient || file.kind !== 'file' || scene.tree.has(file.path))
  const parameters = itemsOf(child(helm, 'parameters')).map((node) => parameter(one, node))
  const forced = (wanted: boolean) => parameters.filter((value) => value.kind !== 'set' || (value.form === 'string') === wanted)
  const other = child(helm, 'fileParameters')
  return [
    ...there,
    ...inline(scene, one),
    ...(parameters.every(({ kind }) => kind === 'set') ? [...forced(false), ...forced(true)] : parameters),
    ...(itemsOf(other).length === 0
      ? []
      : [{ kind: 'unknown', why: 'fileParameters are not evaluated', at: placeIn(one.object, other ?? one.source) } as const]),
  ]
}

/** `valuesObject`, else `values`: in an object that was made, they are read as what their text comes to. */
function inline(scene: GitopsScene, { object, source }: ArgoSource): readonly EntryValues[] {
  const helm = child(source, 'helm')
  const [table, text] = [child(helm, 'valuesObject'), child(helm, 'values')]
  const node = table?.kind === 'map' && table.entries.length > 0 ? table : text?.kind === 'scalar' ? text : undefined
  if (node === undefined) return []
  const at = placeIn(object, node)
  if (object.made === undefined && node.span.file === undefined) return [inlineOf(scene.tree, object.file, node)]
  if (node.kind === 'map') return [{ kind: 'tree', root: node, file: object.file }]
  const read = readFilledText(node, at)
  if (read.kind === 'problem') return [{ kind: 'unknown', why: `its values cannot be read: ${read.why}`, at }]
  return read.root === undefined ? [] : [{ kind: 'tree', root: read.root, file: object.file }]
}

/** One parameter as `--set` takes it. Variables of Argo CD's build environment are filled in where files decide them. */
function parameter(one: ArgoSource, node: Node): EntryValues {
  const [name = '', raw = ''] = ['name', 'value'].map((key) => textOf(child(node, key)))
  const at = placeIn(one.object, child(node, 'value') ?? node)
  const value = inEnvironment(raw, one)
  if (value === undefined) return { kind: 'unknown', why: `${raw} takes a variable that only Argo CD knows`, at }
  const form = textOf(child(node, 'forceString')) === 'true' ? 'string' : 'set'
  const escaped = value.startsWith('{') ? value : value.replaceAll(/(?<!\\),/g, '\\,')
  return { kind: 'set', text: `${name}=${escaped}`, form, at }
}

/** A text with the variables of Argo CD's build environment; undefined where it takes one that no file decides, as the revision. */
export function inEnvironment(text: string, { object, source }: Pick<ArgoSource, 'object' | 'source'>): string | undefined {
  let open = false
  const at = (...path: string[]): string => textOf(nodeAt(object.tree, path)) ?? ''
  const known: Readonly<Record<string, string>> = {
    ARGOCD_APP_NAME: object.name,
    ARGOCD_APP_NAMESPACE: at('spec', 'destination', 'namespace'),
    ARGOCD_APP_PROJECT_NAME: at('spec', 'project'),
    ARGOCD_APP_SOURCE_REPO_URL: textOf(child(source, 'repoURL')) ?? '',
    ARGOCD_APP_SOURCE_PATH: textOf(child(source, 'path')) ?? '',
    ARGOCD_APP_SOURCE_TARGET_REVISION: textOf(child(source, 'targetRevision')) ?? '',
  }
  const filled = text.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    if (whole === '$$') return '$'
    const name = braced ?? bare ?? ''
    if (/^(?:ARGOCD_APP_REVISION|KUBE_)/.test(name)) open = true
    return Object.hasOwn(known, name) ? (known[name] ?? '') : ''
  })
  return open ? undefined : filled
}

function valueFile(scene: GitopsScene, one: ArgoSource, path: string, node: Node): readonly EntryValues[] {
  const written = textOf(node) ?? ''
  const at = placeIn(one.object, node)
  const unknown: EntryValues = { kind: 'unknown', why: `the values file ${written} is not in this repository`, at }
  if (node.kind === 'scalar' && node.unknown !== undefined) return [{ kind: 'unknown', why: node.unknown.why, at }]
  const [, reference, rest = ''] = /^\$([\w.-]+)\/(.*)$/.exec(written) ?? []
  const other = one.sources.find((source) => reference !== undefined && textOf(child(source, 'ref')) === reference)
  if (other !== undefined) return isRepository(scene, other) ? filesAt(scene, '', rest, unknown) : [unknown]
  const text = inEnvironment(written, one)
  if (text === undefined || /:\/\//.test(text)) return [unknown]
  if (!isRepository(scene, one.source) || namesChart(one.source)) return [chartFile(text, { one, at })]
  return text.startsWith('/') ? filesAt(scene, '', text.slice(1), unknown) : filesAt(scene, path, text, unknown)
}

/** A file of a chart that lies outside the repository. */
function chartFile(text: string, { one, at }: { readonly one: ArgoSource; readonly at: Place }): EntryValues {
  const name = resolved('', text.replace(/^\/+/, ''))
  if (name === undefined || /[*?[{]/.test(text))
    return { kind: 'unknown', why: `the values file ${text} of the chart is not evaluated`, at }
  const lenient = textOf(nodeAt(one.source, ['helm', 'ignoreMissingValueFiles'])) === 'true'
  return { kind: 'chart-file', name, at, optional: lenient }
}

/** One file, or all that a glob matches, in the order of their names. */
function filesAt({ tree }: GitopsScene, folder: string, relative: string, otherwise: EntryValues): readonly EntryValues[] {
  const path = resolved(folder, relative)
  if (path === undefined) return [otherwise]
  if (!/[*?[{]/.test(relative)) return [{ kind: 'file', path }]
  if (/\*\*|[[{]/.test(relative))
    return [{ ...otherwise, ...(otherwise.kind === 'unknown' && { why: `the glob ${relative} is not evaluated` }) }]
  return matching(tree.paths, path).map((one) => ({ kind: 'file', path: one }))
}

/** The files of this repository that a template of Applications may name as values, whatever its parameters are. */
export function valueFilesOfTemplate({ tree }: GitopsScene, source: Node): readonly string[] {
  const any = (text: string): string => text.replaceAll(/\{\{[^{}]*\}\}/g, '*')
  const folder = any(textOf(child(source, 'path')) ?? '')
  return itemsOf(child(child(source, 'helm'), 'valueFiles')).flatMap((node) => {
    const written = any(textOf(node) ?? '')
    const below = written.replace(/^\$[\w.-]+\/|^\//, '')
    const pattern = resolved(below === written ? folder : '', below)
    return pattern === undefined ? [] : matching(tree.paths, pattern)
  })
}
