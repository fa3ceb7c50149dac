import type { Span } from '../model/span.ts'
import type { MapEntry, Node, ScalarNode } from '../model/tree.ts'

/** A scalar of a rendering, and where its text stands in the text that was made of the rendering. */
export interface Printed {
  readonly start: number
  readonly end: number
  readonly scalar: ScalarNode
}

/** A rendered document as one text of its own: the same tree with spans in that text, so that formats read it like any file. */
export interface Respanned {
  readonly text: string
  readonly root: Node
  /** In the order of the text. */
  readonly printed: readonly Printed[]
}

/** What stands for a value that no file decides: a complete name of an image, so that no reader passes over its place. */
const UNKNOWN_TEXT = 'unknown.invalid/unknown:unknown'

/** Writes every key and scalar of a document on a line of its own, letter by letter, and gives every node its place there. */
export function respan(root: Node): Respanned {
  const lines: string[] = []
  const printed: Printed[] = []
  let at = 0
  const put = (text: string): Span => {
    const span = { start: at, end: at + text.length }
    lines.push(text, '\n')
    at = span.end + 1
    return span
  }
  const scalarOf = (scalar: ScalarNode): ScalarNode => {
    const { sources: _, unknown, ...rest } = scalar
    const text = unknown === undefined ? scalar.text : UNKNOWN_TEXT
    const span = put(text)
    printed.push({ ...span, scalar })
    return { ...rest, text, span, plain: scalar.plain && unknown === undefined }
  }
  const nodeOf = (node: Node): Node => {
    if (node.kind === 'scalar') return scalarOf(node)
    const start = at
    const tagged = node.tag === undefined ? {} : { tag: node.tag }
    if (node.kind === 'list') {
      const items = node.items.map(nodeOf)
      return { kind: 'list', items, span: { start, end: at }, ...tagged }
    }
    const entries = node.entries.map(({ key, value }): MapEntry => {
      const span = put(`${key.text}:`)
      return {
        key: { kind: 'scalar', plain: key.plain, text: key.text, span: { ...span, end: span.end - 1 } },
        value: nodeOf(value),
      }
    })
    return { kind: 'map', entries, span: { start, end: at }, ...tagged }
  }
  const node = nodeOf(root)
  return { text: lines.join(''), root: node, printed }
}

/** The scalar whose text holds a span; undefined for a span over several, or over keys. */
export function scalarAt(printed: readonly Printed[], span: Span): Printed | undefined {
  let [low, high] = [0, printed.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((printed[middle]?.start ?? 0) > span.start) high = middle
    else low = middle + 1
  }
  const one = printed[low - 1]
  return one !== undefined && span.end <= one.end ? one : undefined
}
