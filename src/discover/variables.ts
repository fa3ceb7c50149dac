import { expand, type Lookup } from '../languages/interpolation/interpolate.ts'
import type { ScalarNode } from '../model/tree.ts'
import { type Alternative, valueAt } from './follow.ts'
import type { Sighting, TextFile } from './format.ts'
import type { Located } from './located.ts'
import { select } from './located.ts'

/**
 * Replaces shell variables in a sighting's text: a text that is one variable is reported where the variable is given its value, one inside
 * a longer text is composed where it is used, one without a value leaves the sighting dynamic.
 */
export function withVariables(file: TextFile, sighting: Sighting, lookup: Lookup): readonly Sighting[] {
  if (sighting.dynamic !== undefined || !sighting.text.includes('$')) return [sighting]
  const { text, places, missing } = expand(sighting.text, lookup)
  if (missing.length > 0) return [{ ...sighting, dynamic: `nothing here gives ${[...new Set(missing)].join(', ')} a value` }]
  if (text === '') return []
  const [place] = places
  const whole = /^(?:\$\w+|\$\{\w+\})$/.test(sighting.text) && places.length === 1
  if (!whole || place?.file !== file.path) return [{ ...sighting, text, related: places }]
  return [{ ...sighting, text, span: place.span, related: [{ file: file.path, span: sighting.span }] }]
}

/** The value of an entry of a mapping of variables, as its reader types it: a text, or the `value` or `default` of a mapping. */
export function variableIn(
  file: TextFile,
  holder: Located,
  name: string,
  typed: (node: ScalarNode) => string | undefined = ({ text }) => text,
): Alternative | undefined {
  const found = select(holder, name).flatMap((one) => [one, ...select(one, 'value'), ...select(one, 'default')])
  const scalar = found.flatMap(({ node }) => (node.kind === 'scalar' ? [node] : []))[0]
  const text = scalar === undefined ? undefined : typed(scalar)
  return scalar === undefined || text === undefined ? undefined : valueAt(file, { ...scalar, text })
}

/** A lookup over alternatives. */
export function lookupOf(find: (name: string) => Alternative | undefined): Lookup {
  return (name) => {
    const value = find(name)
    return value === undefined ? undefined : { text: value.text, places: value.place === undefined ? [] : [value.place] }
  }
}
