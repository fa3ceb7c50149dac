import type { CelFunction } from './cel-function.ts'
import { bool, failure, int, noOverload, type OpaqueValue, type Outcome, unknownBecause, type Value } from './value.ts'

const NANO = 1_000_000_000n
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const QUANTITY = /^([-+]?)(\d+)?(?:\.(\d*))?(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?)|[eE]([-+]?\d{1,3}))$/

/** `quantity()` of Kubernetes and what can be asked of one. Exact to a billionth, as there; larger ones than it keeps are unknown. */
export const quantityFunctions: readonly (readonly [string, CelFunction])[] = [
  [
    'quantity',
    (args) => (args[0]?.kind === 'string' && args.length === 1 ? readQuantity(args[0].value) : noOverload('quantity', args)),
  ],
  [
    'isQuantity',
    (args) =>
      args[0]?.kind === 'string' && args.length === 1 ? isReadable(readQuantity(args[0].value)) : noOverload('isQuantity', args),
  ],
]

/** The methods of quantities. */
export const quantityMethods: readonly (readonly [string, CelFunction])[] = [
  ['sign', (args) => onQuantity('sign', args, 1, (nano) => int(nano > 0n ? 1 : nano < 0n ? -1 : 0))],
  [
    'isInteger',
    (args) =>
      onQuantity('isInteger', args, 1, (nano) => {
        const whole = integerOf(args[0], nano)
        return whole.kind === 'unknown' ? whole : bool(whole.kind === 'int')
      }),
  ],
  ['asInteger', (args) => onQuantity('asInteger', args, 1, (nano) => integerOf(args[0], nano))],
  [
    'asApproximateFloat',
    (args) => onQuantity('asApproximateFloat', args, 1, (nano) => ({ kind: 'double', value: Number(nano) / 1e9 })),
  ],
  ['add', (args) => onQuantity('add', args, 2, (nano) => combined('add', args[0], nano, args[1]))],
  ['sub', (args) => onQuantity('sub', args, 2, (nano) => combined('sub', args[0], nano, args[1]))],
]

/**
 * The integer that a quantity is as `AsInt64` of apimachinery has it, which goes by how it is written: `1.0`, `2000m` and `1.5Gi` are none. Of
 * a sum with a part that is none it is not known.
 */
function integerOf(of: Value | undefined, nano: bigint): Outcome {
  const whole = of?.kind === 'opaque' ? of.parts.whole : undefined
  if (whole === 'yes') return int(nano / NANO)
  return whole === 'no' ? failure('cannot convert value to integer') : unknownBecause('whether a sum of quantities is an integer')
}

interface Parts {
  readonly whole: string
  readonly fraction: string
  readonly suffix: string
  readonly exponent: string | undefined
}

/** Whether apimachinery keeps what is written so as a 64-bit integer. */
function isWhole({ whole, fraction, suffix, exponent }: Parts): boolean {
  const digits = whole.replace(/^0+/, '').length
  const binary = BINARY.indexOf(suffix) + 1
  if (binary > 0) return fraction === '' && 15 - digits - binary * 3 - 1 >= 0
  const scale = (exponent === undefined ? (DECIMAL[suffix] ?? 0) : Number(exponent)) - fraction.length
  return digits + fraction.length <= 18 && scale >= 0
}

function isReadable(outcome: Outcome): Outcome {
  return outcome.kind === 'unknown' ? outcome : bool(outcome.kind !== 'error')
}

/** The billionths that a quantity means; undefined for what is none. */
export function nanoOf(value: Value | undefined): bigint | undefined {
  const nano = value?.kind === 'opaque' && value.type === 'quantity' ? value.parts.nano : undefined
  return typeof nano === 'bigint' ? nano : undefined
}

function onQuantity(name: string, args: readonly Value[], count: number, make: (nano: bigint) => Outcome): Outcome {
  const nano = nanoOf(args[0])
  return nano === undefined || args.length !== count ? noOverload(name, args) : make(nano)
}

function combined(name: 'add' | 'sub', of: Value | undefined, nano: bigint, other: Value | undefined): Outcome {
  const isInteger = of?.kind === 'opaque' && of.parts.whole === 'yes'
  const more = other?.kind === 'int' ? other.value * NANO : nanoOf(other)
  if (more === undefined) return failure(`no such overload: ${name}`)
  const whole = isInteger && (other?.kind === 'int' || (other?.kind === 'opaque' && other.parts.whole === 'yes'))
  return made(name === 'add' ? nano + more : nano - more, whole ? 'yes' : undefined)
}

function made(nano: bigint, whole: 'yes' | 'no' | undefined): OpaqueValue {
  const parts = whole === undefined ? { nano } : { nano, whole }
  return { kind: 'opaque', type: 'quantity', text: `${Number(nano) / 1e9}`, identity: `${nano}`, parts }
}

/** Reads a quantity as Kubernetes writes it: `1.5Gi`, `250m`, `1e3`. */
export function readQuantity(text: string): Outcome {
  const found = text.length <= 60 ? QUANTITY.exec(text) : null
  const [, sign, whole = '', fraction = '', suffix, exponent] = found ?? []
  if (found === null || whole + fraction === '') return failure('not a quantity')
  const scale = 9 + (exponent === undefined ? (DECIMAL[suffix ?? ''] ?? 0) : Number(exponent)) - fraction.length
  if (Math.abs(scale) > 200) return unknownBecause('the quantity is too large or too small to be kept')
  const times = 1024n ** BigInt(BINARY.indexOf(suffix ?? '') + 1)
  const digits = BigInt(whole + fraction) * times
  const size = scale >= 0 ? digits * 10n ** BigInt(scale) : roundedUp(digits, 10n ** BigInt(-scale))
  if (size / NANO >= 2n ** 63n) return unknownBecause('the quantity is larger than the API server keeps')
  const fits = size / NANO < 2n ** 63n && isWhole({ whole, fraction, suffix: suffix ?? '', exponent })
  return { ...made(sign === '-' ? -size : size, fits ? 'yes' : 'no'), text }
}

function roundedUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by
}

/**
 * A quantity as the API server writes it back (`1024Mi` is `1Gi`, `0.5` is `500m`, `1500u` is `1500u`, or `2m` where thousandths are all
 * that is kept); undefined where that is not certain.
 */
export function canonicalQuantity(text: string, keeps: 'all' | 'thousandths' = 'all'): string | undefined {
  const read = readQuantity(text)
  const exact = read.kind === 'opaque' ? nanoOf(read) : undefined
  if (exact === undefined) return undefined
  const nano = keeps === 'all' ? exact : roundedUp(exact, MILLI) * MILLI
  const whole = nano / NANO
  const binary = /i$/.test(text) && (whole <= -1024n || whole >= 1024n) && nano % NANO === 0n
  const powers = /[eE][-+]?\d/.test(text)
  const [steps, by, value] = binary
    ? [['', ...BINARY], 1024n, whole]
    : [powers ? POWERS : ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'], 1000n, nano]
  const last = steps.length - 1
  let [at, left] = [0, value]
  while (at < last && left !== 0n && left % by === 0n) [at, left] = [at + 1, left / by]
  return left === 0n ? '0' : `${left}${steps[at] ?? ''}`
}

const MILLI = 1_000_000n
const POWERS = ['e-9', 'e-6', 'e-3', '', 'e3', 'e6', 'e9', 'e12', 'e15', 'e18']
