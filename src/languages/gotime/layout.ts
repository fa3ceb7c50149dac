/** A piece of a layout: literal text, or an element such as `2006` or `.000`. */
export interface Chunk {
  readonly kind: 'literal' | 'element'
  readonly text: string
}

const ELEMENTS =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|_2006|_2|__2|2|3|4|5|PM|pm|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07|[.,](?:0+|9+)(?![0-9])/g

/** Splits a layout of Go's time package into literal text and elements. */
export function chunksOf(layout: string): readonly Chunk[] {
  const chunks: Chunk[] = []
  let from = 0
  let literal = ''
  for (const found of layout.matchAll(ELEMENTS)) {
    // `_2006` is an underscore and a year.
    const underscored = found[0] === '_2006'
    literal += layout.slice(from, found.index) + (underscored ? '_' : '')
    if (literal !== '') chunks.push({ kind: 'literal', text: literal })
    literal = ''
    chunks.push({ kind: 'element', text: underscored ? '2006' : found[0] })
    from = found.index + found[0].length
  }
  const rest = layout.slice(from)
  return rest === '' ? chunks : [...chunks, { kind: 'literal', text: rest }]
}

export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ')
export const DAYS: readonly string[] = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
