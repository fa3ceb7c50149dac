import { exitCodeOf } from '../model/judgement.ts'
import type { Report } from '../model/report.ts'
import { isActive } from './problems.ts'
import { type JsonSchema, reportSchema } from './schema.ts'

/** A JSON report, or why a text is none. */
export type ReadReport = { readonly ok: true; readonly report: Report } | { readonly ok: false; readonly why: string }

/** Where a value is not what a schema asks for (a JSON pointer); undefined where it is. */
type Check = (value: unknown, at: string) => string | undefined

let checkReport: Check | undefined

/** Reads a JSON report of this version's schema; whatever else it may be is said, and never half taken. */
export function readReport(text: string): ReadReport {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, why: 'it is no JSON, or was cut short' }
  }
  checkReport ??= compiled(reportSchema)
  const wrong = checkReport(json, '')
  if (wrong !== undefined) return { ok: false, why: `it is no report of schema version 1 (at ${wrong || '/'})` }
  const report = json as Report
  const odd = contradictionIn(report)
  return odd === undefined ? { ok: true, report } : { ok: false, why: odd }
}

// A report that calls itself passed and holds what is not would make a pass of the whole.
function contradictionIn(report: Report): string | undefined {
  const { verdict, exitCode, rulings, findings, counts, problems } = report
  if (exitCode !== exitCodeOf(verdict, report)) return `it is ${verdict} and ends with ${exitCode}`
  for (const kind of ['cleared', 'blocked', 'exempt', 'untouched'] as const) {
    const held = rulings.filter(({ ruling }) => ruling === kind).length
    if (held !== counts[kind]) return `it counts ${counts[kind]} ${kind} and has ${held}`
  }
  if (verdict !== 'passed') return undefined
  const open = problems.length > 0 || rulings.some(({ ruling }) => ruling === 'blocked' || ruling === 'unverified')
  const loud = findings.some((finding) => isActive(finding) && (finding.level === 'error' || finding.open === true))
  return open || loud ? 'it says that it passed, and something in it did not' : undefined
}

/** The words that say nothing about a value, and `format`, which the report's own texts have by construction. */
const NOTES = ['$schema', '$id', 'title', 'description', 'format']
const MAKERS: Readonly<Record<string, (wanted: unknown, schema: JsonSchema) => Check>> = {
  type: (wanted) => {
    const types = Array.isArray(wanted) ? wanted : [wanted]
    return (value, at) => (types.some((type) => isOf(type, value)) ? undefined : at)
  },
  const: (wanted) => (value, at) => (value === wanted ? undefined : at),
  enum: (wanted) => (value, at) => (Array.isArray(wanted) && wanted.includes(value) ? undefined : at),
  pattern: (wanted) => {
    const pattern = new RegExp(String(wanted))
    return (value, at) => (typeof value !== 'string' || pattern.test(value) ? undefined : at)
  },
  minimum: (wanted) => (value, at) => (typeof value !== 'number' || value >= Number(wanted) ? undefined : at),
  maximum: (wanted) => (value, at) => (typeof value !== 'number' || value <= Number(wanted) ? undefined : at),
  items: (wanted) => {
    const item = compiled(wanted as JsonSchema)
    return (value, at) => {
      if (!Array.isArray(value)) return undefined
      for (let index = 0; index < value.length; index++) {
        const wrong = item(value[index], at)
        if (wrong !== undefined) return `${wrong}/${index}`
      }
      return undefined
    }
  },
  required: (wanted) => (value, at) =>
    isMap(value) && Array.isArray(wanted) ? wanted.find((key) => !Object.hasOwn(value, key)) && at : undefined,
  properties: (wanted, { additionalProperties }) => {
    const known = new Map(
      Object.entries(wanted as Readonly<Record<string, JsonSchema>>).map(([key, one]) => [key, compiled(one)]),
    )
    return (value, at) => {
      if (!isMap(value)) return undefined
      for (const key in value) {
        const check = known.get(key)
        if (check === undefined && additionalProperties === false) return `${at}/${key}`
        const wrong = check?.(value[key], at)
        if (wrong !== undefined) return `${wrong}/${key}`
      }
      return undefined
    }
  },
  additionalProperties: () => () => undefined,
}

/** A check by the words that the schema of the report uses; any other is a mistake in the schema, not in a report. */
function compiled(schema: JsonSchema): Check {
  const checks = Object.entries(schema)
    .filter(([word]) => !NOTES.includes(word))
    .map(([word, wanted]) => {
      const make = MAKERS[word]
      if (make === undefined) throw new Error(`the schema of the report uses "${word}", which is not checked`)
      return make(wanted, schema)
    })
  return (value, at) => {
    for (const check of checks) {
      const wrong = check(value, at)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  return type === 'object' ? isMap(value) : typeof value === type
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
