import { parseYaml } from '../../languages/yaml/yaml.ts'
import type { EntryValues, RenderEntry } from '../../model/rendering.ts'
import { child, itemsOf, type Node, textOf } from '../../model/tree.ts'
import { folderOf, pathIn, resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'
import { withNamedFiles } from './named-files.ts'

const NAME = /(?:^|\/)fleet\.ya?ml$/

/** The bundles of Fleet whose chart is in this repository: one as the file says, and one for each of its target customizations. */
export function fleetEntries(tree: SourceTree, changed: ReadonlySet<string>): readonly RenderEntry[] {
  return tree.paths.filter((path) => NAME.test(path)).flatMap((file) => entriesIn(file, tree, changed))
}

function entriesIn(file: string, tree: SourceTree, changed: ReadonlySet<string>): readonly RenderEntry[] {
  const [root] = parseYaml(tree.text(file) ?? '').documents
  const helm = child(root, 'helm')
  const folder = folderOf(file)
  const path = resolved(folder, textOf(child(helm, 'chart')) ?? '')
  if (root === undefined || path === undefined || !tree.has(pathIn(path, 'Chart.yaml'))) return []
  const targets = itemsOf(child(root, 'targetCustomizations'))
  const bundle: Bundle = { file, path, root, tree, changed }
  return [entryOf(bundle, [helm], undefined), ...targets.map((target) => entryOf(bundle, [helm, child(target, 'helm')], target))]
}

interface Bundle {
  readonly file: string
  readonly path: string
  readonly root: Node
  readonly tree: SourceTree
  readonly changed: ReadonlySet<string>
}

function entryOf(
  { file, path, root, tree, changed }: Bundle,
  layers: readonly (Node | undefined)[],
  target: Node | undefined,
): RenderEntry {
  const name = textOf(child(target, 'name'))
  const at = { file, span: (target ?? child(root, 'helm') ?? root).span }
  const [releaseName, namespace] = [
    layers.map((layer) => textOf(child(layer, 'releaseName'))).findLast((one) => one !== undefined),
    textOf(child(target, 'namespace')) ?? textOf(child(root, 'namespace')) ?? textOf(child(root, 'defaultNamespace')),
  ]
  const entry: RenderEntry = {
    ...{
      id: `Fleet ${file}${target === undefined ? '' : ` for ${name ?? 'a target'}`}`,
      kind: 'chart',
      path,
      sure: true,
      at,
      values: [],
    },
    ...(releaseName === undefined ? {} : { releaseName }),
    ...(namespace === undefined ? {} : { namespace }),
  }
  const whole = tree.text(file) ?? ''
  const text = layers.map((layer) => (layer === undefined ? '' : whole.slice(layer.span.start, layer.span.end))).join('\n')
  const open = openPart(layers, text)
  if (open === undefined) return { ...entry, values: layers.flatMap((layer) => valuesOf(file, layer)) }
  const named = withNamedFiles(tree, { folder: folderOf(file), text }, changed)
  return { ...entry, from: named.from, unrendered: { why: open, text: named.text, at } }
}

/** What takes part and is not followed: values of the cluster, templates, another chart for a target. */
function openPart(layers: readonly (Node | undefined)[], text: string): string | undefined {
  const has = (key: string): boolean => layers.some((layer) => child(layer, key) !== undefined)
  const key = ['valuesFrom', 'templateValues'].find(has)
  if (key !== undefined) return `its ${key} is not evaluated`
  if (layers.slice(1).some((layer) => child(layer, 'chart') !== undefined)) return 'the chart of a target is not followed'
  if (has('values') && has('valuesFiles')) return 'values beside values files are not evaluated'
  return text.includes('${') ? 'its values take parts of the cluster' : undefined
}

function valuesOf(file: string, layer: Node | undefined): readonly EntryValues[] {
  const values = child(layer, 'values')
  const files = itemsOf(child(layer, 'valuesFiles')).map((one): EntryValues => {
    const path = resolved(folderOf(file), textOf(one) ?? '')
    if (path !== undefined) return { kind: 'file', path }
    return { kind: 'unknown', why: 'a values file lies outside the repository', at: { file, span: one.span } }
  })
  return [...files, ...(values?.kind === 'map' ? [{ kind: 'inline', file, span: values.span } as const] : [])]
}
