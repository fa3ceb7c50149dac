import { NotKnown } from '../../languages/govalue/callable.ts'
import { fromBytes } from '../../languages/govalue/utf8.ts'
import type { MapValue, Value } from '../../languages/govalue/value.ts'
import { checkInstance } from '../../languages/jsonschema/check.ts'
import { compileSchema } from '../../languages/jsonschema/compile.ts'
import { type Instance, NULL, UNKNOWN } from '../../languages/jsonschema/instance.ts'
import { SchemaError } from '../../languages/jsonschema/schema.ts'
import { MAX_SCHEMA_STEPS } from '../../model/limits.ts'
import { type Chart, ChartError, type ChartFile, ChartLimit, nameOf } from './chart.ts'

/** What becomes of a schema that refers to one on some server: Helm would ask there. */
export type RemoteSchemas = 'unknown' | 'absent'

/** Refuses values that a chart's values.schema.json, or that of a subchart, does not allow. Throws `ChartError` in Helm's words. */
export function validateSchemas(chart: Chart, values: MapValue, remote: RemoteSchemas): void {
  const problems = problemsOf(chart, values, remote)
  if (problems.length === 0) return
  const message = problems.map((one) => one.why).join('\n')
  throw new ChartError(
    `values don't meet the specifications of the schema(s) in the following chart(s):\n${message}`,
    problems[0]?.file,
  )
}

interface Problem {
  readonly why: string
  readonly file: string | undefined
}

function problemsOf(chart: Chart, values: MapValue, remote: RemoteSchemas): readonly Problem[] {
  const problems: Problem[] = []
  if (chart.schema !== undefined) {
    const why = validate(chart.schema, values, remote)
    if (why !== undefined) problems.push({ why: `${nameOf(chart)}:\n${why}`, file: chart.schema.path })
  }
  for (const child of chart.dependencies) {
    const own = values.entries.get(nameOf(child))
    if (own === undefined || own.kind === 'nil' || own.kind === 'unknown') continue
    if (own.kind === 'map') problems.push(...problemsOf(child, own, remote))
    else
      problems.push({
        why: `${nameOf(child)}:\ninvalid type for values: expected object (map), got ${own.kind}`,
        file: child.schema?.path,
      })
  }
  return problems
}

function validate(schema: ChartFile, values: MapValue, remote: RemoteSchemas): string | undefined {
  let steps = 0
  const spend = (some: number) => {
    steps += some
    if (steps > MAX_SCHEMA_STEPS) throw new ChartLimit(`validating the values by ${schema.path} takes too many steps`)
  }
  try {
    const refusal = checkInstance(compileSchema(JSON.parse(fromBytes(schema.bytes))), plainValue(values), spend)
    return refusal === undefined ? undefined : `- at '${refusal.at}': ${refusal.why}`
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    if (!(error instanceof SchemaError)) throw error
    const isOpen = error.kind === 'unsupported' || (error.kind === 'remote' && remote === 'unknown')
    if (!isOpen) return error.message
    const at = { file: schema.path, span: { start: 0, end: 0 } }
    throw new NotKnown({
      why: `whether the schema allows the values is not known: ${error.message}`,
      id: schema.path,
      alphabet: 'any',
      at,
    })
  }
}

function plainValue(value: Value): Instance {
  switch (value.kind) {
    case 'nil':
      return NULL
    case 'bool':
      return value.value
    case 'int':
      return Number(value.value)
    case 'float':
      return value.value
    case 'text':
      return value.unknown === undefined ? value.text : UNKNOWN
    case 'list':
      return value.items.map(plainValue)
    case 'map':
      return new Map([...value.entries].map(([key, inner]) => [key, plainValue(inner)]))
    default:
      return UNKNOWN
  }
}
