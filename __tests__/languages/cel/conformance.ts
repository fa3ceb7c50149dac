import { newBudget } from '../../../src/languages/cel/budget.ts'
import { equal } from '../../../src/languages/cel/equal.ts'
import { evaluateCel } from '../../../src/languages/cel/evaluate.ts'
import { readDuration, readTimestamp } from '../../../src/languages/cel/moment.ts'
import { parseCel } from '../../../src/languages/cel/parse.ts'
import { bool, isValue, keyOf, type MapEntry, NULL, type Outcome, string, type Value } from '../../../src/languages/cel/value.ts'

/** A suite of cel-spec as its JSON form has it. */
export interface SpecSuite {
  readonly name: string
  readonly suites?: readonly SpecSuite[]
  readonly tests?: readonly { readonly original: SpecTest }[]
}

/** One test: an expression, what its names stand for, and what it must come to. */
export interface SpecTest {
  readonly name?: string
  readonly expr: string
  readonly container?: string
  readonly value?: SpecValue
  readonly typedResult?: { readonly result?: SpecValue }
  readonly bindings?: Readonly<Record<string, { readonly value?: SpecValue }>>
  readonly evalError?: unknown
}

type SpecValue = Readonly<Record<string, unknown>>

/** A value of cel-spec as one of ours; undefined for protobuf messages. */
export function specValue(spec: SpecValue): Value | undefined {
  const [[kind, value] = ['nullValue', undefined]] = Object.entries(spec)
  if (kind === 'nullValue') return NULL
  if (kind === 'boolValue') return bool(value === true)
  if (kind === 'int64Value') return { kind: 'int', value: BigInt(`${value}`) }
  if (kind === 'uint64Value') return { kind: 'uint', value: BigInt(`${value}`) }
  if (kind === 'doubleValue') return { kind: 'double', value: Number(value) }
  if (kind === 'stringValue') return string(`${value}`)
  if (kind === 'bytesValue') return { kind: 'bytes', value: Uint8Array.from(Buffer.from(`${value}`, 'base64')) }
  if (kind === 'typeValue') return { kind: 'type', value: `${value}` }
  if (kind === 'listValue') return listOf((value as { values?: readonly SpecValue[] }).values ?? [])
  if (kind === 'mapValue') return mapOf((value as { entries?: readonly { key: SpecValue; value: SpecValue }[] }).entries ?? [])
  return kind === 'objectValue' ? messageOf(value as { '@type': string; value?: string }) : undefined
}

function messageOf({ '@type': type, value = '' }: { '@type': string; value?: string }): Value | undefined {
  const known = type.endsWith('/google.protobuf.Timestamp')
    ? readTimestamp(value)
    : type.endsWith('/google.protobuf.Duration')
      ? readDuration(value)
      : undefined
  return known !== undefined && isValue(known) ? known : undefined
}

function listOf(values: readonly SpecValue[]): Value | undefined {
  const items = values.map(specValue)
  return items.every((item) => item !== undefined) ? { kind: 'list', items } : undefined
}

function mapOf(specs: readonly { key: SpecValue; value: SpecValue }[]): Value | undefined {
  const entries = new Map<string, MapEntry>()
  for (const spec of specs) {
    const [key, value] = [specValue(spec.key), specValue(spec.value)]
    const id = key === undefined ? undefined : keyOf(key)
    if (key === undefined || value === undefined || id === undefined) return undefined
    entries.set(id, { key, value })
  }
  return { kind: 'map', entries }
}

/** Whether a test needs messages of protobuf or containers of names, which Kubernetes does not have. */
export function needsProtobuf(test: SpecTest): boolean {
  const bound = Object.values(test.bindings ?? {}).map(({ value }) => value ?? {})
  const wanted = test.value ?? test.typedResult?.result
  return (
    /proto2\.|proto3\.|TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|\bNullValue\b/.test(test.expr) ||
    (test.container ?? '') !== '' ||
    [...bound, ...(wanted === undefined ? [] : [wanted])].some((value) => specValue(value) === undefined)
  )
}

/** What became of a test: as demanded, left open by name, or wrong. */
export function resultOf(test: SpecTest): { readonly result: 'right' | 'open' | 'wrong'; readonly got: string } {
  const got = evaluated(test)
  const said = { got: JSON.stringify(got, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) }
  if (test.evalError !== undefined)
    return { ...said, result: got.kind === 'unknown' ? 'open' : got.kind === 'error' ? 'right' : 'wrong' }
  if (got.kind === 'unknown') return { ...said, result: 'open' }
  const wanted = specValue(test.value ?? test.typedResult?.result ?? { boolValue: true })
  return { ...said, result: wanted !== undefined && isValue(got) && same(got, wanted) ? 'right' : 'wrong' }
}

function evaluated(test: SpecTest): Outcome {
  const parsed = parseCel(test.expr)
  if (!parsed.ok) return { kind: 'error', why: parsed.why }
  const bindings = new Map(Object.entries(test.bindings ?? {}).map(([name, { value }]) => [name, specValue(value ?? {})]))
  return evaluateCel(parsed.cel, (name) => bindings.get(name))
}

function same(a: Value, b: Value): boolean {
  if (a.kind === 'double' && b.kind === 'double') return Object.is(a.value, b.value)
  const equals = equal(a, b, newBudget())
  return a.kind === b.kind && equals.kind === 'bool' && equals.value
}
