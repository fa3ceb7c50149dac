import type { RenderEntry } from '../model/rendering.ts'
import { reachedCharts } from './chart-graph.ts'
import { reachedRoots } from './kustomization-graph.ts'
import type { SourceTree } from './source-tree.ts'

const START = { start: 0, end: 0 }

/** The entries of a side that a change reaches; which files they need beyond the definitions is found by rendering them. */
export function entriesOf(tree: SourceTree, changed: ReadonlySet<string>): readonly RenderEntry[] {
  const kustomizations = reachedRoots(tree, changed).map(
    ({ folder, file }): RenderEntry => ({
      ...{ id: `kustomization ${folder === '' ? '.' : folder}`, kind: 'kustomization', path: folder, sure: true, values: [] },
      at: { file, span: START },
    }),
  )
  const charts = reachedCharts(tree, changed).flatMap(({ folder, file, valueFiles }) =>
    [[], ...valueFiles.map((path) => [path])].map((values): RenderEntry => {
      const [with1] = values
      const name = `chart ${folder === '' ? '.' : folder}`
      const id = with1 === undefined ? name : `${name} with ${folder === '' ? with1 : with1.slice(folder.length + 1)}`
      return { id, kind: 'chart', path: folder, sure: false, values, at: { file, span: START } }
    }),
  )
  return [...kustomizations, ...charts]
}
