import type { EntryValues, RenderEntry, Substitution } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'
import { child, entriesOf, itemsOf, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { resolved } from '../paths.ts'
import { remotePath } from '../remote-charts.ts'
import { remoteChart, remoteValuesFiles } from './flux-charts.ts'
import { postRenderers, releaseValues } from './flux-release.ts'
import { isHere } from './here.ts'
import { configMapOf, type GitopsObject } from './objects.ts'
import { fluxRoot } from './roots.ts'
import type { GitopsScene } from './scene.ts'

/** The Kustomizations of Flux whose source is this repository, and the HelmReleases whose chart is in it. */
export function fluxEntries(scene: GitopsScene): readonly RenderEntry[] {
  return scene.objects.flatMap((object) => {
    if (object.group === 'kustomize.toolkit.fluxcd.io' && object.kind === 'Kustomization')
      return kustomization(scene, object) ?? []
    if (object.group === 'helm.toolkit.fluxcd.io' && object.kind === 'HelmRelease') return release(scene, object) ?? []
    return []
  })
}

function kustomization(scene: GitopsScene, object: GitopsObject): RenderEntry | undefined {
  const spec = child(object.tree, 'spec')
  const path = resolved('', (textOf(child(spec, 'path')) ?? '').replace(/^\/+/, ''))
  if (path === undefined || !isSourceHere(scene, object, child(spec, 'sourceRef'))) return undefined
  const fields = ['patches', 'images', 'components', 'namePrefix', 'nameSuffix'].flatMap((key): [string, Node][] => {
    const node = child(spec, key)
    return node === undefined ? [] : [[key, node]]
  })
  const namespace = child(spec, 'targetNamespace')
  const substitution = substitutionOf(scene, object, child(spec, 'postBuild'))
  return {
    ...{ id: idOf(object), kind: 'kustomization', path, sure: true, values: [], at: placeOf(object) },
    ...rootIn(scene, object),
    overlay: {
      file: object.file,
      fields: Object.fromEntries(namespace === undefined ? fields : [...fields, ['namespace', namespace]]),
    },
    ...(substitution === undefined ? {} : { substitution }),
  }
}

/** The source named in the same namespace; one that is not among the files is this repository if it is called as the bootstrap of Flux calls it. */
function isSourceHere({ objects, repository }: GitopsScene, object: GitopsObject, reference: Node | undefined): boolean {
  const [kind, name] = ['kind', 'name'].map((key) => textOf(child(reference, key)))
  if (kind !== 'GitRepository') return false
  const sources = objects.filter((one) => one.kind === 'GitRepository' && one.name === name)
  if (sources.length === 0) return name === 'flux-system'
  const namespace = textOf(child(reference, 'namespace')) ?? object.namespace
  const near = sources.filter((one) => one.namespace === undefined || namespace === undefined || one.namespace === namespace)
  return near.some((one) => isHere(textOf(nodeAt(one.tree, ['spec', 'url'])) ?? '', repository) && !isPinned(one))
}

/** Whether a source stays at a tag or commit, which is another state of the repository than the one that is looked at. */
function isPinned({ tree }: GitopsObject): boolean {
  const ref = nodeAt(tree, ['spec', 'ref'])
  return ['tag', 'semver', 'commit', 'name'].some((key) => child(ref, key) !== undefined)
}

/** Variables: those of ConfigMaps in their order, then those that are written in the object itself. */
function substitutionOf({ objects }: GitopsScene, object: GitopsObject, postBuild: Node | undefined): Substitution | undefined {
  if (postBuild === undefined) return undefined
  const variables = new Map<string, { text: string; at: Place }>()
  const put = (file: string, node: Node | undefined): void => {
    for (const { key, value } of entriesOf(node))
      if (value.kind === 'scalar')
        variables.set(key.text, { text: value.text.replaceAll('\n', ''), at: { file, span: value.span } })
  }
  let open: string | undefined
  for (const from of itemsOf(child(postBuild, 'substituteFrom'))) {
    const [kind, name] = ['kind', 'name'].map((key) => textOf(child(from, key)) ?? '')
    const found = kind !== 'ConfigMap' ? undefined : configMapOf(objects, object, name ?? '')
    if (found === undefined) {
      open = `${kind} "${name}" may set it, which is not in this repository`
      variables.clear()
    } else put(found.file, child(found.tree, 'data'))
  }
  put(object.file, child(postBuild, 'substitute'))
  const always = textOf(child(postBuild, 'substituteStrategy')) === 'Always'
  return { variables, always, ...(open === undefined ? {} : { open }) }
}

function release(scene: GitopsScene, object: GitopsObject): RenderEntry | undefined {
  const spec = child(object.tree, 'spec')
  const chart = nodeAt(spec, ['chart', 'spec'])
  const remote = remoteChart(scene, object)
  const path = remote === undefined ? chartHere(scene, object, chart) : remotePath(remote)
  if (path === undefined) return undefined
  const target = textOf(child(spec, 'targetNamespace'))
  const name = textOf(child(spec, 'releaseName')) ?? (target === undefined ? object.name : `${target}-${object.name}`)
  return {
    ...{ id: idOf(object), kind: 'chart', path, sure: true, releaseName: name, lookup: 'unknown', at: placeOf(object) },
    namespace: target ?? object.namespace ?? 'default',
    ...rootIn(scene, object),
    ...postRenderers(object, spec),
    ...(remote === undefined ? {} : { remote, from: [remote.source, remote.at.file] }),
    values: [
      ...(remote === undefined ? valuesFiles(object, chart, path) : remoteValuesFiles(scene, object)),
      ...releaseValues(scene, object, spec),
    ],
  }
}

/** The folder of a chart that stands in this repository. */
function chartHere(scene: GitopsScene, object: GitopsObject, chart: Node | undefined): string | undefined {
  const path = resolved('', (textOf(child(chart, 'chart')) ?? '').replace(/^\/+/, ''))
  if (path === undefined || !scene.tree.has(`${path}/Chart.yaml`)) return undefined
  return isSourceHere(scene, object, child(chart, 'sourceRef')) ? path : undefined
}

/** They take the place of the chart's own values: what comes to the same only where those are the first of them. */
function valuesFiles(object: GitopsObject, chart: Node | undefined, folder: string): readonly EntryValues[] {
  const nodes = itemsOf(child(chart, 'valuesFiles'))
  const at = { file: object.file, span: nodes[0]?.span ?? object.tree.span }
  const files = nodes.map((node): EntryValues => {
    const path = resolved('', (textOf(node) ?? '').replace(/^\/+/, ''))
    return path === undefined ? { kind: 'unknown', why: 'a values file is outside the repository', at } : { kind: 'file', path }
  })
  const [first] = files
  if (first === undefined || (first.kind === 'file' && first.path === `${folder}/values.yaml`)) return files
  return [{ kind: 'unknown', why: "valuesFiles take the place of the chart's own values, which is not rendered", at }]
}

function rootIn(scene: GitopsScene, object: GitopsObject): Pick<RenderEntry, 'root'> {
  const root = fluxRoot(scene, object)
  return root === undefined ? {} : { root }
}

function idOf({ kind, namespace, name }: GitopsObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}

function placeOf({ file, tree }: GitopsObject): Place {
  return { file, span: nodeAt(tree, ['metadata', 'name'])?.span ?? tree.span }
}
