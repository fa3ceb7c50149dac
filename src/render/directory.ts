import { parseYaml } from '../languages/yaml/yaml.ts'
import type { RenderEntry, RenderedDocument, Rendering } from '../model/rendering.ts'
import { child, type Node, textOf } from '../model/tree.ts'
import { matchesPlainGlob } from './helm/glob.ts'
import type { SourceTree } from './source-tree.ts'

const SKIPPED = '+argocd:skip-file-rendering'

/** The manifests of a folder as they are written, as Argo CD applies a folder that is no chart and no kustomization. */
export function renderDirectory({ path, directory, at }: RenderEntry, tree: SourceTree): Rendering {
  const { recurse = false, include = '', exclude = '' } = directory ?? {}
  const start = path === '' ? 0 : path.length + 1
  const files = tree.below(path).filter((file) => {
    const name = file.slice(start)
    if (!/\.(?:ya?ml|json|jsonnet)$/.test(name) || (!recurse && name.includes('/'))) return false
    if (exclude !== '' && matchesPlainGlob(exclude, name)) return false
    return include === '' || matchesPlainGlob(include, name)
  })
  const jsonnet = files.find((file) => file.endsWith('.jsonnet'))
  if (jsonnet !== undefined) return { kind: 'unknown', why: `${jsonnet} is Jsonnet, which is not evaluated`, at }
  const documents: RenderedDocument[] = []
  for (const file of files) {
    const read = manifestsIn(file, tree)
    if (!Array.isArray(read)) return read
    documents.push(...read.map((root) => ({ root, source: file, always: true })))
  }
  return { kind: 'rendered', documents, unknowns: [] }
}

type Failed = Extract<Rendering, { readonly kind: 'failed' }>

/** The objects of one file. A file that holds none is left out, unless it looks as if it held some. */
function manifestsIn(file: string, tree: SourceTree): Node[] | Failed {
  const text = tree.text(file) ?? ''
  if (text.includes(SKIPPED)) return []
  const { documents, problem } = parseYaml(text)
  const filled = documents.filter((one) => !(one.kind === 'scalar' && textOf(one) === undefined))
  const strange = filled.find((one) => textOf(child(one, 'kind')) === undefined)
  if (problem === undefined && strange === undefined) return filled
  if (!['apiVersion:', 'kind:', 'metadata:'].every((key) => text.includes(key))) return []
  const at = { file, span: problem?.span ?? strange?.span ?? { start: 0, end: 0 } }
  return {
    kind: 'failed',
    failure: 'yaml',
    why: `Failed to unmarshal "${file}": ${problem?.why ?? 'a document has no kind'}`,
    at,
  }
}
