import { compilePattern, findAll, findFirst, matchesPattern, type Pattern } from '../re2/pattern.ts'
import { compileExpression, type Expression, findsExpression } from '../regular/expression.ts'
import { type Budget, outOf, spend } from './budget.ts'
import type { CelFunction } from './cel-function.ts'
import { bool, failure, list, noOverload, type Outcome, string, unknownBecause, type Value } from './value.ts'

/** `matches`, `find` and `findAll`, with the syntax of RE2, in linear time. What the engines do not read is unknown, never false. */
export const regexFunctions: readonly (readonly [string, CelFunction])[] = [
  ['matches', matches],
  ['find', find],
  ['findAll', findEvery],
]

function matches(args: readonly Value[], budget: Budget): Outcome {
  const [text, pattern] = args
  if (text?.kind !== 'string' || pattern?.kind !== 'string' || args.length !== 2) return noOverload('matches', args)
  const compiled = compileExpression(pattern.value)
  if (!compiled.ok && compiled.invalid) return failure(`invalid regular expression: ${compiled.why}`)
  if (!compiled.ok) return searched(pattern.value, budget, (found, spent) => bool(matchesPattern(found, text.value, spent)))
  return spend(budget, costOf(compiled.expression, text.value))
    ? bool(findsExpression(compiled.expression, text.value))
    : outOf(budget)
}

function costOf({ steps }: Expression, text: string): number {
  return (steps.length * (text.length + 1)) / 20
}

/** The first match, the empty text where there is none. */
function find(args: readonly Value[], budget: Budget): Outcome {
  const [text, pattern] = args
  if (text?.kind !== 'string' || pattern?.kind !== 'string' || args.length !== 2) return noOverload('find', args)
  return searched(pattern.value, budget, (found, spent) => {
    const [start = 0, end = 0] = findFirst(found, text.value, spent) ?? []
    return string(text.value.slice(start, end))
  })
}

/** All matches, or as many as a limit allows; below 0 all. */
function findEvery(args: readonly Value[], budget: Budget): Outcome {
  const [text, pattern, limit = { kind: 'int', value: -1n }] = args
  if (text?.kind !== 'string' || pattern?.kind !== 'string' || limit.kind !== 'int' || args.length > 3)
    return noOverload('findAll', args)
  return searched(pattern.value, budget, (found, spent) =>
    list(
      findAll(found, text.value, Number(limit.value), spent).map(([start = 0, end = 0]) => string(text.value.slice(start, end))),
    ),
  )
}

class OutOfBudget extends Error {}

function searched(text: string, budget: Budget, run: (pattern: Pattern, spent: (steps: number) => void) => Outcome): Outcome {
  const compiled = compilePattern(text)
  if (compiled.kind === 'invalid') return failure(`invalid regular expression: ${compiled.why}`)
  if (compiled.kind === 'unsupported')
    return unknownBecause(`the regular expression "${text.slice(0, 80)}" is not evaluated: ${compiled.why}`)
  try {
    return run(compiled.pattern, (steps) => {
      if (!spend(budget, steps)) throw new OutOfBudget('the expression takes too many steps')
    })
  } catch (problem) {
    if (problem instanceof OutOfBudget) return outOf(budget)
    throw problem
  }
}
