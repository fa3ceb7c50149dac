/** A scalar after resolution. Integers keep all digits; `number` is a float64, also when it is whole. */
export type ScalarValue = null | boolean | bigint | number | string

/** Which reader: `sigs` is go-yaml v2 as sigs.k8s.io/yaml has it (YAML 1.1), `v3` is yaml.v3 (kustomize, Compose). */
export type Reader = 'sigs' | 'v3'

const LONG = 'tag:yaml.org,2002:'

const KNOWN: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['false', 'False', 'FALSE'].map((text) => [text, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, Number.NEGATIVE_INFINITY] as const),
])

const OLD_BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((text) => [text, false] as const),
])

/** Whether YAML 1.1 has this text as a boolean that YAML 1.2 does not have. */
export function isOldBoolean(text: string): boolean {
  return OLD_BOOLEANS.has(text)
}

/** The tag of a plain text, in short form: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!merge`. */
export function plainTag(text: string, reader: Reader): string {
  const value = resolvePlain(text, reader)
  if (value === TIMESTAMP) return '!!timestamp'
  return tagOf(value)
}

function tagOf(value: ScalarValue): string {
  if (value === null) return '!!null'
  if (typeof value === 'boolean') return '!!bool'
  if (typeof value === 'bigint') return '!!int'
  return typeof value === 'number' ? '!!float' : '!!str'
}

/** What a scalar means; a text says why go-yaml refuses it. */
export function resolveScalar(
  text: string,
  tag: string,
  implicit: boolean,
  reader: Reader,
): { readonly value: ScalarValue } | { readonly problem: string } {
  if (tag === '') return { value: implicit ? withoutTimestamp(resolvePlain(text, reader), text) : text }
  const short = tag.startsWith(LONG) ? `!!${tag.slice(LONG.length)}` : tag
  if (short === '!!str') return { value: text }
  if (short === '!!binary') return decodeBinary(text)
  if (!['!!bool', '!!int', '!!float', '!!null', '!!timestamp'].includes(short)) return { value: text }
  const found = resolvePlain(text, reader, short === '!!timestamp')
  if (found === TIMESTAMP) return { value: text }
  const actual = tagOf(found)
  if (actual === short) return { value: found }
  if (short === '!!float' && typeof found === 'bigint') return { value: Number(found) }
  return { problem: `yaml: cannot decode ${actual} \`${text}\` as a ${short}` }
}

function decodeBinary(text: string): { readonly value: string } | { readonly problem: string } {
  const packed = text.replace(/[\r\n]/g, '')
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    return { problem: 'yaml: !!binary value contains invalid base64 data' }
  }
  return { value: Buffer.from(packed, 'base64').toString('utf8') }
}

const NULL: ScalarValue = null
const TIMESTAMP = '\0timestamp'

function withoutTimestamp(value: ScalarValue, text: string): ScalarValue {
  return value === TIMESTAMP ? text : value
}

function resolvePlain(text: string, reader: Reader, timestamps = true): ScalarValue {
  if (text === '') return NULL
  const first = text.charCodeAt(0)
  const digit = first >= 48 && first <= 57
  const sign = first === 43 || first === 45
  if (!digit && !sign && first !== 46 && !'yYnNtTfFoO~'.includes(text.charAt(0))) return text
  const known = KNOWN.get(text)
  if (known !== undefined) return known
  const old = reader === 'sigs' ? OLD_BOOLEANS.get(text) : undefined
  if (old !== undefined) return old
  if (first === 46) return POINTED.test(text) ? finite(text) : text
  if (!digit && !sign) return text
  if (timestamps && isTimestamp(text)) return TIMESTAMP
  return resolveNumber(text)
}

/** What strconv.ParseFloat takes of texts that begin with a point. */
const POINTED = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/

function finite(text: string): ScalarValue {
  const value = Number(text.replaceAll('_', ''))
  return Number.isFinite(value) ? value : text
}

const MAX_UINT = 2n ** 64n - 1n
const MAX_INT = 2n ** 63n - 1n

function resolveNumber(text: string): ScalarValue {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text
  const integer = parseInteger(plain)
  if (integer !== undefined) return integer
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return text
  const value = Number(plain)
  return Number.isFinite(value) ? value : text
}

/** strconv.ParseInt and ParseUint with base 0 and 64 bits. */
function parseInteger(plain: string): bigint | undefined {
  const parts = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain)
  if (parts === null) return undefined
  const [, sign = '', hex, binary, octal, oldOctal, decimal] = parts
  const eight = octal ?? oldOctal
  const size = BigInt(
    hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : eight !== undefined ? `0o${eight}` : (decimal ?? '0'),
  )
  if (sign === '-') return size <= MAX_INT + 1n ? -size : undefined
  if (sign === '+') return size <= MAX_INT ? size : undefined
  return size <= MAX_UINT ? size : undefined
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:$|([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[-+]\d\d:\d\d)?$)/

/** Whether go-yaml's layouts for time.Parse take this text. */
function isTimestamp(text: string): boolean {
  const parts = DATE.exec(text)
  if (parts === null) return false
  const [, year, month, day, separator, hour = '0', minute = '0', second = '0', zone] = parts
  if (separator !== undefined && (separator === ' ') !== (zone === undefined)) return false
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false
  if (zone !== undefined && zone !== 'Z' && (Number(zone.slice(1, 3)) > 24 || Number(zone.slice(4)) > 60)) return false
  return isDay(Number(year), Number(month), Number(day))
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31
  return day <= days
}
