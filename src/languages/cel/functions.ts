import type { CelFunction } from './cel-function.ts'
import { conversions } from './convert.ts'
import { encoderFunctions } from './encoders.ts'
import { listFunctions, listPosition, reversed } from './lists.ts'
import { mathFunctions } from './math.ts'
import { momentParts, partOf } from './moment.ts'
import { netFunctions, netMethods } from './net.ts'
import { nanoOf, quantityFunctions, quantityMethods } from './quantity.ts'
import { regexFunctions } from './regex.ts'
import { compareVersions, semverFunctions, semverMethods } from './semver.ts'
import { stringFunctions } from './strings.ts'
import { urlFunctions, urlMethods } from './url.ts'
import { bool, failure, int, isValue, noOverload, type Outcome, optional, unknownBecause, type Value } from './value.ts'

const texts = new Map(stringFunctions)
const NO_OPTIONAL = unknownBecause(
  'orValue() is called on what is no optional: by the version of the cluster that is the value itself or an error; write `.?field.orValue(…)`',
)

function either(name: string, forLists: CelFunction): readonly [string, CelFunction] {
  return [name, (args, budget) => ((args[0]?.kind === 'list' ? forLists : texts.get(name)) ?? forLists)(args, budget)]
}

/** Functions that texts and lists both have. */
const sharedFunctions: readonly (readonly [string, CelFunction])[] = [
  either('indexOf', (args, budget) => listPosition('indexOf', args, budget)),
  either('lastIndexOf', (args, budget) => listPosition('lastIndexOf', args, budget)),
  either('reverse', reversed),
]

/** Every function that is called by its name (and namespace) alone. */
export const functions: ReadonlyMap<string, CelFunction> = new Map<string, CelFunction>([
  ['size', size],
  ...conversions,
  ['optional.of', ([of]) => (of === undefined ? failure('optional.of()') : optional(of))],
  ['optional.none', () => optional(undefined)],
  [
    'optional.ofNonZeroValue',
    ([of]) => (of === undefined ? failure('optional.ofNonZeroValue()') : optional(isZero(of) ? undefined : of)),
  ],
  ...regexFunctions.filter(([name]) => name === 'matches'),
  ...listFunctions.filter(([name]) => name.includes('.')),
  ...stringFunctions.filter(([name]) => name.includes('.')),
  ...encoderFunctions,
  ...mathFunctions,
  ...quantityFunctions,
  ...semverFunctions,
  ...netFunctions,
  ...urlFunctions,
])

/** Every function that is called on a value. */
export const methods: ReadonlyMap<string, CelFunction> = new Map<string, CelFunction>([
  ['size', size],
  ...momentParts.map((name): [string, CelFunction] => [
    name,
    (args) => (args[0] === undefined ? failure(name) : (partOf(name, args[0], args[1]) ?? noOverload(name, args))),
  ]),
  ['hasValue', (args) => (args[0]?.kind === 'optional' ? bool(args[0].value !== undefined) : noOverload('hasValue', args))],
  [
    'value',
    (args) =>
      args[0]?.kind === 'optional' ? (args[0].value ?? failure('optional.none() dereference')) : noOverload('value', args),
  ],
  // On what is no optional cel-go 0.26 (Kubernetes 1.36) answers with the value itself, 0.29 (1.37) and 0.30 (Kyverno 1.19) with an error.
  ['orValue', ([of, other]) => (of?.kind === 'optional' ? (of.value ?? other ?? failure('orValue()')) : NO_OPTIONAL)],
  ['or', (args) => orElse(args)],
  ...regexFunctions,
  ...listFunctions.filter(([name]) => !name.includes('.')),
  ...stringFunctions.filter(([name]) => !name.includes('.')),
  ...sharedFunctions,
  ...quantityMethods,
  ...semverMethods,
  ...netMethods,
  ...urlMethods,
  ['compareTo', (args) => ordered('compareTo', args, (order) => int(order))],
  ['isGreaterThan', (args) => ordered('isGreaterThan', args, (order) => bool(order > 0))],
  ['isLessThan', (args) => ordered('isLessThan', args, (order) => bool(order < 0))],
])

/** The functions that pass on what they get without looking into it. */
export const takesOpen: ReadonlySet<string> = new Set(['dyn', 'type', 'of', 'hasValue', 'value', 'orValue', 'or'])

function orElse([of, other, ...more]: readonly Value[]): Outcome {
  if (of?.kind !== 'optional' || other?.kind !== 'optional' || more.length > 0) return failure('no such overload: or')
  return of.value === undefined ? other : of
}

function size([of, ...more]: readonly Value[]): Outcome {
  if (of === undefined || more.length > 0) return failure('no such overload: size')
  if (of.kind === 'string') return int([...of.value].length)
  if (of.kind === 'bytes') return int(of.value.length)
  if (of.kind === 'list') return int(of.items.length)
  return of.kind === 'map' ? int(of.entries.size) : noOverload('size', [of])
}

function isZero(of: Value): boolean {
  if (of.kind === 'null') return true
  if (of.kind === 'list') return of.items.length === 0
  if (of.kind === 'map') return of.entries.size === 0
  if (of.kind === 'bytes') return of.value.length === 0
  if (of.kind === 'optional') return of.value === undefined
  return 'value' in of && isValue(of) && [0, 0n, '', false].some((zero) => zero === of.value)
}

/** What quantities and versions have in common: an order. */
function ordered(name: string, args: readonly Value[], make: (order: number) => Outcome): Outcome {
  const [a, b] = args
  if (a === undefined || b === undefined || args.length !== 2) return noOverload(name, args)
  const [left, right] = [nanoOf(a), nanoOf(b)]
  const order = left !== undefined && right !== undefined ? Number(left > right) - Number(left < right) : compareVersions(a, b)
  return order === undefined ? noOverload(name, args) : make(order)
}
