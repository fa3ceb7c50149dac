import { parseYaml } from '../languages/yaml/yaml.ts'
import { child, itemsOf, textOf } from '../model/tree.ts'
import type { ChartFile } from './helm/chart.ts'
import { resolved } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

/**
 * The charts of the same repository that a chart depends on by `file://` and does not hold, as `helm dependency build` would put them into its
 * `charts/` folder; with those that they depend on in turn.
 */
export function localCharts(tree: SourceTree, folder: string, above: readonly string[] = []): readonly ChartFile[] {
  if (above.includes(folder)) return []
  const file = folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`
  const [document] = parseYaml(tree.text(file) ?? '').documents
  return itemsOf(child(document, 'dependencies')).flatMap((dependency) => {
    const [name = '', repository = ''] = ['name', 'repository'].map((key) => textOf(child(dependency, key)) ?? '')
    const from = repository.startsWith('file://') ? resolved(folder, repository.slice('file://'.length)) : undefined
    const held = tree.below(folder === '' ? `charts/${name}` : `${folder}/charts/${name}`).length > 0
    if (from === undefined || name === '' || held) return []
    const own = tree.below(from).flatMap((path): readonly ChartFile[] => {
      const bytes = tree.bytes(path)
      return bytes === undefined ? [] : [{ name: path.slice(from.length + 1), path, bytes }]
    })
    return [...own, ...localCharts(tree, from, [...above, folder])].map((one) => ({ ...one, name: `charts/${name}/${one.name}` }))
  })
}
