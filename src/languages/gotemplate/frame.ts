import type { Place } from '../../model/span.ts'
import { quote } from '../gofmt/quote.ts'
import { CallError, type FunctionTable, LimitReached, type Run } from '../govalue/callable.ts'
import type { Text } from '../govalue/text.ts'
import { byteLength } from '../govalue/utf8.ts'
import type { GoType, Value } from '../govalue/value.ts'
import { describe } from './describe.ts'
import { TemplateError } from './error.ts'
import type { CommandNode, Node, Operand, Template } from './node.ts'
import { placeAt } from './parser.ts'
import type { TemplateSet } from './set.ts'

/** Bounds of one rendering; each is checked while working. */
export interface RunLimits {
  /** Nodes, arguments and list items that are visited. */
  readonly steps: number
  /** Templates inside of each other. */
  readonly depth: number
  /** Characters of one text, items of one list, and characters that all templates print together. */
  readonly size: number
}

/** What all templates of one rendering share. */
export interface Engine {
  readonly functions: FunctionTable
  readonly limits: RunLimits
  readonly run: Run
  /** An argument as a value of the parameter's type (`evaluate.ts`, which calls are part of). */
  readonly argument: (frame: Frame, dot: Slot, type: GoType, node: Operand) => Value
  /** Says which of two values an unknown condition has in this world. */
  readonly decide: Run['decide']
  readonly missingKey: 'zero' | 'error'
  set: TemplateSet
  steps: number
  size: number
  depth: number
  /** How many unknowns were made: while there are none, no argument is searched for them. */
  unknowns: number
  /** Whether the value evaluated last has the static type interface {}: errors name that type. */
  boxed: boolean
  frame: Frame | undefined
  out: Text[]
}

/** A value in a variable or as dot, with whether its static type is interface {}. */
export interface Slot {
  readonly value: Value
  readonly boxed: boolean
}

/** Arguments after the first word of a command, and the value that a pipeline hands over; undefined when there is none. */
export interface Arguments {
  readonly nodes: readonly Operand[]
  readonly final: Value | undefined
}

/** One template that is executed. */
export interface Frame {
  readonly engine: Engine
  readonly template: Template
  readonly names: string[]
  readonly slots: Slot[]
  readonly above: Frame | undefined
  /** The node that errors name. */
  at: Node | Operand | CommandNode | undefined
  /** The call that runs: what a function makes enters there. */
  calling: Operand | CommandNode | undefined
}

/** Counts steps of work. */
export function spend(engine: Engine, steps: number): void {
  engine.steps += steps
  if (engine.steps > engine.limits.steps) throw new LimitReached(`templates take more than ${engine.limits.steps} steps`)
}

/** Refuses texts and lists that are too large, before they are made. */
export function allow(engine: Engine, size: number): void {
  if (size > engine.limits.size) throw new LimitReached(`templates make a text of more than ${engine.limits.size} characters`)
}

/** Adds to what is printed. */
export function write(engine: Engine, text: Text): void {
  engine.size += text.text.length
  if (engine.size > engine.limits.size) throw new LimitReached(`templates print more than ${engine.limits.size} characters`)
  engine.out.push(text)
}

/** Stops with Go's message at the node of the frame. */
export function stop(frame: Frame, message: string, cause?: unknown): never {
  const { at, template } = frame
  if (at === undefined) throw new TemplateError(`template: ${template.name}: ${message}`, 'execute', undefined, cause)
  const before = template.source.text.slice(0, at.at)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const location = `${template.parsedAs}:${line}:${byteLength(before.slice(lineStart))}`
  const whole = `template: ${location}: executing ${quote(template.name)} at <${describe(at)}>: ${message}`
  throw new TemplateError(whole, 'execute', innermostPlace(cause) ?? placeAt(template.source, at.at), cause)
}

function innermostPlace(cause: unknown): Place | undefined {
  return cause instanceof TemplateError ? cause.place : undefined
}

/** Where the call that runs, or the node that is evaluated, stands in the files. */
export function currentPlace({ at, calling, template }: Frame): Place | undefined {
  const node = calling ?? at
  return node === undefined ? undefined : placeAt(template.source, node.at)
}

/** Stops because a function of that name failed. */
export function stopCalling(frame: Frame, node: Operand | CommandNode, name: string, error: unknown): never {
  if (!(error instanceof CallError || error instanceof TemplateError)) throw error
  frame.at = node
  return stop(frame, `error calling ${name}: ${error.message}`, error)
}
