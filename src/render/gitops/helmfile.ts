import { parseYaml } from '../../languages/yaml/yaml.ts'
import type { EntryValues, RenderEntry } from '../../model/rendering.ts'
import { child, entriesOf, itemsOf, type Node, textOf } from '../../model/tree.ts'
import { folderOf, pathIn, resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'
import { withNamedFiles } from './named-files.ts'

const NAME = /(?:^|\/)(?:helmfile\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/
/** A chart that is named by a path. */
const LOCAL = /chart:\s*["']?(\.{1,2}\/[\w./-]*|[\w.-]+(?:\/[\w.-]+)*)["']?\s*$/gm

/** The releases of helmfiles whose chart is in this repository. One with templates is not evaluated: it is unknown, and a change of it is told. */
export function helmfileEntries(tree: SourceTree, changed: ReadonlySet<string>): readonly RenderEntry[] {
  return tree.paths.filter((path) => NAME.test(path)).flatMap((file) => entriesIn(file, tree.text(file) ?? '', { tree, changed }))
}

/** The tree, and what the change altered in it. */
interface Scene {
  readonly tree: SourceTree
  readonly changed: ReadonlySet<string>
}

function entriesIn(file: string, text: string, scene: Scene): readonly RenderEntry[] {
  const folder = folderOf(file)
  const { tree } = scene
  if (text.includes('{{')) return templated(file, text, scene)
  const { documents } = parseYaml(text)
  return documents.flatMap((root) =>
    itemsOf(child(root, 'releases')).flatMap((release) => {
      const path = chartOf(folder, textOf(child(release, 'chart')) ?? '', tree)
      if (path === undefined || textOf(child(release, 'installed')) === 'false') return []
      return [releaseEntry({ scene, file, folder, root, documents, release, path })]
    }),
  )
}

/** A local chart wins over one of a repository of the same name, as in Helm. */
function chartOf(folder: string, chart: string, tree: SourceTree): string | undefined {
  const path = chart === '' || chart.includes('://') ? undefined : resolved(folder, chart)
  return path !== undefined && tree.has(pathIn(path, 'Chart.yaml')) ? path : undefined
}

function templated(file: string, text: string, { tree, changed }: Scene): readonly RenderEntry[] {
  const charts = [...text.matchAll(LOCAL)].flatMap(([, chart = '']) => chartOf(folderOf(file), chart, tree) ?? [])
  const at = { file, span: { start: 0, end: 0 } }
  const named = withNamedFiles(tree, { folder: folderOf(file), text }, changed)
  return [...new Set(charts)].map((path) => ({
    ...{ id: `helmfile ${file}: ${path}`, kind: 'chart', path, sure: true, values: [], at, from: named.from },
    unrendered: { why: 'the templates of a helmfile are not evaluated', text: named.text, at },
  }))
}

/** A release with what stands for all releases of its file: environments, bases, values, templates. */
function whatDecides(text: string, documents: readonly Node[], release: Node): string {
  const around = documents.flatMap((root) =>
    entriesOf(root).flatMap(({ key, value }) => (key.text === 'releases' ? [] : [value])),
  )
  return [...around, release].map(({ span }) => text.slice(span.start, span.end)).join('\n')
}

interface Release {
  readonly scene: Scene
  readonly file: string
  readonly folder: string
  readonly root: Node
  readonly documents: readonly Node[]
  readonly release: Node
  readonly path: string
}

function releaseEntry({ scene: { tree, changed }, file, folder, root, documents, release, path }: Release): RenderEntry {
  const name = textOf(child(release, 'name')) ?? 'release'
  const namespace = textOf(child(release, 'namespace'))
  const at = { file, span: child(release, 'name')?.span ?? release.span }
  const id = `helmfile ${file}: ${name}`
  const entry: RenderEntry = {
    ...{ id, kind: 'chart', path, sure: true, at, releaseName: name, values: [] },
    ...(namespace === undefined ? {} : { namespace }),
  }
  const open = unevaluated(root, release)
  if (open !== undefined) {
    const place = { file, span: open.node.span }
    const text = whatDecides(tree.text(file) ?? '', documents, release)
    const named = withNamedFiles(tree, { folder, text }, changed)
    return { ...entry, from: named.from, unrendered: { why: `its ${open.key} is not evaluated`, text: named.text, at: place } }
  }
  const values = itemsOf(child(release, 'values')).map((one): EntryValues => {
    if (one.kind === 'map') return { kind: 'inline', file, span: one.span }
    const written = textOf(one) ?? ''
    const found = written.includes('://') || written.endsWith('.gotmpl') ? undefined : resolved(folder, written)
    if (found !== undefined) return { kind: 'file', path: found }
    return { kind: 'unknown', why: `the values file ${written} is not evaluated`, at: { file, span: one.span } }
  })
  return { ...entry, values: [...values, ...setValues(file, release)] }
}

/** What takes part in the values of a release and is not followed. */
const OPEN = [
  'secrets',
  'inherit',
  'strategicMergePatches',
  'jsonPatches',
  'transformers',
  'dependencies',
  'valuesTemplate',
  'setTemplate',
]

function unevaluated(root: Node, release: Node): { readonly key: string; readonly node: Node } | undefined {
  const ofAll = [child(root, 'bases')].flatMap((node) =>
    itemsOf(node).length === 0 || node === undefined ? [] : [{ key: 'bases', node }],
  )
  const own = OPEN.flatMap((key) => {
    const node = child(release, key)
    return node === undefined ? [] : [{ key, node }]
  })
  const files = itemsOf(child(release, 'set')).flatMap((one) =>
    child(one, 'file') === undefined ? [] : [{ key: 'set with a file', node: one }],
  )
  const templates = itemsOf(child(release, 'values')).flatMap((node) =>
    (textOf(node) ?? '').endsWith('.gotmpl') ? [{ key: 'values file with templates', node }] : [],
  )
  const references = JSON.stringify(plain(release)).includes('ref+') ? [{ key: 'reference to a secret', node: release }] : []
  return [...ofAll, ...own, ...files, ...templates, ...references][0]
}

function setValues(file: string, release: Node): readonly EntryValues[] {
  return (['set', 'setString'] as const).flatMap((key) =>
    itemsOf(child(release, key)).map((one): EntryValues => {
      const [name = '', value = ''] = ['name', 'value'].map((part) => textOf(child(one, part)))
      const many = itemsOf(child(one, 'values')).map((item) => escaped(textOf(item) ?? ''))
      const text = many.length > 0 ? `{${many.join(',')}}` : escaped(value)
      const span = (child(one, 'value') ?? child(one, 'values') ?? one).span
      return { kind: 'set', text: `${escaped(name)}=${text}`, form: key === 'set' ? 'set' : 'string', at: { file, span } }
    }),
  )
}

function escaped(text: string): string {
  return text.replace(/[{},]/g, '\\$&')
}

function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return node.entries.map(({ key, value }) => [key.text, plain(value)])
  return node.text
}
