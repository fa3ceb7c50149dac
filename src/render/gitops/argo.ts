import type { EntryValues, RenderEntry } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'
import { child, itemsOf, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { resolved } from '../paths.ts'
import type { FluxScene } from './flux.ts'
import { isHere } from './here.ts'
import { inlineOf } from './inline.ts'
import type { GitopsObject } from './objects.ts'

/** The sources of Argo CD Applications that are charts or kustomizations of this repository. */
export function argoEntries(scene: FluxScene): readonly RenderEntry[] {
  return scene.objects.flatMap((object) => {
    if (object.group !== 'argoproj.io' || object.kind !== 'Application') return []
    const spec = child(object.tree, 'spec')
    const single = child(spec, 'source')
    const sources =
      child(spec, 'sources') === undefined ? (single === undefined ? [] : [single]) : itemsOf(child(spec, 'sources'))
    return sources.flatMap((source, index) => sourceEntry(scene, { object, sources, source, index }) ?? [])
  })
}

interface Sourced {
  readonly object: GitopsObject
  readonly sources: readonly Node[]
  readonly source: Node
  readonly index: number
}

function sourceEntry(scene: FluxScene, { object, sources, source, index }: Sourced): RenderEntry | undefined {
  const { tree } = scene
  const path = resolved('', (textOf(child(source, 'path')) ?? '').replace(/^\/+/, ''))
  const known = child(source, 'path') !== undefined && isRepository(scene, source)
  if (!known || path === undefined || child(source, 'plugin') !== undefined || child(source, 'directory') !== undefined)
    return undefined
  const at: Place = { file: object.file, span: child(source, 'path')?.span ?? source.span }
  const id = `Application ${object.name}${sources.length > 1 ? ` source ${index + 1}` : ''}`
  const own = [`${path}/.argocd-source.yaml`, `${path}/.argocd-source-${object.name}.yaml`].find(tree.has)
  const helm = child(source, 'helm')
  const namespace = textOf(child(helm, 'namespace')) ?? textOf(nodeAt(object.tree, ['spec', 'destination', 'namespace']))
  if (tree.has(`${path}/Chart.yaml`)) {
    const overridden: readonly EntryValues[] =
      own === undefined ? [] : [{ kind: 'unknown', why: `${own} overrides parameters`, at }]
    return {
      ...{
        id,
        kind: 'chart',
        path,
        sure: true,
        lookup: 'empty',
        at,
        releaseName: textOf(child(helm, 'releaseName')) ?? object.name,
      },
      ...(namespace === undefined ? {} : { namespace }),
      values: [...valuesOf(scene, { object, sources, source, index }, path), ...overridden],
    }
  }
  const isKustomization = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some((name) => tree.has(`${path}/${name}`))
  if (!isKustomization || own !== undefined) return undefined
  const options = child(source, 'kustomize')
  if (options !== undefined && options.kind === 'map' && !options.entries.every(({ key }) => FIELDS.has(key.text)))
    return undefined
  const fields = [...FIELDS].flatMap((key): [string, Node][] => {
    const node = child(options, key)
    return node === undefined ? [] : [[key, node]]
  })
  return {
    ...{ id, kind: 'kustomization', path, sure: true, at, values: [] },
    overlay: { file: object.file, fields: Object.fromEntries(fields) },
  }
}

/** Options of Argo CD that are fields of a kustomization file; with any other one the entry is read as text. */
const FIELDS = new Set(['namePrefix', 'nameSuffix', 'namespace', 'patches', 'components'])

function isRepository({ repository }: FluxScene, source: Node): boolean {
  const revision = textOf(child(source, 'targetRevision')) ?? 'HEAD'
  // A tag or a commit is another state of the repository than the one that is looked at.
  if (/^v?\d|^[0-9a-f]{7,64}$|^refs\/tags\//.test(revision)) return false
  return isHere(textOf(child(source, 'repoURL')) ?? '', repository)
}

/** Values low to high: files, then `valuesObject` or else `values`, then parameters. */
function valuesOf(scene: FluxScene, { object, sources, source }: Sourced, path: string): readonly EntryValues[] {
  const helm = child(source, 'helm')
  const files = itemsOf(child(helm, 'valueFiles')).map((node): EntryValues => valueFile(scene, { object, sources }, path, node))
  const [table, text] = [child(helm, 'valuesObject'), child(helm, 'values')]
  const inline = table?.kind === 'map' ? table : text?.kind === 'scalar' ? text : undefined
  const parameters = itemsOf(child(helm, 'parameters')).map((node): EntryValues => {
    const [name = '', value = ''] = ['name', 'value'].map((key) => textOf(child(node, key)))
    const form = textOf(child(node, 'forceString')) === 'true' ? 'string' : 'set'
    const span = child(node, 'value')?.span ?? node.span
    const escaped = value.startsWith('{') ? value : value.replaceAll(/(?<!\\),/g, '\\,')
    return { kind: 'set', text: `${name}=${escaped}`, form, at: { file: object.file, span } }
  })
  const other = child(helm, 'fileParameters')
  return [
    ...files,
    ...(inline === undefined ? [] : [inlineOf(scene.tree, object.file, inline)]),
    ...parameters,
    ...(other === undefined
      ? []
      : [{ kind: 'unknown', why: 'fileParameters are not evaluated', at: { file: object.file, span: other.span } } as const]),
  ]
}

function valueFile(
  scene: FluxScene,
  { object, sources }: Pick<Sourced, 'object' | 'sources'>,
  path: string,
  node: Node,
): EntryValues {
  const text = textOf(node) ?? ''
  const at = { file: object.file, span: node.span }
  const unknown: EntryValues = { kind: 'unknown', why: `the values file ${text} is not in this repository`, at }
  const [, reference, rest = ''] = /^\$([\w.-]+)\/(.*)$/.exec(text) ?? []
  if (reference !== undefined) {
    const other = sources.find((one) => textOf(child(one, 'ref')) === reference)
    return other !== undefined && isRepository(scene, other) ? fileAt('', rest, unknown) : unknown
  }
  if (/[$*?{[]|:\/\//.test(text)) return unknown
  return text.startsWith('/') ? fileAt('', text.slice(1), unknown) : fileAt(path, text, unknown)
}

function fileAt(folder: string, relative: string, otherwise: EntryValues): EntryValues {
  const path = resolved(folder, relative)
  return path === undefined ? otherwise : { kind: 'file', path }
}
