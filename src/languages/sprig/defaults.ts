import type { Callable, Run } from '../govalue/callable.ts'
import { kindOf, sourcesOf, truthOf, typeOf } from '../govalue/inspect.ts'
import { text } from '../govalue/text.ts'
import type { Unknown } from '../govalue/unknown.ts'
import { bool, NIL, type Value } from '../govalue/value.ts'
import { argument, textAt } from './arguments.ts'
import { define } from './define.ts'
import { deepEqual } from './equal.ts'
import { unknownResult, unknownTextResult } from './unknowns.ts'

/** sprig's `empty`, which differs from Go's truth in nothing that templates can hold. */
function isEmpty(value: Value): boolean | Unknown {
  const truth = truthOf(value)
  return typeof truth === 'boolean' ? !truth : truth
}

function orDefault(args: readonly Value[]): Value {
  const given = args[1]
  if (given === undefined) return argument(args, 0)
  const empty = isEmpty(given)
  if (typeof empty === 'boolean') return argument(args, empty ? 0 : 1)
  return oneOf('default', [argument(args, 0), given])
}

/** Some value of these, nobody knows which: a text if all are texts or print like words. */
function oneOf(name: string, values: readonly Value[]): Value {
  const texts = values.every((value) => value.kind === 'text')
  const narrow = values.every(
    (value) => value.kind === 'text' && /^[\w.+/=@-]+$/.test(value.text) && (value.unknown?.alphabet ?? 'word') === 'word',
  )
  if (texts) return unknownTextResult(name, values, narrow ? 'word' : 'any')
  const types = new Set(values.map(typeOf))
  const [type] = types
  return unknownResult(name, values, types.size === 1 && type !== '' ? type : undefined)
}

function coalesce(args: readonly Value[]): Value {
  const open: Value[] = []
  for (const arg of args) {
    const empty = isEmpty(arg)
    if (typeof empty !== 'boolean') open.push(arg)
    else if (!empty) return open.length === 0 ? arg : oneOf('coalesce', [...open, arg])
  }
  return open.length === 0 ? NIL : oneOf('coalesce', open)
}

/** `all` and `any`: whether one argument that is empty (or not) decides. */
function quantified(name: string, decides: boolean): Callable {
  return define(
    `${name}(any...) bool`,
    (args) => {
      const empties = args.map(isEmpty)
      if (empties.some((empty) => empty === !decides)) return bool(decides)
      return empties.some((empty) => typeof empty !== 'boolean') ? unknownResult(name, args, 'bool') : bool(!decides)
    },
    'handles',
  )
}

function ternary(args: readonly Value[]): Value {
  const which = argument(args, 2)
  if (which.kind !== 'bool') return oneOf('ternary', [argument(args, 0), argument(args, 1), which])
  return argument(args, which.value ? 0 : 1)
}

/** A question about a value's type or kind. */
function asked(name: string, answer: (value: Value) => string, like: boolean): Callable {
  return define(
    `${name}(string, any) bool`,
    (args) => {
      const [wanted, actual] = [textAt(args, 0), answer(argument(args, 1))]
      if (wanted.unknown !== undefined || actual === '') return unknownResult(name, args, 'bool')
      return bool(wanted.text === actual || (like && `*${wanted.text}` === actual))
    },
    'handles',
  )
}

function named(name: string, answer: (value: Value) => string): Callable {
  return define(
    `${name}(any) string`,
    (args) => {
      const value = argument(args, 0)
      const actual = answer(value)
      return actual === '' ? unknownTextResult(name, args, 'word') : text(actual, sourcesOf(value))
    },
    'handles',
  )
}

/** The kind of an unknown value follows from its type, where that is known. */
function kind(value: Value): string {
  if (value.kind !== 'unknown') return kindOf(value)
  const type = value.type ?? ''
  if (type.startsWith('map[')) return 'map'
  if (type.startsWith('[]')) return 'slice'
  return /^(?:string|bool|u?int\d*|float64)$/.test(type) ? type : ''
}

function equal(args: readonly Value[], run: Run): Value {
  const equality = deepEqual(argument(args, 0), argument(args, 1), run.spend)
  return equality === 'unknown' ? unknownResult('deepEqual', args, 'bool') : bool(equality)
}

/** Defaults, choices, and questions about types. */
export const DEFAULTS: readonly Callable[] = [
  define('default(any, any...) any', orDefault, 'handles'),
  define(
    'empty(any) bool',
    (args) => {
      const empty = isEmpty(argument(args, 0))
      return typeof empty === 'boolean' ? bool(empty) : unknownResult('empty', args, 'bool')
    },
    'handles',
  ),
  define('coalesce(any...) any', coalesce, 'handles'),
  quantified('all', false),
  quantified('any', true),
  define('ternary(any, any, bool) any', ternary, 'handles'),
  named('typeOf', typeOf),
  asked('typeIs', typeOf, false),
  asked('typeIsLike', typeOf, true),
  named('kindOf', kind),
  asked('kindIs', kind, false),
  define('deepEqual(any, any) bool', equal, 'handles'),
]
