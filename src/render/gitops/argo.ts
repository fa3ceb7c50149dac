import type { RenderEntry } from '../../model/rendering.ts'
import type { Place, Span } from '../../model/span.ts'
import { child, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { foldersAround, pathIn } from '../paths.ts'
import { remotePath } from '../remote-charts.ts'
import { applicationsOf } from './applicationset/applicationset.ts'
import { namesChart, remoteChartOf } from './argo-chart.ts'
import { kustomizeOptions } from './argo-kustomize.ts'
import { type ArgoSource, kindOf, overridden, overridesOf, pathOf, sourcesOf } from './argo-source.ts'
import { valueFilesOfTemplate, valuesOf } from './argo-values.ts'
import type { GitopsObject } from './objects.ts'
import { argoRoot } from './roots.ts'
import { type GitopsScene, placeIn } from './scene.ts'

/** The sources of Argo CD Applications that are in this repository, those of the Applications that an ApplicationSet makes among them. */
export function argoEntries(scene: GitopsScene): readonly RenderEntry[] {
  return scene.objects.flatMap((object) => {
    if (object.group !== 'argoproj.io') return []
    if (object.kind === 'Application') return applicationEntries(scene, object)
    return object.kind === 'ApplicationSet' ? setEntries(scene, object) : []
  })
}

function applicationEntries(scene: GitopsScene, object: GitopsObject): readonly RenderEntry[] {
  return sourcesOf(object).flatMap((source) => sourceEntry(scene, source) ?? [])
}

/** Of a set whose Applications no file decides one entry, which is unknown and stands for all. */
function setEntries(scene: GitopsScene, set: GitopsObject): readonly RenderEntry[] {
  const result = applicationsOf(scene, set)
  if (result.kind === 'applications') return result.applications.flatMap((one) => applicationEntries(scene, one))
  const templates = sourcesOf({ ...set, tree: templateOf(set) })
  const [path] = templates.flatMap(({ source }) => literalFolder(scene, source) ?? [])
  if (path === undefined) return []
  const { why, at } = result
  const files = [...new Set([...result.files, ...templates.flatMap(({ source }) => valueFilesOfTemplate(scene, source))])]
  const texts = [spanText(scene, set.file, set.tree.span), ...files.map((file) => scene.tree.text(file) ?? '')]
  return [
    {
      ...{ id: `ApplicationSet ${set.name}`, kind: 'directory', path, sure: true, values: [], from: files },
      at: placeIn(set, nodeAt(set.tree, ['metadata', 'name']) ?? set.tree),
      unrendered: { why, text: texts.join('\n'), at },
    },
  ]
}

function spanText({ tree }: GitopsScene, file: string, { start, end }: Span): string {
  return (tree.text(file) ?? '').slice(start, end)
}

function templateOf(set: GitopsObject): GitopsObject['tree'] {
  const template = nodeAt(set.tree, ['spec', 'template'])
  return template?.kind === 'map' ? template : set.tree
}

/** The folder that the path of a template surely lies below, if its source may be this repository. */
function literalFolder(scene: GitopsScene, source: Node): string | undefined {
  const url = textOf(child(source, 'repoURL')) ?? ''
  const path = textOf(child(source, 'path'))
  if (path === undefined || !(url.includes('{{') || pathOf(scene, source) !== undefined)) return undefined
  const start = path.indexOf('{{')
  const literal = start < 0 ? path : path.slice(0, path.lastIndexOf('/', start) + 1)
  return literal.replace(/^(?:\.?\/)+|\/+$/g, '')
}

function sourceEntry(scene: GitopsScene, given: ArgoSource): RenderEntry | undefined {
  const { tree } = scene
  const { object } = given
  const path = pathOf(scene, given.source)
  if (path === undefined || namesChart(given.source)) return remoteEntry(scene, given)
  const one: ArgoSource = { ...given, source: overridden(given, path, tree) }
  const entry = commonOf(given, path, {
    at: placeIn(object, child(one.source, 'path') ?? one.source),
    from: [...(object.made?.files ?? []), ...overridesOf(given, path, tree)],
  })
  const kind = kindOf(one.source, path, tree)
  if (kind === 'plugin' || kind === 'refused') {
    const node = child(one.source, 'plugin') ?? one.source
    const why = kind === 'plugin' ? 'its plugin is not run' : 'it names two tools at once, which Argo CD refuses'
    return { ...entry, kind: 'directory', unrendered: unrenderedAt(scene, object, node, why) }
  }
  if (kind === 'chart') return chartEntry(scene, one, entry)
  if (kind === 'kustomization') return kustomizationEntry(scene, one, entry)
  return directoryEntry(scene, one, entry)
}

type Common = Omit<RenderEntry, 'kind'>

function commonOf(
  { object, sources, index }: ArgoSource,
  path: string,
  { at, from }: { readonly at: Place; readonly from: readonly string[] },
): Common {
  const root = argoRoot(child(object.tree, 'spec'))
  const namespace = textOf(nodeAt(object.tree, ['spec', 'destination', 'namespace']))
  return {
    ...{ id: `Application ${object.name}${sources.length > 1 ? ` source ${index + 1}` : ''}`, path, sure: true, at, values: [] },
    ...(from.length === 0 ? {} : { from }),
    ...(object.made === undefined ? {} : { madeBy: object.file }),
    ...(root === undefined ? {} : { root }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

/** A source that is a chart outside the repository, with the values that the Application gives it. */
function remoteEntry(scene: GitopsScene, one: ArgoSource): RenderEntry | undefined {
  const { object, source } = one
  const remote = remoteChartOf(object, source)
  if (remote === undefined && !namesChart(source)) return undefined
  const at = placeIn(object, child(source, 'chart') ?? source)
  const entry = commonOf(one, remote === undefined ? '' : remotePath(remote), { at, from: object.made?.files ?? [] })
  if (remote !== undefined) return { ...releaseOf(scene, one, entry), remote }
  const why = 'its chart has no repoURL or targetRevision, without which Argo CD refuses it'
  return { ...entry, kind: 'chart', unrendered: unrenderedAt(scene, object, source, why) }
}

function unrenderedAt(scene: GitopsScene, object: GitopsObject, node: Node, why: string): NonNullable<RenderEntry['unrendered']> {
  const at = placeIn(object, node)
  return { why, text: spanText(scene, at.file, at.span), at }
}

function chartEntry(scene: GitopsScene, one: ArgoSource, entry: Common): RenderEntry | undefined {
  return scene.tree.has(pathIn(entry.path, 'Chart.yaml')) ? releaseOf(scene, one, entry) : undefined
}

/** The release that an Application makes of a chart. */
function releaseOf(scene: GitopsScene, one: ArgoSource, entry: Common): RenderEntry {
  const { object, source } = one
  const helm = child(source, 'helm')
  const namespace = textOf(child(helm, 'namespace')) ?? textOf(nodeAt(object.tree, ['spec', 'destination', 'namespace']))
  return {
    ...entry,
    ...{ kind: 'chart', lookup: 'empty', releaseName: textOf(child(helm, 'releaseName')) ?? object.name },
    ...(namespace === undefined ? {} : { namespace }),
    values: valuesOf(scene, one, entry.path),
  }
}

function kustomizationEntry(scene: GitopsScene, one: ArgoSource, entry: Common): RenderEntry {
  const options = kustomizeOptions(one, entry.path, scene.tree)
  if (options.kind === 'unknown') {
    const why = `the kustomize option ${options.option} of Argo CD is not applied`
    return { ...entry, kind: 'kustomization', unrendered: unrenderedAt(scene, one.object, options.node, why) }
  }
  return { ...entry, kind: 'kustomization', overlay: { file: one.object.file, fields: options.fields } }
}

function directoryEntry(scene: GitopsScene, one: ArgoSource, entry: Common): RenderEntry | undefined {
  const directory = child(one.source, 'directory')
  const [include = '', exclude = ''] = ['include', 'exclude'].map((key) => textOf(child(directory, key)))
  const recurse = textOf(child(directory, 'recurse')) === 'true'
  const jsonnet = child(directory, 'jsonnet')
  const isThere = foldersAround(scene.tree.below(entry.path)).has(entry.path)
  if (!isThere) return undefined
  if (jsonnet?.kind === 'map' && jsonnet.entries.length > 0)
    return { ...entry, kind: 'directory', unrendered: unrenderedAt(scene, one.object, jsonnet, 'Jsonnet is not evaluated') }
  return { ...entry, kind: 'directory', directory: { recurse, include, exclude } }
}
