import { printValue } from '../gofmt/print.ts'
import type { Callable, Run } from '../govalue/callable.ts'
import { sourcesOfAll } from '../govalue/inspect.ts'
import { text } from '../govalue/text.ts'
import { float, type IntType, int, list, type Value } from '../govalue/value.ts'
import { argument, numberAt, panic, textAt } from './arguments.ts'
import { parseInteger, toFloat64, toInt64 } from './cast.ts'
import { addDecimals, type Decimal, decimalOf, divideDecimals, floatOf, multiplyDecimals, subtractDecimals } from './decimal.ts'
import { alias, define } from './define.ts'

/** An integer function over arguments of any type. */
function integers(signature: string, compute: (numbers: readonly bigint[]) => bigint, type: IntType = 'int64'): Callable {
  return define(signature, (args) => int(compute(args.map(toInt64)), type, sourcesOfAll(args)), 'word')
}

/** A float function over arguments of any type. */
function floats(signature: string, compute: (numbers: readonly number[]) => number): Callable {
  return define(signature, (args) => float(compute(args.map(toFloat64)), sourcesOfAll(args)), 'word')
}

/** Decimal arithmetic: the arguments one after the other, from `start` on. */
function decimals(signature: string, start: Decimal | undefined, step: (a: Decimal, b: Decimal) => Decimal): Callable {
  return floats(signature, (numbers) => {
    const [first, ...rest] = [...(start === undefined ? [] : [start]), ...numbers.map(decimalOf)]
    return first === undefined ? 0 : floatOf(rest.reduce(step, first))
  })
}

function divided(a: bigint, b: bigint): bigint {
  if (b === 0n) throw panic('runtime error: integer divide by zero')
  return a / b
}

function rest(a: bigint, b: bigint): bigint {
  if (b === 0n) throw panic('runtime error: integer divide by zero')
  return a % b
}

/** The numbers of Go's loop from start to stop; wrong directions give none. */
function stepped(start: number, stop: number, step: number, run: Run): readonly number[] {
  if (stop < start ? step >= 0 : step <= 0) return []
  const count = Math.ceil((stop - start) / step)
  run.allow(count)
  run.spend(count)
  return Array.from({ length: count }, (_, index) => start + index * step)
}

function numberList(numbers: readonly number[], args: readonly Value[]): Value {
  const sources = sourcesOfAll(args)
  return list(
    numbers.map((number) => int(number, 'int', sources)),
    '[]int',
    sources,
  )
}

function until(args: readonly Value[], run: Run): Value {
  const count = numberAt(args, 0)
  return numberList(stepped(0, count, count < 0 ? -1 : 1, run), args)
}

function sequence(args: readonly Value[], run: Run): Value {
  const numbers = args.map((_, index) => numberAt(args, index))
  const [first = 0, second = 0, third = 0] = numbers
  const start = numbers.length === 1 ? 1 : first
  const end = numbers.length === 1 ? first : numbers.length === 3 ? third : second
  const direction = end < start ? -1 : 1
  if (numbers.length === 0 || numbers.length > 3 || (numbers.length === 3 && direction < 0 && second > 0)) return text('')
  const step = numbers.length === 3 ? second : direction
  return text(stepped(start, end + direction, step, run).join(' '), sourcesOfAll(args))
}

/** sprig's round: a digit of at least `roundOn` goes up, to plus infinity; negative numbers go down. */
function rounded(args: readonly Value[]): number {
  const roundOn = args.length > 2 ? numberAt(args, 2) : 0.5
  const power = powerOfTen(numberAt(args, 1))
  const digit = power * toFloat64(argument(args, 0))
  const fraction = digit - Math.trunc(digit)
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power
}

/** 10^n as Go's math.Pow multiplies it together, bit for bit. */
function powerOfTen(n: number): number {
  let factor = 0.625
  let exponent = 4
  let mantissa = 1
  let scale = 0
  for (let bits = Math.abs(n); bits > 0; bits = Math.floor(bits / 2)) {
    if (exponent < -4096 || exponent > 4096) {
      scale += exponent
      break
    }
    if (bits % 2 === 1) {
      mantissa *= factor
      scale += exponent
    }
    factor *= factor
    exponent *= 2
    if (factor < 0.5) {
      factor += factor
      exponent--
    }
  }
  return n < 0 ? (1 / mantissa) * 2 ** -scale : mantissa * 2 ** scale
}

function bigger(numbers: readonly bigint[]): bigint {
  return numbers.reduce((a, b) => (b > a ? b : a))
}

const max = integers('max(any, any...) int64', bigger)

/** Arithmetic and numbers. */
export const NUMBERS: readonly Callable[] = [
  integers('int64(any) int64', ([value = 0n]) => value),
  integers('int(any) int', ([value = 0n]) => value, 'int'),
  floats('float64(any) float64', ([value = 0]) => value),
  define('atoi(string) int', (args) => int(atoi(textAt(args, 0).text), 'int', sourcesOfAll(args)), 'word'),
  define(
    'toDecimal(any) int64',
    (args) => int(parseInteger(printValue(argument(args, 0)).text, 8) ?? 0n, 'int64', sourcesOfAll(args)),
    'word',
  ),
  integers('add1(any) int64', ([value = 0n]) => value + 1n),
  integers('add(any...) int64', (numbers) => numbers.reduce((a, b) => BigInt.asIntN(64, a + b), 0n)),
  integers('sub(any, any) int64', ([a = 0n, b = 0n]) => a - b),
  integers('div(any, any) int64', ([a = 0n, b = 0n]) => divided(a, b)),
  integers('mod(any, any) int64', ([a = 0n, b = 0n]) => rest(a, b)),
  integers('mul(any, any...) int64', (numbers) => numbers.reduce((a, b) => BigInt.asIntN(64, a * b))),
  max,
  alias('biggest', max),
  integers('min(any, any...) int64', (numbers) => numbers.reduce((a, b) => (b < a ? b : a))),
  floats('maxf(any, any...) float64', (numbers) => numbers.reduce((a, b) => Math.max(a, b))),
  floats('minf(any, any...) float64', (numbers) => numbers.reduce((a, b) => Math.min(a, b))),
  decimals('add1f(any) float64', { value: 1n, exponent: 0 }, addDecimals),
  decimals('addf(any...) float64', { value: 0n, exponent: 0 }, addDecimals),
  decimals('subf(any, any...) float64', undefined, subtractDecimals),
  decimals('divf(any, any...) float64', undefined, divideDecimals),
  decimals('mulf(any, any...) float64', undefined, multiplyDecimals),
  floats('floor(any) float64', ([value = 0]) => Math.floor(value)),
  floats('ceil(any) float64', ([value = 0]) => Math.ceil(value)),
  define('round(any, int, float64...) float64', (args) => float(rounded(args), sourcesOfAll(args)), 'word'),
  define('until(int) []int', until),
  define('untilStep(int, int, int) []int', (args, run) =>
    numberList(stepped(numberAt(args, 0), numberAt(args, 1), numberAt(args, 2), run), args),
  ),
  define('seq(int...) string', sequence),
]

/** strconv.Atoi without its error: what is out of range comes out as the bound. */
function atoi(of: string): bigint {
  const value = parseInteger(of, 10)
  if (value !== undefined || !/^[+-]?[0-9]+$/.test(of)) return value ?? 0n
  return of.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n
}
