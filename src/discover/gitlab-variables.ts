import type { Lookup, Value } from '../languages/interpolation/interpolate.ts'
import { MAX_GITLAB_NESTING } from '../model/limits.ts'
import type { Place } from '../model/span.ts'
import type { Sighting, TextFile } from './format.ts'

const VARIABLE = /\$(?:\{([^}]*)\}|([A-Za-z_]\w*)|(\$))/g

/**
 * Replaces variables as GitLab's runner does (Go's `os.Expand`): `$X` and `${X}`, and nothing of what shells know besides: `${X:-d}` asks
 * for a variable of that very name. A text that is one variable is reported where its value is written.
 */
export function withGitlabVariables(file: TextFile, sighting: Sighting, lookup: Lookup): readonly Sighting[] {
  if (sighting.dynamic !== undefined || !sighting.text.includes('$')) return [sighting]
  const { text, places, missing } = expanded(sighting.text, lookup, 0)
  if (missing.length > 0) return [{ ...sighting, dynamic: whyMissing([...new Set(missing)]) }]
  if (text === '') return []
  const [place] = places
  const whole = /^(?:\$\w+|\$\{\w+\})$/.test(sighting.text) && places.length === 1
  if (!whole || place?.file !== file.path) return [{ ...sighting, text, related: places }]
  return [{ ...sighting, text, span: place.span, related: [{ file: file.path, span: sighting.span }] }]
}

function whyMissing(names: readonly string[]): string {
  const shell = names.find((name) => /^\w+\W/.test(name))
  if (shell === undefined) return `nothing here gives ${names.join(', ')} a value`
  return `GitLab knows no \${${shell.slice(0, 60)}}: it asks for a variable of that very name, which nothing sets`
}

/** A variable's value may hold variables itself. */
function expanded(text: string, lookup: Lookup, depth: number): Value & { readonly missing: readonly string[] } {
  const places: Place[] = []
  const missing: string[] = []
  const result = text.replace(VARIABLE, (whole, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '$'
    const value = lookup(name)
    if (value === undefined || depth >= MAX_GITLAB_NESTING) {
      missing.push(name)
      return whole
    }
    const inner = expanded(value.text, lookup, depth + 1)
    places.push(...value.places, ...inner.places)
    missing.push(...inner.missing)
    return inner.text
  })
  return { text: result, places, missing }
}
