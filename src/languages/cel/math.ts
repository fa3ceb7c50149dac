import type { CelFunction } from './cel-function.ts'
import { compare, isNumber } from './equal.ts'
import { bool, failure, int, isValue, noOverload, type Outcome, type Value } from './value.ts'

/** The functions on numbers that cel-go has as an extension, and Kyverno with it. */
export const mathFunctions: readonly (readonly [string, CelFunction])[] = [
  ['math.greatest', (args) => extreme('math.greatest', args)],
  ['math.least', (args) => extreme('math.least', args)],
  ['math.abs', (args) => alone('math.abs', args, { whole: (value) => (value < 0n ? -value : value), real: Math.abs })],
  [
    'math.sign',
    (args) => alone('math.sign', args, { whole: (value) => (value > 0n ? 1n : value < 0n ? -1n : 0n), real: Math.sign }),
  ],
  ['math.ceil', (args) => rounded('math.ceil', args, Math.ceil)],
  ['math.floor', (args) => rounded('math.floor', args, Math.floor)],
  ['math.trunc', (args) => rounded('math.trunc', args, Math.trunc)],
  ['math.round', (args) => rounded('math.round', args, (value) => Math.sign(value) * Math.round(Math.abs(value)))],
  ['math.isNaN', (args) => asked('math.isNaN', args, Number.isNaN)],
  ['math.isInf', (args) => asked('math.isInf', args, (value) => Math.abs(value) === Number.POSITIVE_INFINITY)],
  ['math.isFinite', (args) => asked('math.isFinite', args, Number.isFinite)],
]

function extreme(name: 'math.greatest' | 'math.least', args: readonly Value[]): Outcome {
  const [first] = args
  const of = first?.kind === 'list' && args.length === 1 ? first.items.filter(isValue) : args
  const [start, ...rest] = of
  if (start === undefined || !of.every(isNumber)) return noOverload(name, args)
  return rest.reduce((best, one) => {
    const order = compare(one, best) ?? 0
    return name === 'math.greatest' ? (order > 0 ? one : best) : order < 0 ? one : best
  }, start)
}

function alone(
  name: string,
  args: readonly Value[],
  { whole, real }: { readonly whole: (value: bigint) => bigint; readonly real: (value: number) => number },
): Outcome {
  const [of] = args
  if (of === undefined || args.length !== 1) return noOverload(name, args)
  if (of.kind === 'int') return int(whole(of.value))
  if (of.kind === 'uint') return { kind: 'uint', value: whole(of.value) }
  return of.kind === 'double' ? { kind: 'double', value: real(of.value) } : noOverload(name, args)
}

function rounded(name: string, args: readonly Value[], make: (value: number) => number): Outcome {
  const [of] = args
  return of?.kind === 'double' && args.length === 1 ? { kind: 'double', value: make(of.value) } : noOverload(name, args)
}

function asked(name: string, args: readonly Value[], make: (value: number) => boolean): Outcome {
  const [of] = args
  if (of === undefined || args.length !== 1) return failure(`no such overload: ${name}`)
  return of.kind === 'double' ? bool(make(of.value)) : noOverload(name, args)
}
