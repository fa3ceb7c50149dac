import { parseYaml } from '../languages/yaml/yaml.ts'
import type { RenderEntry, Rendering } from '../model/rendering.ts'
import { child, itemsOf, textOf } from '../model/tree.ts'
import { folderOf, resolved } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/
const OF_CHART = /^(?:Chart|values|requirements)\.ya?ml$/

/**
 * The files for which a rendering stands: what they hold is applied in no other way by this entry. Of a chart these are its templates, CRDs, defaults and the
 * values files that are laid over them, not what else lies in its folder; of a kustomization all that it read but what its generators put into
 * ConfigMaps and Secrets; of a folder of manifests the files that it applies objects of, not those that the deployer passes over.
 */
export function coversOf(
  used: ReadonlySet<string>,
  { kind, values }: Pick<RenderEntry, 'kind' | 'values'>,
  { tree, rendering }: { readonly tree: SourceTree; readonly rendering: Rendering },
): ReadonlySet<string> {
  if (kind === 'directory') return new Set(rendering.kind === 'rendered' ? rendering.documents.map(({ source }) => source) : [])
  const given = new Set(values.flatMap((one) => (one.kind === 'file' ? [one.path] : [])))
  const embedded = new Set([...used].filter((path) => KUSTOMIZATION.test(path)).flatMap((path) => generatorFiles(path, tree)))
  return new Set([...used].filter((path) => given.has(path) || isCovered(path, kind, embedded, tree)))
}

/** A file whose values are only a part of it, as an object of a deployer, holds other things too: no chart stands for it. */
function isCovered(path: string, kind: RenderEntry['kind'], embedded: ReadonlySet<string>, tree: SourceTree): boolean {
  if (embedded.has(path)) return false
  const chart = chartAbove(path, tree)
  if (chart === undefined) return kind !== 'chart'
  const inside = path.slice(chart === '' ? 0 : chart.length + 1)
  return /^(?:templates|crds)\//.test(inside) || OF_CHART.test(inside)
}

/** The folder of the nearest chart that a path lies in. */
function chartAbove(path: string, tree: SourceTree): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (tree.has(folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`)) return folder
    if (folder === '') return undefined
  }
}

function generatorFiles(path: string, tree: SourceTree): readonly string[] {
  const [document] = parseYaml(tree.text(path) ?? '').documents
  const generators = ['configMapGenerator', 'secretGenerator'].flatMap((key) => itemsOf(child(document, key)))
  const named = generators.flatMap((one) => [
    ...['files', 'envs'].flatMap((key) => itemsOf(child(one, key))),
    ...[child(one, 'env')],
  ])
  return named.flatMap((node) => {
    const text = textOf(node) ?? ''
    return resolved(folderOf(path), text.slice(text.indexOf('=') + 1)) ?? []
  })
}
