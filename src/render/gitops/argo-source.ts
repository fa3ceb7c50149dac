import { parseYaml } from '../../languages/yaml/yaml.ts'
import { child, type Node, textOf } from '../../model/tree.ts'
import { isKustomizationIn, pathIn, resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'
import { patched } from './applicationset/template.ts'
import { isHere } from './here.ts'
import type { GitopsObject } from './objects.ts'
import type { GitopsScene } from './scene.ts'

/** One source of an Application, and the others beside it. */
export interface ArgoSource {
  readonly object: GitopsObject
  readonly sources: readonly Node[]
  readonly source: Node
  readonly index: number
}

/** The sources of an Application, in order: of `sources` and `source` the first counts. */
export function sourcesOf(object: GitopsObject): readonly ArgoSource[] {
  const spec = child(object.tree, 'spec')
  const [single, several] = [child(spec, 'source'), child(spec, 'sources')]
  const sources = several?.kind === 'list' && several.items.length > 0 ? several.items : single === undefined ? [] : [single]
  return sources.map((source, index) => ({ object, sources, source, index }))
}

/** Whether a revision is a tag or a commit: another state of the repository than the one that is looked at. */
export function isPinnedRevision(revision: string): boolean {
  return /^v?\d|^[0-9a-f]{7,64}$|^refs\/tags\//.test(revision)
}

/** Whether a source is this very repository, at a revision that moves. */
export function isRepository({ repository }: Pick<GitopsScene, 'repository'>, source: Node): boolean {
  const revision = textOf(child(source, 'targetRevision')) ?? 'HEAD'
  return !isPinnedRevision(revision) && isHere(textOf(child(source, 'repoURL')) ?? '', repository)
}

/** The folder that a source names in this repository; undefined where it names none. */
export function pathOf(scene: GitopsScene, source: Node): string | undefined {
  const path = textOf(child(source, 'path'))
  if (path === undefined || !isRepository(scene, source)) return undefined
  return resolved('', path.replace(/^\/+/, ''))
}

/** What a source is: what it says itself, else what its folder holds. Two at once Argo CD refuses. */
export type SourceKind = 'chart' | 'kustomization' | 'directory' | 'plugin' | 'refused'

const TYPES: readonly (readonly [string, SourceKind])[] = [
  ['kustomize', 'kustomization'],
  ['helm', 'chart'],
  ['directory', 'directory'],
  ['plugin', 'plugin'],
]

/** What a source is rendered as. */
export function kindOf(source: Node, path: string, tree: SourceTree): SourceKind {
  const said = TYPES.filter(([key]) => isSaid(child(source, key)))
  if (said.length > 1) return 'refused'
  const [only] = said
  if (only !== undefined) return only[1]
  if (tree.has(pathIn(path, 'Chart.yaml'))) return 'chart'
  return isKustomizationIn(tree, path) ? 'kustomization' : 'directory'
}

function isSaid(node: Node | undefined): boolean {
  return node?.kind === 'map'
}

/** A source with the files beside what it names that override it, in their order: what they say of anything but its tool does not count. */
export function overridden(one: ArgoSource, path: string, tree: SourceTree): Node {
  return overridesOf(one, path, tree).reduce((under, file) => {
    const [root] = parseYaml(tree.text(file) ?? '').documents
    if (root?.kind !== 'map') return under
    const tools = root.entries.filter(({ key }) => TYPES.some(([name]) => name === key.text))
    return patched(under, locatedIn({ ...root, entries: tools }, file))
  }, one.source)
}

/** A tree whose nodes name their file, to be put into that of another. */
export function locatedIn(node: Node, file: string): Node {
  const span = { ...node.span, file: node.span.file ?? file }
  if (node.kind === 'scalar') return { ...node, span }
  if (node.kind === 'list') return { ...node, span, items: node.items.map((item) => locatedIn(item, file)) }
  const entries = node.entries.map(({ key, value }) => ({
    key: { ...key, span: { ...key.span, file: key.span.file ?? file } },
    value: locatedIn(value, file),
  }))
  return { ...node, span, entries }
}

/** The files beside a source that override it. */
export function overridesOf({ object }: ArgoSource, path: string, tree: SourceTree): readonly string[] {
  return [pathIn(path, '.argocd-source.yaml'), pathIn(path, `.argocd-source-${object.name}.yaml`)].filter(tree.has)
}
