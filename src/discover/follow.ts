import { MAX_ALTERNATIVES } from '../model/limits.ts'
import type { Place } from '../model/span.ts'
import type { ScalarNode } from '../model/tree.ts'
import type { Sighting, TextFile } from './format.ts'
import type { Located } from './located.ts'

/** A value that a variable may have, and the place that writes it where one does. */
export interface Alternative {
  readonly text: string
  readonly place?: Place
}

/** The values that a variable may have; undefined when nothing in the files gives it one. */
export type Values = (name: string) => readonly Alternative[] | undefined

/** A variable in a text: where it stands and what it is called. */
export interface Hole {
  readonly index: number
  readonly length: number
  readonly name: string
}

/** The holes that a pattern finds; the last group that matched is the name. */
export function holesIn(text: string, pattern: RegExp): readonly Hole[] {
  return [...text.matchAll(pattern)].map((match) => ({
    index: match.index,
    length: match[0].length,
    name: match.slice(1).findLast((group) => group !== undefined) ?? '',
  }))
}

/**
 * Follows the variables of a sighting. A text that is one variable is reported at the place that writes its value, with the use as a
 * related place; one inside a longer text is composed where it is used; one without a value is dynamic. No value (an empty text) is no image.
 */
export function follow(file: TextFile, sighting: Sighting, holes: readonly Hole[], values: Values): readonly Sighting[] {
  if (holes.length === 0 || sighting.dynamic !== undefined) return [sighting]
  const known = holes.map((hole) => ({ hole, found: values(hole.name) }))
  const missing = known.filter(({ found }) => found === undefined).map(({ hole }) => hole.name.trim())
  if (missing.length > 0) return [{ ...sighting, dynamic: `nothing here gives ${[...new Set(missing)].join(', ')} a value` }]
  const total = known.reduce((product, { found }) => product * (found?.length ?? 0), 1)
  if (total > MAX_ALTERNATIVES) {
    return [{ ...sighting, dynamic: `its variables have more than ${MAX_ALTERNATIVES} values together` }]
  }
  const [first] = known
  const whole = known.length === 1 && first?.hole.index === 0 && first.hole.length === sighting.text.length
  const found = whole ? wholes(file, sighting, first?.found ?? []) : compositions(sighting, known)
  return found.filter((one) => one.text !== '')
}

function wholes(file: TextFile, use: Sighting, values: readonly Alternative[]): readonly Sighting[] {
  return values.map(({ text, place }) => {
    if (place === undefined || place.file !== file.path) return { ...use, text, related: place === undefined ? [] : [place] }
    return { ...use, text, span: place.span, related: [{ file: file.path, span: use.span }] }
  })
}

interface Known {
  readonly hole: Hole
  readonly found: readonly Alternative[] | undefined
}

function compositions(use: Sighting, known: readonly Known[]): readonly Sighting[] {
  const end = { at: 0, partial: [{ text: '', related: [] as readonly Place[] }] }
  const { at, partial } = known.reduce(({ at: from, partial: before }, { hole, found }) => {
    const literal = use.text.slice(from, hole.index)
    const next = before.flatMap((one) =>
      (found ?? []).map((value) => ({
        text: one.text + literal + value.text,
        related: value.place === undefined ? one.related : [...one.related, value.place],
      })),
    )
    return { at: hole.index + hole.length, partial: next }
  }, end)
  return partial.map(({ text, related }) => ({ ...use, text: text + use.text.slice(at), related }))
}

/** The texts of located scalars as alternatives, at most one more than may be followed; undefined when there are none. */
export function valuesAt(
  file: TextFile,
  found: readonly Located[],
  typed: (node: ScalarNode) => string = ({ text }) => text,
): readonly Alternative[] | undefined {
  const scalars = found.slice(0, MAX_ALTERNATIVES + 1).flatMap(({ node }) => (node.kind === 'scalar' ? [node] : []))
  return scalars.length === 0 ? undefined : scalars.map((node) => valueAt(file, { ...node, text: typed(node) }))
}

/** Values that are looked for once per name. */
export function remembered(values: Values): Values {
  const known = new Map<string, readonly Alternative[] | undefined>()
  return (name) => {
    if (!known.has(name)) known.set(name, values(name))
    return known.get(name)
  }
}

/** A scalar as an alternative. */
export function valueAt(file: TextFile, node: ScalarNode): Alternative {
  return { text: node.text, place: { file: file.path, span: node.span } }
}
