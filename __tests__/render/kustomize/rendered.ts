import type { Rendering } from '../../../src/model/rendering.ts'
import type { Node } from '../../../src/model/tree.ts'
import type { Files, KustomizeOptions } from '../../../src/render/kustomize/build.ts'
import { type KustomizeRendering, renderKustomization } from '../../../src/render/kustomize/render.ts'

/** A tree of files given as texts by path. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(texts)
  return {
    text: (path) => texts[path],
    folder: (path) => path === '' || paths.some((one) => one.startsWith(`${path}/`)),
  }
}

/** Renders a folder of such a tree. */
export function render(texts: Readonly<Record<string, string>>, path = '', options: KustomizeOptions = {}): KustomizeRendering {
  return renderKustomization({ files: filesOf(texts), path, options })
}

/** The documents as plain values; the failure's class or what is not known otherwise. */
export function objectsOf(texts: Readonly<Record<string, string>>, path = '', options: KustomizeOptions = {}): unknown {
  const { rendering } = render(texts, path, options)
  if (rendering.kind === 'rendered') return rendering.documents.map(({ root }) => plain(root))
  return rendering.kind === 'failed' ? rendering.failure : { unknown: rendering.why }
}

/** A node as the value that it means. */
export function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
  return node.plain ? JSON.parse(node.text) : node.text
}

/** The node at a path in the first document of this kind. */
export function nodeIn(rendering: Rendering, kind: string, ...path: readonly (string | number)[]): Node | undefined {
  if (rendering.kind !== 'rendered') return undefined
  const root = rendering.documents.map((one) => one.root).find((one) => field(one, 'kind') === kind)
  return path.reduce<Node | undefined>((node, step) => {
    if (typeof step === 'number') return node?.kind === 'list' ? node.items[step] : undefined
    return node?.kind === 'map' ? node.entries.find(({ key }) => key.text === step)?.value : undefined
  }, root)
}

function field(node: Node, name: string): string | undefined {
  const value = node.kind === 'map' ? node.entries.find(({ key }) => key.text === name)?.value : undefined
  return value?.kind === 'scalar' ? value.text : undefined
}

/** The words of its files that a scalar comes from, the one to edit first. */
export function wordsOf(texts: Readonly<Record<string, string>>, node: Node | undefined): readonly string[] {
  if (node?.kind !== 'scalar') return []
  const { span } = node
  const places = node.sources ?? (span.file === undefined ? [] : [{ file: span.file, span }])
  return places.map(({ file, span: at }) => `${file}: ${(texts[file] ?? '').slice(at.start, at.end)}`)
}
