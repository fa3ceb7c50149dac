import type { LackingChart, RemoteChart } from '../model/rendering.ts'
import type { Place } from '../model/span.ts'
import { child, type Node, textOf } from '../model/tree.ts'
import { type Declared, declaredIn } from './chart-lock.ts'
import type { ChartFile } from './helm/chart.ts'
import { pathIn, resolved } from './paths.ts'
import { remotePath } from './remote-charts.ts'
import type { SourceTree } from './source-tree.ts'

/** What `helm dependency build` puts into the `charts/` folder of a chart: files, those of other repositories among them, and what could not be had. */
export interface ChartParts {
  readonly files: readonly ChartFile[]
  readonly charts: readonly RemoteChart[]
  /** Why dependencies of the chart itself are missing, by their names. */
  readonly why: ReadonlyMap<string, string>
  /** Those that dependencies in the same repository lack in turn, of which Helm says nothing. */
  readonly deeper: readonly LackingChart[]
}

/** A dependency, and the lock's word on it. */
interface Wanted {
  readonly name: string
  readonly repository: string
  readonly node: Node
  readonly locked: Node | undefined
}

/**
 * The charts that a chart of this repository depends on and does not hold: those of the same repository by `file://` with what they depend on in turn,
 * and those of chart repositories and registries, at the version that the lock says.
 */
export function chartParts(tree: SourceTree, folder: string, above: readonly string[] = []): ChartParts {
  if (above.includes(folder)) return { files: [], charts: [], why: new Map(), deeper: [] }
  const declared = declaredIn(tree, folder)
  const parts = declared.dependencies.map((node, index) => {
    const [name = '', repository = ''] = ['name', 'repository'].map((key) => textOf(child(node, key)) ?? '')
    const wanted = { name, repository, node, locked: lockedOf(declared, index, name) }
    if (name === '' || isHeld(tree, folder, name)) return NOTHING
    if (!repository.startsWith('file://')) return remotePart(tree, declared, wanted, index)
    return localPart(tree, { folder, above }, wanted)
  })
  return {
    files: parts.flatMap(({ files }) => files),
    charts: parts.flatMap(({ charts }) => charts),
    why: new Map(parts.flatMap(({ why }) => [...why])),
    deeper: parts.flatMap(({ deeper }) => deeper),
  }
}

const NOTHING: ChartParts = { files: [], charts: [], why: new Map(), deeper: [] }

/** The entry of a lock for a dependency: they are in the same order, and one that is not is found by its name. */
function lockedOf({ lock }: Declared, index: number, name: string): Node | undefined {
  const named = (node: Node | undefined): boolean => textOf(child(node, 'name')) === name
  const at = lock?.dependencies[index]
  return named(at) ? at : lock?.dependencies.find(named)
}

/** Whether `charts/` holds a chart of a name, unpacked or packed. */
function isHeld(tree: SourceTree, folder: string, name: string): boolean {
  const charts = pathIn(folder, 'charts')
  if (tree.below(`${charts}/${name}`).length > 0) return true
  return tree
    .below(charts)
    .some((path) => path.startsWith(`${charts}/${name}-`) && /^v?\d[^/]*\.tgz$/.test(path.slice(charts.length + name.length + 2)))
}

function localPart(
  tree: SourceTree,
  { folder, above }: { readonly folder: string; readonly above: readonly string[] },
  { name, repository, node }: Wanted,
): ChartParts {
  const from = resolved(folder, repository.slice('file://'.length))
  if (from === undefined) return NOTHING
  const own = tree.below(from).flatMap((path): readonly ChartFile[] => {
    const bytes = tree.bytes(path)
    return bytes === undefined ? [] : [{ name: path.slice(from.length + 1), path, bytes }]
  })
  const inner = chartParts(tree, from, [...above, folder])
  const keys = [textOf(child(node, 'alias')) ?? name]
  return {
    files: [...own, ...inner.files].map((one) => ({ ...one, name: `charts/${name}/${one.name}` })),
    charts: inner.charts,
    why: new Map(),
    deeper: [...[...inner.why.values()].map((why) => ({ keys, why })), ...inner.deeper],
  }
}

function remotePart(tree: SourceTree, declared: Declared, wanted: Wanted, index: number): ChartParts {
  const remote = remoteOf(declared, wanted)
  if (typeof remote === 'string') return { ...NOTHING, why: new Map([[wanted.name, remote]]) }
  const fetched = tree.chart(remote)
  if (fetched === undefined || 'why' in fetched) {
    const why = fetched?.why ?? `the chart ${wanted.name} was not fetched`
    return { ...NOTHING, charts: [remote], why: new Map([[wanted.name, why]]) }
  }
  const file = { name: `charts/${index}.tgz`, path: remotePath(remote), bytes: fetched.bytes }
  return { ...NOTHING, files: [file], charts: [remote] }
}

/** A dependency as a chart of another repository, or why it is none that can be asked for. */
function remoteOf(declared: Declared, { name, repository, node, locked }: Wanted): RemoteChart | string {
  const { file, lock } = declared
  if (!/^(?:https?|oci):\/\//.test(repository))
    return repository === ''
      ? `the chart ${name} is not in this repository`
      : `the chart ${name} lies in "${repository}", which only the machine that installs it knows`
  if (lock?.inSync === false)
    return `the chart ${name} is not known: ${lock.file} is out of sync with ${file}, which helm dependency build refuses`
  const url = repository.replace(/\/+$/, '')
  const [own, kept] = [child(node, 'version'), child(locked, 'version')]
  const version = textOf(kept) ?? textOf(own) ?? ''
  const place = (from: string, { span }: Node): Place => ({ file: from, span: { start: span.start, end: span.end } })
  const here = ['name', 'repository', 'version', 'alias'].flatMap((key) => child(node, key) ?? []).map((one) => place(file, one))
  const there = ['name', 'repository', 'version']
    .flatMap((key) => child(locked, key) ?? [])
    .map((one) => place(lock?.file ?? file, one))
  const isRange = kept !== undefined && textOf(own) !== version
  const at = isRange ? place(lock?.file ?? file, kept) : place(file, own ?? node)
  const whole = { name, version, at, named: [...here, ...there], source: file, as: textOf(child(node, 'alias')) ?? name }
  if (!url.startsWith('oci://')) return { ...whole, kind: 'http', url }
  return { ...whole, kind: 'oci', url: `${url}/${name}` }
}
