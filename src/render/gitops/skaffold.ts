import { parseYaml } from '../../languages/yaml/yaml.ts'
import type { EntryValues, RenderEntry } from '../../model/rendering.ts'
import { child, entriesOf, itemsOf, type Node, textOf } from '../../model/tree.ts'
import { folderOf, pathIn, resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'
import { withNamedFiles } from './named-files.ts'

const NAME = /(?:^|\/)skaffold[^/]*\.ya?ml$/
/** What takes part in the values of a release and is not followed: templates over the images that Skaffold builds, files as values. */
const OPEN = ['setValueTemplates', 'setFiles', 'artifactOverrides', 'packaged', 'useHelmSecrets']

/** The Helm releases of Skaffold files whose chart is in this repository. */
export function skaffoldEntries(tree: SourceTree, changed: ReadonlySet<string>): readonly RenderEntry[] {
  return tree.paths.filter((path) => NAME.test(path)).flatMap((file) => entriesIn(file, { tree, changed }))
}

/** The tree, and what the change altered in it. */
interface Scene {
  readonly tree: SourceTree
  readonly changed: ReadonlySet<string>
}

function entriesIn(file: string, scene: Scene): readonly RenderEntry[] {
  return parseYaml(scene.tree.text(file) ?? '').documents.flatMap((root) => {
    if (!(textOf(child(root, 'apiVersion')) ?? '').startsWith('skaffold/')) return []
    const configurations = [root, ...itemsOf(child(root, 'profiles'))]
    const releases = configurations.flatMap((one) =>
      ['deploy', 'manifests'].flatMap((stage) => itemsOf(child(child(child(one, stage), 'helm'), 'releases'))),
    )
    return releases.flatMap((release) => entryOf(file, release, scene) ?? [])
  })
}

function entryOf(file: string, release: Node, { tree, changed }: Scene): RenderEntry | undefined {
  const folder = folderOf(file)
  const chart = textOf(child(release, 'chartPath'))
  const path = chart === undefined ? undefined : resolved(folder, chart)
  if (path === undefined || !tree.has(pathIn(path, 'Chart.yaml'))) return undefined
  const name = textOf(child(release, 'name')) ?? 'release'
  const at = { file, span: child(release, 'name')?.span ?? release.span }
  const namespace = textOf(child(release, 'namespace'))
  const entry: RenderEntry = {
    ...{ id: `skaffold ${file}: ${name}`, kind: 'chart', path, sure: true, at, releaseName: name, values: [] },
    ...(namespace === undefined ? {} : { namespace }),
  }
  const text = (tree.text(file) ?? '').slice(release.span.start, release.span.end)
  const open = OPEN.find((key) => child(release, key) !== undefined) ?? (text.includes('{{') ? 'template' : undefined)
  if (open === undefined) return { ...entry, values: valuesOf(file, release) }
  const named = withNamedFiles(tree, { folder, text }, changed)
  return { ...entry, from: named.from, unrendered: { why: `its ${open} is not evaluated`, text: named.text, at } }
}

/** As Skaffold passes them to Helm: the files, then `overrides`; what is set counts above both. */
function valuesOf(file: string, release: Node): readonly EntryValues[] {
  const files = itemsOf(child(release, 'valuesFiles')).map((one): EntryValues => {
    const written = textOf(one) ?? ''
    const path = written.includes('://') || written.startsWith('~') ? undefined : resolved(folderOf(file), written)
    if (path !== undefined) return { kind: 'file', path }
    return { kind: 'unknown', why: `the values file ${written} is not in this repository`, at: { file, span: one.span } }
  })
  const overrides = child(release, 'overrides')
  return [
    ...files,
    ...(overrides?.kind === 'map' ? [{ kind: 'inline', file, span: overrides.span } as const] : []),
    ...setsOf(file, child(release, 'setValues'), ''),
  ]
}

/** A nested mapping is the same as keys with dots. */
function setsOf(file: string, node: Node | undefined, prefix: string): readonly EntryValues[] {
  return entriesOf(node)
    .toSorted((a, b) => (a.key.text < b.key.text ? -1 : 1))
    .flatMap(({ key, value }): readonly EntryValues[] => {
      const name = `${prefix}${key.text}`
      if (value.kind === 'map') return setsOf(file, value, `${name}.`)
      const at = { file, span: value.span }
      if (value.kind === 'list') return [{ kind: 'unknown', why: `the list ${name} of setValues is not evaluated`, at }]
      return [{ kind: 'set', text: `${name}=${value.text}`, form: 'set', at }]
    })
}
