import { operandsOf } from '../languages/github-expressions/expression.ts'
import type { ScalarNode } from '../model/tree.ts'
import { type Alternative, follow, holesIn, type Values } from './follow.ts'
import type { Sighting, TextFile } from './format.ts'
import type { Located } from './located.ts'
import { imageAt } from './sight.ts'
import { part } from './text-span.ts'

const HOLE = /\$\{\{(.*?)\}\}/gs

/**
 * The images of a scalar that may hold `${{ }}` expressions. Of `a || b` every side that the file knows counts: what nobody passes is
 * the default, and an expression of which no side is known is dynamic.
 */
export function expressionImages(file: TextFile, at: Located, context: Values): readonly Sighting[] {
  const { node } = at
  if (node.kind !== 'scalar') return []
  const prefix = /^docker:\/\//i.test(node.text) ? 'docker://'.length : 0
  return imageAt(file, at).flatMap((whole) => {
    const text = whole.text.slice(prefix)
    const sighting = { ...whole, text, span: part(file, node, prefix) }
    const holes = holesIn(text, HOLE).map((hole) => ({ ...hole, name: `${hole.index + prefix} ${hole.name}` }))
    return follow(file, sighting, holes, (name) => evaluate(file, node, name, context)).map(tidy)
  })
}

function evaluate(file: TextFile, node: ScalarNode, name: string, context: Values): readonly Alternative[] | undefined {
  const blank = name.indexOf(' ')
  const base = Number(name.slice(0, blank)) + '${{'.length
  const known = operandsOf(name.slice(blank + 1)).map((operand): readonly Alternative[] | undefined => {
    if (operand.kind === 'name') return context(operand.name)
    if (operand.kind === 'other') return undefined
    const place = { file: file.path, span: part(file, node, base + operand.offset, operand.text.length) }
    return [{ text: operand.text, place }]
  })
  if (known.length === 1) return known[0]
  return known.every((one) => one === undefined) ? undefined : known.flatMap((one) => one ?? [])
}

function tidy(sighting: Sighting): Sighting {
  return sighting.dynamic?.startsWith('nothing here') !== true
    ? sighting
    : { ...sighting, dynamic: 'the file does not say what this expression gives' }
}
