import { MAX_ALTERNATIVES, MAX_HCL_PIECES } from '../../model/limits.ts'
import { entriesIn } from './hcl-collections.ts'
import { truthOf } from './hcl-operators.ts'
import { type Evaluate, type Scope, spend, withNames } from './hcl-scope.ts'
import type { Template, TemplatePart } from './hcl-syntax.ts'
import { choiceOf, type Piece, piecesOf, UNKNOWN_MARK, unknown, type Value } from './hcl-value.ts'

/** The text that a template makes; of one interpolation alone, its value. */
export function templateValue(template: Template, scope: Scope, evaluate: Evaluate): Value {
  const [only] = template.parts
  if (template.parts.length === 1 && only?.kind === 'value') return evaluate(only.of, scope)
  const alternatives = partsOf(template.parts, scope, evaluate)
  return choiceOf(alternatives.map((pieces) => ({ kind: 'text', pieces })))
}

/** The texts that the parts of a template make, each in pieces. */
function partsOf(parts: readonly TemplatePart[], scope: Scope, evaluate: Evaluate): readonly (readonly Piece[])[] {
  let found: Piece[][] = [[]]
  for (const part of parts) {
    const options = optionsOf(part, scope, evaluate)
    const [first] = options
    const size = found.reduce((sum, one) => sum + one.length, 0) * options.length
    if (found.length * options.length > MAX_ALTERNATIVES || size > MAX_HCL_PIECES || spend(scope, 1 + (first?.length ?? 0))) {
      return [[{ text: UNKNOWN_MARK, unknown: unknown('it is put together from too many parts') }]]
    }
    if (options.length === 1 && first !== undefined) for (const one of found) one.push(...first)
    else found = found.flatMap((one) => options.map((option) => [...one, ...option]))
  }
  return found
}

function optionsOf(part: TemplatePart, scope: Scope, evaluate: Evaluate): readonly (readonly Piece[])[] {
  const place = { file: scope.file, span: part.span }
  if (part.kind === 'literal') return [[part.exact ? { text: part.text, place } : { text: part.text, sources: [place] }]]
  if (part.kind === 'value') {
    const value = evaluate(part.of, scope)
    return (value.kind === 'choice' ? value.of : [value]).map((one) => piecesOf(one).map((piece) => ({ ...piece, hole: place })))
  }
  if (part.kind === 'if') {
    const truth = truthOf(evaluate(part.condition, scope))
    return [
      ...(truth === false ? [] : partsOf(part.yes.parts, scope, evaluate)),
      ...(truth === true ? [] : partsOf(part.no.parts, scope, evaluate)),
    ]
  }
  const pieces: Piece[] = []
  for (const { key, item } of entriesIn(evaluate(part.of, scope), place)) {
    const names = { ...(part.key === undefined ? {} : { [part.key]: key }), [part.name]: item.value }
    const bodies = partsOf(part.body.parts, withNames(scope, names), evaluate)
    const [body] = bodies
    if (bodies.length === 1 && body !== undefined) pieces.push(...body)
    else pieces.push({ text: UNKNOWN_MARK, unknown: unknown('a part of it is not known') })
    if (pieces.length > MAX_HCL_PIECES) break
  }
  return [pieces]
}
