import { quote } from '../gofmt/quote.ts'
import { TemplateError } from '../gotemplate/error.ts'
import { type Callable, CallError, NotKnown, type Run } from '../govalue/callable.ts'
import { concatText, EMPTY, piecesOf, sliceText, type Text } from '../govalue/text.ts'
import { ANY_MAP, map, unknownValue, type Value } from '../govalue/value.ts'
import { printYaml, readYamlValue } from '../goyaml/print.ts'
import type { YamlLimits } from '../goyaml/read.ts'
import { argument, panic, textAt } from './arguments.ts'
import { asList, asMap, type Found } from './decoded.ts'
import { define } from './define.ts'
import { DURATIONS } from './durations.ts'
import { readText } from './json.ts'
import { tomlFunctions } from './toml.ts'
import { unknownResult, unknownTextResult } from './unknowns.ts'

/** What a rendering decides about Helm's functions. */
export interface HelmOptions {
  readonly helm: 3 | 4
  /** `lookup` finds nothing in `helm template`; in a cluster nobody can tell. */
  readonly lookup: 'empty' | 'unknown'
  /** Whether `getHostByName` asks a server, so that its answer is unknown. */
  readonly dns: boolean
  readonly yaml: YamlLimits
}

const YAML_PREFIX = 'error unmarshaling JSON: while decoding JSON: '
const NO_VALUE = '<no value>'

/** Marks around the messages of `fail` and `required`, by which Helm tells them from other errors. */
export const WARNING = { start: 'HELM_ERR_START', end: 'HELM_ERR_END' } as const

/** A text without what text/template prints for nothing, as Helm cuts it out of every output. */
export function withoutNoValue(of: Text): Text {
  let at = of.text.indexOf(NO_VALUE)
  if (at < 0) return of
  const parts: Text[] = []
  let from = 0
  for (; at >= 0; at = of.text.indexOf(NO_VALUE, from)) {
    parts.push(sliceText(of, from, at))
    from = at + NO_VALUE.length
  }
  return concatText([...parts, sliceText(of, from)])
}

function include(args: readonly Value[], run: Run): Value {
  const name = textAt(args, 0)
  if (name.unknown !== undefined) throw new NotKnown(name.unknown)
  return run.include(name.text, argument(args, 1))
}

function expand(args: readonly Value[], run: Run): Value {
  const template = textAt(args, 0)
  const open =
    template.unknown === undefined
      ? undefined
      : piecesOf(template).find((piece) => piece.unknown !== undefined && piece.unknown.alphabet !== 'word')
  if (open !== undefined) return unknownTextResult('tpl', args, 'any')
  try {
    return withoutNoValue(run.expand(template, argument(args, 1)))
  } catch (problem) {
    if (!(problem instanceof TemplateError)) throw problem
    const start = problem.stage === 'parse' ? 'cannot parse template' : 'error during tpl function execution for'
    const wrapped = new CallError(`${start} ${quote(template.text)}: ${problem.message}`)
    throw Object.assign(wrapped, { cause: problem })
  }
}

function required(args: readonly Value[]): Value {
  const value = argument(args, 1)
  const missing = value.kind === 'nil' || (value.kind === 'text' && value.text === '' && value.unknown === undefined)
  if (missing) throw panic(WARNING.start + textAt(args, 0).text + WARNING.end)
  return value
}

function toYaml(name: string, strict: boolean): Callable {
  return define(
    `${name}(any) string`,
    (args, run) => {
      const printed = printYaml(argument(args, 0), run)
      if (printed === undefined && strict) throw panic('error marshaling into JSON')
      return withoutLastBreak(printed ?? EMPTY)
    },
    'handles',
  )
}

function withoutLastBreak(printed: Text): Text {
  return printed.text.endsWith('\n') ? sliceText(printed, 0, printed.text.length - 1) : printed
}

function readYaml(name: string, args: readonly Value[], run: Run, limits: YamlLimits): Found {
  try {
    const read = readYamlValue(textAt(args, 0), run, limits)
    return 'value' in read ? read : { value: argument([], 0), error: read.error }
  } catch (problem) {
    if (problem instanceof NotKnown) return { value: unknownResult(name, args) }
    throw problem
  }
}

function lookup({ lookup: mode }: HelmOptions, args: readonly Value[], run: Run): Value {
  if (mode === 'empty') return map(new Map())
  const names = [0, 1, 2, 3].map((index) => textAt(args, index))
  const open = names.find((name) => name.unknown !== undefined)
  if (open?.unknown !== undefined) return unknownResult('lookup', args, ANY_MAP)
  const [version = '', kind = '', namespace = '', name = ''] = names.map(({ text }) => text)
  const what = name === '' ? `the objects of kind ${kind}` : `the ${kind} ${name}`
  const id = `lookup ${JSON.stringify([version, kind, namespace, name])}`
  return unknownValue(run.named(id, `${what} that the cluster holds (lookup)`, 'any'), ANY_MAP)
}

/** Helm's own functions: those that sprig does not have, and those that Helm replaces. */
export function helmsOwn(options: HelmOptions): readonly Callable[] {
  const { helm, yaml } = options
  return [
    define('include(string, any) string', include, 'handles'),
    define('tpl(string, any) string', expand, 'handles'),
    define('required(string, any) any', required, 'handles'),
    define(
      'fail(string) string',
      (args) => {
        throw panic(WARNING.start + textAt(args, 0).text + WARNING.end)
      },
      'handles',
    ),
    define('lookup(string, string, string, string) map', (args, run) => lookup(options, args, run), 'handles'),
    toYaml('toYaml', false),
    ...(helm === 4 ? [toYaml('mustToYaml', true), ...DURATIONS] : []),
    define(
      'toYamlPretty(any) string',
      (args, run) => withoutLastBreak(printYaml(argument(args, 0), run, helm === 4 ? 'v3' : 'v3.0.1') ?? EMPTY),
      'handles',
    ),
    define(
      'fromYaml(string) map',
      (args, run) => asMap('fromYaml', readYaml('fromYaml', args, run, yaml), YAML_PREFIX, args),
      'handles',
    ),
    define(
      'fromYamlArray(string) list',
      (args, run) => asList('fromYamlArray', readYaml('fromYamlArray', args, run, yaml), YAML_PREFIX, args),
      'handles',
    ),
    ...tomlFunctions(helm),
    define('fromJson(string) map', (args, run) => asMap('fromJson', readText('fromJson', args, run), '', args), 'handles'),
    define(
      'fromJsonArray(string) list',
      (args, run) => asList('fromJsonArray', readText('fromJsonArray', args, run), '', args),
      'handles',
    ),
  ]
}
