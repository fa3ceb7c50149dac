import { type Alternative, alternativesOf, type Context } from './expression.ts'
import type { Sighting, TextFile } from './format.ts'
import type { Located } from './located.ts'
import { imageAt, placeOf } from './sight.ts'
import { part } from './text-span.ts'

const HOLE = /\$\{\{(.*?)\}\}/gs
const MAX_COMBINATIONS = 256

/**
 * The images of a scalar that may hold expressions: a whole expression is followed to the places that write its values, one inside
 * a longer text is composed; one that nothing in the file gives a value is dynamic.
 */
export function expressionImages(file: TextFile, at: Located, context: Context): readonly Sighting[] {
  return imageAt(file, at).flatMap((sighting) => {
    if (sighting.dynamic !== undefined || at.node.kind !== 'scalar') return [sighting]
    const text = sighting.text.startsWith('docker://') ? sighting.text.slice('docker://'.length) : sighting.text
    const holes = [...text.matchAll(HOLE)]
    const base = { ...sighting, text, span: part(file, at.node, sighting.text.length - text.length) }
    if (holes.length === 0) return [base]
    const values = holes.map((hole) => alternativesOf(hole[1] ?? '', context))
    if (values.some((value) => value === undefined))
      return [{ ...base, dynamic: 'the file does not say what this expression gives' }]
    const known = values.map((value) => value ?? [])
    const whole = holes[0]?.[0] === text ? holes[0] : undefined
    return whole === undefined ? compositions(file, base, text, known) : wholes(file, at, base, known[0] ?? [])
  })
}

function wholes(file: TextFile, at: Located, base: Sighting, values: readonly Alternative[]): readonly Sighting[] {
  return values
    .filter((value) => value.text !== '')
    .map((value) => {
      const related = [{ file: file.path, span: base.span }]
      if (value.at !== undefined) return { ...base, text: value.text, span: value.at.node.span, related }
      if (value.offset === undefined || at.node.kind !== 'scalar') return { ...base, text: value.text }
      const offset = at.node.text.indexOf('${{') + '${{'.length + value.offset
      return { ...base, text: value.text, span: part(file, at.node, offset, value.text.length) }
    })
}

function compositions(
  file: TextFile,
  base: Sighting,
  text: string,
  values: readonly (readonly Alternative[])[],
): readonly Sighting[] {
  const pieces = text.split(/\$\{\{.*?\}\}/s)
  let found: readonly Sighting[] = [{ ...base, text: pieces[0] ?? '', related: [] }]
  for (const [index, alternatives] of values.entries()) {
    if (found.length * alternatives.length > MAX_COMBINATIONS)
      return [{ ...base, dynamic: 'the expression gives too many values' }]
    found = found.flatMap((one) =>
      alternatives.map((value) => ({
        ...one,
        text: one.text + value.text + (pieces[index + 1] ?? ''),
        related: [...(one.related ?? []), ...(value.at === undefined ? [] : [placeOf(file, value.at.node)])],
      })),
    )
  }
  return found
}
