import type { EntryValues, RemoteChart } from '../../model/rendering.ts'
import { child, itemsOf, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { resolved } from '../paths.ts'
import type { GitopsObject } from './objects.ts'
import { type GitopsScene, placeIn } from './scene.ts'

/** The chart of a HelmRelease that a HelmRepository, an OCIRepository or a HelmChart leads to, out of this repository. */
export function remoteChart(scene: GitopsScene, object: GitopsObject): RemoteChart | undefined {
  const spec = child(object.tree, 'spec')
  const reference = child(spec, 'chartRef')
  if (reference === undefined) return listedChart(scene, object, nodeAt(spec, ['chart', 'spec']))
  const named = sourceOf(scene, object, reference)
  if (named?.kind === 'OCIRepository') return ociChart(named)
  return named?.kind === 'HelmChart' ? listedChart(scene, named, child(named.tree, 'spec')) : undefined
}

/** Where a HelmRelease, or the HelmChart that it refers to, says which files of a chart are its values. */
function chartSpecOf(
  scene: GitopsScene,
  object: GitopsObject,
): { readonly object: GitopsObject; readonly spec: Node | undefined } {
  const spec = child(object.tree, 'spec')
  const reference = child(spec, 'chartRef')
  if (reference === undefined) return { object, spec: nodeAt(spec, ['chart', 'spec']) }
  const named = sourceOf(scene, object, reference)
  return named?.kind === 'HelmChart' ? { object: named, spec: child(named.tree, 'spec') } : { object, spec: undefined }
}

/**
 * The values files of a chart that lies outside the repository, which take the place of its own: what comes to the same only where its own are the first of
 * them.
 */
export function remoteValuesFiles(scene: GitopsScene, release: GitopsObject): readonly EntryValues[] {
  const { object, spec } = chartSpecOf(scene, release)
  const nodes = itemsOf(child(spec, 'valuesFiles'))
  const optional = textOf(child(spec, 'ignoreMissingValuesFiles')) === 'true'
  const files = nodes.map((node): EntryValues => {
    const at = placeIn(object, node)
    const name = resolved('', (textOf(node) ?? '').replace(/^\/+/, ''))
    if (name === undefined) return { kind: 'unknown', why: 'a values file is outside the chart', at }
    return { kind: 'chart-file', name, optional, at }
  })
  const [first] = files
  if (first === undefined || (first.kind === 'chart-file' && first.name === 'values.yaml')) return files
  const at = placeIn(object, nodes[0] ?? object.tree)
  return [{ kind: 'unknown', why: "valuesFiles take the place of the chart's own values, which is not rendered", at }]
}

/** A chart by its name, a version or range, and the HelmRepository that has it. */
function listedChart(scene: GitopsScene, object: GitopsObject, chart: Node | undefined): RemoteChart | undefined {
  const [name, version] = [child(chart, 'chart'), child(chart, 'version')]
  const repository = sourceOf(scene, object, child(chart, 'sourceRef'))
  const address = nodeAt(repository?.tree, ['spec', 'url'])
  const [url, text] = [textOf(address), textOf(name)]
  if (repository?.kind !== 'HelmRepository' || address === undefined || url === undefined) return undefined
  if (text === undefined || name === undefined) return undefined
  const named = [placeIn(object, name), placeIn(repository, address)]
  const whole = {
    name: text,
    version: textOf(version) ?? '',
    at: placeIn(object, version ?? name),
    named,
    source: repository.file,
  }
  const folder = url.replace(/\/+$/, '')
  return folder.startsWith('oci://')
    ? { ...whole, kind: 'oci', url: `${folder}/${text}` }
    : { ...whole, kind: 'http', url: folder }
}

/** What an OCIRepository leads to: a digest before a range of versions before a tag, as Flux takes them. */
function ociChart(repository: GitopsObject): RemoteChart | undefined {
  const spec = child(repository.tree, 'spec')
  const url = child(spec, 'url')
  const text = textOf(url)?.replace(/\/+$/, '')
  if (url === undefined || text?.startsWith('oci://') !== true) return undefined
  const ref = child(spec, 'ref')
  const said = ['digest', 'semver', 'tag'].map((key) => child(ref, key)).find((node) => textOf(node) !== undefined)
  const name = text.slice(text.lastIndexOf('/') + 1)
  const version = said === undefined ? 'latest' : (textOf(said) ?? '')
  const named = [placeIn(repository, url)]
  return { kind: 'oci', url: text, name, version, at: placeIn(repository, said ?? url), named, source: repository.file }
}

/** The source of that kind and name in the same namespace; of several that could be meant, none. */
function sourceOf({ objects }: GitopsScene, object: GitopsObject, reference: Node | undefined): GitopsObject | undefined {
  const [kind, name] = ['kind', 'name'].map((key) => textOf(child(reference, key)))
  const namespace = textOf(child(reference, 'namespace')) ?? object.namespace
  const near = objects.filter(
    (one) =>
      one.kind === kind &&
      one.name === name &&
      (one.namespace === undefined || namespace === undefined || one.namespace === namespace),
  )
  const [first, ...others] = near
  const url = (one: GitopsObject): string => textOf(nodeAt(one.tree, ['spec', 'url'])) ?? ''
  return first !== undefined && others.every((one) => kind === 'HelmRepository' && url(one) === url(first)) ? first : undefined
}
