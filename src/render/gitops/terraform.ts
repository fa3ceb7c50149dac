import type { RenderEntry } from '../../model/rendering.ts'
import { folderOf, pathIn, resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'
import { withNamedFiles } from './named-files.ts'

const RELEASE = /^resource\s{1,20}"helm_release"\s{1,20}"([\w-]{1,200})"\s{0,20}\{/
const CHART = /^\s*chart\s*=\s*"([^"\n]+)"/m

/**
 * The `helm_release` resources of Terraform whose chart is in this repository and that take values from files: they are not
 * evaluated, and a change of such a file is told. What the resource itself says is read as text. Only modules that lie
 * around a change are looked at: a values file stands in its module or below it.
 */
export function terraformEntries(tree: SourceTree, changed: ReadonlySet<string>): readonly RenderEntry[] {
  const folders = new Set([...changed].flatMap(foldersAbove))
  return tree.paths
    .filter((path) => path.endsWith('.tf') && folders.has(folderOf(path)))
    .flatMap((file) => releasesIn(tree.text(file) ?? '').flatMap((release) => entryOf(file, release, { tree, changed }) ?? []))
}

interface Release {
  readonly name: string
  readonly start: number
  readonly text: string
}

/** The resources as `terraform fmt` lays them out, each up to the brace that begins a line. One pass over the lines. */
function releasesIn(text: string): readonly Release[] {
  const found: Release[] = []
  let open: { readonly name: string; readonly start: number } | undefined
  let start = 0
  for (const line of text.split('\n')) {
    const name = RELEASE.exec(line)?.[1]
    if (name !== undefined) open = { name, start }
    if (open !== undefined && line.startsWith('}')) {
      found.push({ ...open, text: text.slice(open.start, start + 1) })
      open = undefined
    }
    start += line.length + 1
  }
  return found
}

function foldersAbove(path: string): readonly string[] {
  const folder = folderOf(path)
  return folder === '' ? [''] : [folder, ...foldersAbove(folder)]
}

function entryOf(
  file: string,
  release: Release,
  { tree, changed }: { readonly tree: SourceTree; readonly changed: ReadonlySet<string> },
): RenderEntry | undefined {
  const text = release.text.replaceAll(/\$\{path\.(?:module|root|cwd)\}/g, '.')
  const path = resolved(folderOf(file), CHART.exec(text)?.[1] ?? '')
  if (path === undefined || !tree.has(pathIn(path, 'Chart.yaml'))) return undefined
  const written = text.replaceAll(/\$\{[^{}]*\}/g, '{{}}')
  const named = withNamedFiles(tree, { folder: folderOf(file), text: written, own: '' }, changed)
  if (named.from.length === 0) return undefined
  const at = { file, span: { start: release.start, end: release.start + release.text.indexOf('{') } }
  return {
    ...{
      id: `Terraform ${file}: helm_release ${release.name}`,
      kind: 'chart',
      path,
      sure: true,
      values: [],
      at,
      from: named.from,
    },
    unrendered: { why: 'values that Terraform gives to a chart are not evaluated', text: named.text, at },
  }
}
