import { TemplateError } from '../../../languages/gotemplate/error.ts'
import { allFunctions, startRendering } from '../../../languages/gotemplate/execute.ts'
import { parse } from '../../../languages/gotemplate/parse.ts'
import { templateSet } from '../../../languages/gotemplate/set.ts'
import { concatText, sliceText, type Text } from '../../../languages/govalue/text.ts'
import type { MapValue } from '../../../languages/govalue/value.ts'
import { argoFunctions } from '../../../languages/sprig/table.ts'
import { MAX_RENDER_DEPTH, MAX_RENDER_SIZE, MAX_RENDER_STEPS } from '../../../model/limits.ts'
import { YAML_LIMITS } from '../../helm/metadata.ts'
import { SetProblem } from './problem.ts'

/** How the texts of an ApplicationSet are filled: with Go templates, and whether a key that is not there is refused; or by name alone. */
export interface Templating {
  readonly go: boolean
  readonly strict: boolean
}

/** Puts parameters into one text. */
export type Fill = (text: Text, params: MapValue) => Text

/** How the texts of one ApplicationSet are filled. */
export function filler(templating: Templating): Fill {
  return templating.go ? (text, params) => executed(text, params, templating.strict) : replaced
}

const functions = argoFunctions(YAML_LIMITS)
const known = allFunctions(functions)
const LIMITS = { steps: MAX_RENDER_STEPS, depth: MAX_RENDER_DEPTH, size: MAX_RENDER_SIZE }

function executed(text: Text, params: MapValue, strict: boolean): Text {
  if (!text.text.includes('{{')) return text
  const set = templateSet()
  set.add(parse('base', text, (name) => known.has(name), MAX_RENDER_DEPTH))
  return startRendering(set, { functions, limits: LIMITS, missingKey: strict ? 'error' : 'zero' }).execute('base', params)
}

/** As fasttemplate does it: a name that is no parameter stays as it is written. */
function replaced(text: Text, params: MapValue): Text {
  const { text: characters } = text
  if (!/\{\{.*\}\}/.test(characters)) return text
  const parts: Text[] = []
  let at = 0
  for (let open = characters.indexOf('{{'); open >= 0; open = characters.indexOf('{{', at)) {
    const close = characters.indexOf('}}', open + 2)
    if (close < 0) throw new SetProblem(`invalid template: Cannot find end tag="}}" in the template="${characters}"`)
    const value = params.entries.get(characters.slice(open + 2, close).trim())
    parts.push(sliceText(text, at, open), value?.kind === 'text' ? value : sliceText(text, open, close + 2))
    at = close + 2
  }
  return concatText([...parts, sliceText(text, at)])
}

/** Whether an error says that a parameter is not there. */
export function isMissingKey(error: unknown): boolean {
  return error instanceof TemplateError && /map has no entry for key|can't evaluate field/.test(error.message)
}
