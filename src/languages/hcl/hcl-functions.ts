import type { Place } from '../../model/span.ts'
import { lifted } from './hcl-collections.ts'
import { fileFunctions } from './hcl-file-functions.ts'
import { listFunctions } from './hcl-list-functions.ts'
import { mapFunctions } from './hcl-map-functions.ts'
import { type CallPlace, type Evaluate, type OnItems, type Scope, spend, withNames } from './hcl-scope.ts'
import type { Call } from './hcl-syntax.ts'
import { textFunctions } from './hcl-text-functions.ts'
import { choiceOf, type Item, NULL, sourcesOf, text, together, unknown, unknownIn, type Value } from './hcl-value.ts'

/**
 * Calls a function of Terraform, OpenTofu, Packer, Nomad or Bake: the common ones are computed, as are those that the file defines. Of any
 * other the result is unknown, by its name, and still holds its arguments.
 */
export function callFunction(call: Call, scope: Scope, evaluate: Evaluate): Value {
  const name = call.name.replace(/^core::/, '')
  const at: Place = { file: scope.file, span: call.span }
  if (name === 'try') return tried(call, scope, evaluate)
  if (name === 'can') return unknown('whether it can be evaluated is not known')
  const args = expanded(call, scope, evaluate)
  if (args === undefined) return unknown(`how many arguments ${name} gets is not known`)
  const own = scope.defined?.(name)
  if (own !== undefined) {
    const names = Object.fromEntries(own.parameters.map((parameter, index) => [parameter, args[index]?.value ?? NULL]))
    return evaluate(own.result, withNames(scope, names))
  }
  return lifted(
    args.map(({ value }) => value),
    (values) =>
      applied(
        name,
        values.map((value, index) => ({ value, at: args[index]?.at ?? at })),
        { scope, at, evaluate },
      ),
  )
}

function applied(name: string, args: readonly Item[], place: CallPlace): Value {
  const over = spend(place.scope, 1 + args.length)
  if (over !== undefined) return over
  const whole = ownFunction(name)
  if (whole !== undefined) return whole(args, place)
  const onTexts = Object.hasOwn(textFunctions, name) ? textFunctions[name] : undefined
  if (onTexts === undefined) return unknown(`the result of ${name} is not computed here`, args)
  const open = args.flatMap(({ value }) => unknownIn(value) ?? [])
  if (open.length > 0) return { ...together(open), holds: args }
  const result = onTexts(args.map(({ value }) => value))
  if (result === undefined) return unknown(`the result of ${name} is not computed here`, args)
  return typeof result === 'string'
    ? text(
        result,
        args.flatMap(({ value }) => sourcesOf(value)),
      )
    : result
}

/** The first argument that can be evaluated; every one that may be it. */
function tried(call: Call, scope: Scope, evaluate: Evaluate): Value {
  const possible: Value[] = []
  for (const argument of call.args) {
    const value = evaluate(argument, scope)
    possible.push(value)
    if (unknownIn(value) === undefined && value.kind !== 'choice') break
  }
  return possible.length === 0 ? unknown('try without an argument') : choiceOf(possible)
}

function expanded(call: Call, scope: Scope, evaluate: Evaluate): readonly Item[] | undefined {
  const items = call.args.map(
    (argument): Item => ({ value: evaluate(argument, scope), at: { file: scope.file, span: argument.span } }),
  )
  if (!call.expand) return items
  const last = items.at(-1)
  if (last?.value.kind !== 'list') return undefined
  // What may follow is one more argument that is not known.
  const more = last.value.open === undefined ? [] : [{ value: last.value.open, at: last.at }]
  return [...items.slice(0, -1), ...last.value.items, ...more]
}

function ownFunction(name: string): OnItems | undefined {
  const table = [listFunctions, mapFunctions, fileFunctions].find((one) => Object.hasOwn(one, name))
  return table?.[name]
}
