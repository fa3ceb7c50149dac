import type { PostRendering, RenderedDocument, Rendering } from '../../model/rendering.ts'
import { type MapNode, type Node, nodeAt, type ScalarNode, textOf } from '../../model/tree.ts'
import type { Files, KustomizeOptions } from '../kustomize/build.ts'
import { readKustomization } from '../kustomize/kustomization-file.ts'
import { renderKustomization } from '../kustomize/render.ts'
import type { SourceTree } from '../source-tree.ts'

/**
 * What post renderers of a HelmRelease make of its chart, one after another, with the engine of Kustomize as Flux runs it. Objects of `crds/` never pass them; hooks do
 * as the strategy says.
 */
export function postRendered(rendering: Rendering, { renderers, hooks }: PostRendering, tree: SourceTree): Rendering {
  if (rendering.kind !== 'rendered' || renderers.length === 0) return rendering
  const groups = groupsOf(rendering.documents, hooks)
  const made: RenderedDocument[] = [...groups.untouched]
  for (const documents of groups.passed) {
    const one = passed(documents, renderers, tree)
    if (one.kind !== 'rendered') return one
    made.push(...withWorlds(one.documents, documents))
  }
  return { ...rendering, documents: made }
}

function groupsOf(documents: readonly RenderedDocument[], hooks: PostRendering['hooks']) {
  const isCrd = ({ source }: RenderedDocument): boolean => /(?:^|\/)crds\//.test(source)
  const own = documents.filter((one) => !isCrd(one))
  const [plain, hooked] = [own.filter(({ hook }) => hook !== true), own.filter(({ hook }) => hook === true)]
  const crds = documents.filter(isCrd)
  if (hooks === 'left-out') return { untouched: [...crds, ...hooked], passed: [plain] }
  return { untouched: crds, passed: hooks === 'apart' ? [plain, hooked].filter((some) => some.length > 0) : [own] }
}

function passed(documents: readonly RenderedDocument[], renderers: PostRendering['renderers'], tree: SourceTree): Rendering {
  let current: Rendering = { kind: 'rendered', documents, unknowns: [] }
  for (const { file, fields } of renderers) {
    if (current.kind !== 'rendered') return current
    const input = current.documents
    const root = kustomizationOf(fields)
    const files: Files = { text: tree.text, bytes: tree.bytes, folder: () => false }
    const options: KustomizeOptions = {
      ...{ order: 'fifo', loadRestriction: 'none' },
      helm: () => ({ kind: 'rendered', documents: input }),
      top: () => readKustomization(root, file),
    }
    current = renderKustomization({ files, path: 'post-renderer', options }).rendering
  }
  return current
}

/** The objects enter where those of a chart of the kustomization would. */
function kustomizationOf(fields: Readonly<Record<string, Node>>): MapNode {
  const span = { start: 0, end: 0 }
  const text = (value: string): ScalarNode => ({ kind: 'scalar', text: value, plain: false, span })
  const chart: MapNode = { kind: 'map', span, entries: [{ key: text('name'), value: text('release') }] }
  const charts: Node = { kind: 'list', span, items: [chart] }
  const entries = Object.entries({ ...fields, helmCharts: charts }).map(([key, value]) => ({ key: text(key), value }))
  return { kind: 'map', span, entries }
}

/** An object that exists in some worlds only still does so afterwards. */
function withWorlds(after: readonly RenderedDocument[], before: readonly RenderedDocument[]): readonly RenderedDocument[] {
  const known = new Map(before.map((one) => [nameOf(one), one]))
  return after.map((one) => {
    const { always = true, hook } = known.get(nameOf(one)) ?? {}
    return { ...one, always, ...(hook === undefined ? {} : { hook }) }
  })
}

function nameOf({ root }: RenderedDocument): string {
  return [['kind'], ['metadata', 'namespace'], ['metadata', 'name']].map((path) => textOf(nodeAt(root, path)) ?? '').join(' ')
}
