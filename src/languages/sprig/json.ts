import { readJson } from '../gojson/read.ts'
import { JsonProblem, type JsonStyle, writeJson } from '../gojson/write.ts'
import type { Callable, Run } from '../govalue/callable.ts'
import { NotKnown } from '../govalue/callable.ts'
import { EMPTY, type Text } from '../govalue/text.ts'
import { NIL, type Value } from '../govalue/value.ts'
import { argument, panic, textAt } from './arguments.ts'
import { define } from './define.ts'
import { unknownResult } from './unknowns.ts'

const COMPACT: JsonStyle = { html: true, indented: false }
const PRETTY: JsonStyle = { html: true, indented: true }
const RAW: JsonStyle = { html: false, indented: false }

/** A value as JSON, or Go's error. */
function printed(value: Value, style: JsonStyle, run: Run): Text | string {
  try {
    const shown = writeJson(value, style, run.spend)
    run.allow(shown.text.length)
    return shown
  } catch (problem) {
    if (problem instanceof JsonProblem) return problem.message
    throw problem
  }
}

function printing(name: string, style: JsonStyle, strict: boolean): Callable {
  return define(
    `${name}(any) string`,
    (args, run) => {
      const shown = printed(argument(args, 0), style, run)
      if (typeof shown !== 'string') return shown
      if (strict) throw panic(shown)
      return EMPTY
    },
    'handles',
  )
}

/** What a text says as JSON, or Go's error; an unknown value where an unknown decides. */
export function readText(
  name: string,
  args: readonly Value[],
  run: Run,
  type?: string,
): { readonly value: Value; readonly error?: string } {
  try {
    const read = readJson(textAt(args, 0), run.spend)
    return 'value' in read ? read : { value: NIL, error: read.error }
  } catch (problem) {
    if (problem instanceof NotKnown) return { value: unknownResult(name, args, type) }
    throw problem
  }
}

/** Functions that write and read JSON. */
export const JSON_FUNCTIONS: readonly Callable[] = [
  printing('toJson', COMPACT, false),
  printing('mustToJson', COMPACT, true),
  printing('toPrettyJson', PRETTY, false),
  printing('mustToPrettyJson', PRETTY, true),
  printing('toRawJson', RAW, true),
  printing('mustToRawJson', RAW, true),
  define('fromJson(string) any', (args, run) => readText('fromJson', args, run).value, 'handles'),
  define(
    'mustFromJson(string) any',
    (args, run) => {
      const { value, error } = readText('mustFromJson', args, run)
      if (error !== undefined) throw panic(error)
      return value
    },
    'handles',
  ),
]
