import { EndlessValue } from '../gofmt/printer.ts'
import { quote } from '../gofmt/quote.ts'
import { CallError, type FunctionTable, LimitReached, NotKnown, type Run } from '../govalue/callable.ts'
import { concatText, EMPTY, piecesOf, type Text } from '../govalue/text.ts'
import type { Alphabet, Unknown } from '../govalue/unknown.ts'
import type { Value } from '../govalue/value.ts'
import { builtins } from './builtins/table.ts'
import { TemplateError } from './error.ts'
import { evaluateArgument } from './evaluate.ts'
import { allow, currentPlace, type Engine, type RunLimits, spend } from './frame.ts'
import type { Template } from './node.ts'
import { parse } from './parse.ts'
import { type TemplateSet, templateSet } from './set.ts'
import { executeTemplate } from './walk.ts'

/** What one rendering needs beside its templates. */
export interface RunOptions {
  /** Functions beside Go's own, which they may replace. */
  readonly functions: FunctionTable
  readonly limits: RunLimits
  /** Whether the data that templates get may hold unknowns. */
  readonly holdsUnknown?: boolean
  /** How unknown conditions are decided in this world (`worlds.ts`); without it a condition on an unknown stops with `NotKnown`. */
  readonly decide?: (unknown: Unknown) => boolean
  /** The name of a template that a function expands. */
  readonly expandedName?: string
  /** What a key that is not there comes to (`missingkey`): nothing, or an error that stops. */
  readonly missingKey?: 'zero' | 'error'
}

/** A rendering under way: templates executed in order share counters, unknowns and what functions remember. */
export interface Rendering {
  /**
   * What the template of that name prints. Throws `TemplateError` with Go's message, `LimitReached` where a bound was hit, `NotKnown` where an
   * unknown would decide and nobody does.
   */
  readonly execute: (name: string, data: Value) => Text
  readonly run: Run
  /** Steps taken so far. */
  readonly steps: () => number
}

/** All functions that templates of a rendering know: Go's own under those given. */
export function allFunctions(functions: FunctionTable): FunctionTable {
  return new Map([...builtins, ...functions])
}

/** Starts a rendering over a set of templates. */
export function startRendering(set: TemplateSet, options: RunOptions): Rendering {
  const engine = makeEngine(set, options)
  return {
    run: engine.run,
    steps: () => engine.steps,
    execute: (name, data) => {
      const template = set.find(name)
      if (template === undefined)
        throw new TemplateError(`template: no template "${name}" associated with template`, 'execute', undefined)
      return guard(() => capture(engine, template, data))
    },
  }
}

/** A stack that overflows is a bound that was hit, like the others. */
function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw new LimitReached('templates are nested deeper than can be followed')
    if (error instanceof EndlessValue) throw new LimitReached(error.message)
    throw error
  }
}

function makeEngine(set: TemplateSet, options: RunOptions): Engine {
  const decide = options.decide ?? refuse
  const engine: Engine = {
    functions: allFunctions(options.functions),
    limits: options.limits,
    decide,
    run: makeRun(() => engine, decide, options.expandedName ?? 'gotpl'),
    argument: evaluateArgument,
    set,
    missingKey: options.missingKey ?? 'zero',
    steps: 0,
    size: 0,
    depth: 0,
    unknowns: options.holdsUnknown === true ? 1 : 0,
    boxed: false,
    frame: undefined,
    out: [],
  }
  return engine
}

function refuse(unknown: Unknown): boolean {
  throw new NotKnown(unknown)
}

function makeRun(own: () => Engine, decide: Run['decide'], expandedName: string): Run {
  return {
    decide,
    memory: new Map(),
    spend: (steps) => spend(own(), steps),
    allow: (size) => allow(own(), size),
    fresh: (why, alphabet) => makeUnknown(own(), `${why}#${own().unknowns}`, why, alphabet),
    named: (id, why, alphabet) => makeUnknown(own(), id, why, alphabet),
    include: (name, data) => include(own(), name, data),
    expand: (template, data) => expand(own(), expandedName, template, data),
  }
}

function makeUnknown(engine: Engine, id: string, why: string, alphabet: Alphabet): Unknown {
  engine.unknowns++
  const at = engine.frame === undefined ? undefined : currentPlace(engine.frame)
  return at === undefined ? { id, why, alphabet } : { id, why, alphabet, at }
}

/** What a template prints, instead of printing it. */
function capture(engine: Engine, template: Template, data: Value): Text {
  const { out } = engine
  engine.out = []
  executeTemplate(engine, template, data)
  const printed = concatText(engine.out)
  engine.out = out
  return printed
}

function include(engine: Engine, name: string, data: Value): Text {
  const template = engine.set.find(name)
  if (template === undefined) throw new CallError(`template: no template ${quote(name)} associated with template "gotpl"`)
  return capture(engine, template, data)
}

/** Parsed texts by the value that holds them: charts expand the same value again and again. */
const parsed = new WeakMap<Text, ReadonlyMap<string, Template>>()

function expand(engine: Engine, name: string, source: Text, data: Value): Text {
  if (!source.text.includes('{{') && (source.unknown === undefined || source.unknown.alphabet === 'word')) return source
  if (source.unknown !== undefined) refuseUnknownActions(source, source.unknown)
  spend(engine, source.text.length / CHARACTERS_PER_STEP)
  const templates = parsed.get(source) ?? parse(name, source, (one) => engine.functions.has(one), engine.limits.depth)
  parsed.set(source, templates)
  const { set } = engine
  const inner = templateSet(set)
  inner.add(templates)
  const template = inner.find(name)
  if (template === undefined) return EMPTY
  engine.set = inner
  try {
    return capture(engine, template, data)
  } finally {
    engine.set = set
  }
}

const CHARACTERS_PER_STEP = 100

/** What is unknown may stand in the text of a template, where it can begin no action, but not inside of one. */
function refuseUnknownActions(source: Text, unknown: Unknown): void {
  let before = ''
  for (const piece of piecesOf(source)) {
    if (piece.unknown !== undefined) {
      const inside = before.lastIndexOf('{{') > before.lastIndexOf('}}')
      if (piece.unknown.alphabet !== 'word' || inside || before.endsWith('{')) throw new NotKnown(unknown)
    }
    before += piece.text
  }
}
