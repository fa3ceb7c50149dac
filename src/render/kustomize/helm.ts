import type { Node } from '../../model/tree.ts'
import { child, textOf } from '../../model/tree.ts'
import type { Build } from './build.ts'
import { fieldAt, isEmpty } from './fields.ts'
import { joinPath, type Loader } from './loader.ts'
import { ownTree } from './read.ts'
import { Refusal, Undecided } from './refusal.ts'
import { NOTES, type Resource, setNote } from './resource.ts'
import { demandKnown } from './scalars.ts'
import type { Scalar } from './tree.ts'

/** The objects of charts, by the room that knows Helm; without it they are refused, as kustomize does without `--enable-helm`. */
export function generateCharts(
  build: Build,
  loader: Loader,
  file: string,
  charts: readonly Node[],
  home: Scalar | undefined,
  namespace: string | undefined,
): readonly Resource[] {
  return charts.flatMap((chart) => {
    const place = { file, span: chart.span }
    const { helm } = build.options
    if (helm === undefined) throw new Refusal('helm', 'must specify --enable-helm', place)
    const values = plain(chart)
    const chartHome = joinPath(loader.root, home?.text || 'charts') ?? 'charts'
    const own = textOf(child(chart, 'namespace'))
    const request = {
      chart: isRecord(values) ? values : {},
      node: chart,
      file,
      folder: loader.root,
      chartHome,
      namespace: own ?? namespace,
      place,
    }
    const made = helm(request)
    if (made.kind === 'failed') throw new Refusal('helm', made.why, made.at ?? place)
    if (made.kind === 'unknown') throw new Undecided(made.why, made.at ?? place)
    return made.documents.flatMap(({ root, source }) => {
      const node = ownTree(root, source, build.budget)
      if (isEmpty(node)) return []
      for (const path of [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace']])
        demandKnown(fieldAt(node, ...path))
      setNote(node, NOTES.helm, 'true')
      return [{ node, file: source, variables: [] }]
    })
  })
}

function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
  return node.text
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
