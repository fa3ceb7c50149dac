import { parseTime } from '../gotime/parse.ts'
import { readToml } from '../gotoml/read.ts'
import { TomlSyntaxProblem } from '../gotoml/reader.ts'
import { TomlProblem, writeToml } from '../gotoml/write.ts'
import type { Callable, Run } from '../govalue/callable.ts'
import { type Text, text, unknownText } from '../govalue/text.ts'
import { ANY_MAP, map, type Value } from '../govalue/value.ts'
import { argument, panic, textAt } from './arguments.ts'
import { define } from './define.ts'
import { timeValue } from './times.ts'
import { unknownResult } from './unknowns.ts'

/** A value as TOML, or why it has none. */
function printed(value: Value, run: Run): Text | string {
  if (value.kind === 'nil') throw panic('reflect: call of reflect.Value.Type on zero Value')
  try {
    return writeToml(value, run.spend)
  } catch (problem) {
    if (problem instanceof TomlProblem) return problem.message
    throw problem
  }
}

/** Layouts of dates, and the zone by which the library marks those that have none. */
const DATES: readonly (readonly [string, string])[] = [
  ['2006-01-02T15:04:05Z07:00', ''],
  ['2006-01-02T15:04:05', 'datetime-local'],
  ['2006-01-02', 'date-local'],
  ['15:04:05', 'time-local'],
]

/** Dates with and without a time of day and a zone; a time of day alone is one of the first of January of the year 0. */
function dateOf(written: string): Value | undefined {
  const normal = written.replace(/^(\d{4}-\d\d-\d\d)[Tt ]/, '$1T').replace(/z$/, 'Z')
  for (const [layout, name] of DATES) {
    const parsed = parseTime(layout, normal)
    if (parsed.ok) return timeValue(name === '' ? parsed.time : { ...parsed.time, zone: { name, offset: 0 } })
  }
  return undefined
}

function fromToml(args: readonly Value[], run: Run): Value {
  const of = textAt(args, 0)
  if (of.unknown !== undefined) return unknownResult('fromToml', args, ANY_MAP)
  try {
    return readToml(of, run.spend, dateOf)
  } catch (problem) {
    if (!(problem instanceof TomlSyntaxProblem)) throw problem
    // Go's message says more than ours.
    const unknown = { why: problem.message, id: `toml ${of.text.length} ${problem.message}`, alphabet: 'any' } as const
    return map(new Map([['Error', unknownText(unknown)]]))
  }
}

/** Functions that write and read TOML. */
export function tomlFunctions(helm: 3 | 4): readonly Callable[] {
  const toToml = (name: string, strict: boolean): Callable =>
    define(
      `${name}(any) string`,
      (args, run) => {
        const shown = printed(argument(args, 0), run)
        if (typeof shown === 'string' && strict) throw panic(shown)
        return typeof shown === 'string' ? text(shown) : shown
      },
      'handles',
    )
  return [
    toToml('toToml', false),
    ...(helm === 4 ? [toToml('mustToToml', true)] : []),
    define('fromToml(string) map', fromToml, 'handles'),
  ]
}
