import { compileExpression, type Expression, findsExpression } from '../regular/expression.ts'
import { type Budget, outOf, spend } from './budget.ts'
import type { CelFunction } from './cel-function.ts'
import { bool, failure, noOverload, type Outcome, unknownBecause, type Value } from './value.ts'

/** `matches`, with the syntax of RE2, in linear time. What the engine does not read is unknown, never false. */
export const regexFunctions: readonly (readonly [string, CelFunction])[] = [['matches', matches]]

function matches(args: readonly Value[], budget: Budget): Outcome {
  const [text, pattern] = args
  if (text?.kind !== 'string' || pattern?.kind !== 'string' || args.length !== 2) return noOverload('matches', args)
  const compiled = compileExpression(pattern.value)
  if (!compiled.ok && compiled.invalid) return failure(`invalid regular expression: ${compiled.why}`)
  if (!compiled.ok)
    return unknownBecause(`the regular expression "${pattern.value.slice(0, 80)}" is not evaluated: ${compiled.why}`)
  return spend(budget, costOf(compiled.expression, text.value))
    ? bool(findsExpression(compiled.expression, text.value))
    : outOf(budget)
}

function costOf({ steps }: Expression, text: string): number {
  return (steps.length * (text.length + 1)) / 20
}
