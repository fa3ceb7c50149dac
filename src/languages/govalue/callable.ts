import type { Text } from './text.ts'
import type { Alphabet, Unknown } from './unknown.ts'
import type { GoType, Value } from './value.ts'

/**
 * A function or method of templates. `params` are the types that Go's reflect would check the arguments against, before `call` sees them:
 * `interface {}` (nil passes), `string`, `bool`, `int`, `int64`, `float64`, `[]interface {}`, `[]string`, `map[string]interface {}`, `reflect.Value`
 * (as interface {}, but untyped nil fails), any other name of a type exactly. With `variadic` the last type is that of each further argument.
 * Constants of the template arrive as the parameter's type (`5` for an int64 is an int64), values of variables are never converted.
 *
 * `unknowns` says what to do when an argument is unknown or holds something unknown at any depth:
 * an alphabet: `call` is not asked, the result is unknown, of that alphabet if it prints as text (`word` for sha256sum, b64enc);
 * `handles`: `call` is asked and answers for them itself (list, dict, default, toYaml, include). Absent means `any`.
 *
 * `result` is the type that Go's function returns; `interface {}` (the default) where it depends.
 */
export interface Callable {
  readonly name: string
  readonly params: readonly GoType[]
  readonly variadic?: boolean
  readonly result?: GoType
  readonly unknowns?: Alphabet | 'handles'
  readonly call: (args: readonly Value[], run: Run) => Value
}

/** Functions by name. */
export type FunctionTable = ReadonlyMap<string, Callable>

/** What a function may ask of the rendering that runs it. */
export interface Run {
  /** Counts work: one step is about one visited node or list item, or 100 characters. Throws `LimitReached` when there are too many. */
  readonly spend: (steps: number) => void
  /** Throws `LimitReached` when a text of so many characters, or a list of so many items, may not be made. To be asked before making it. */
  readonly allow: (size: number) => void
  /** Whether an unknown condition holds in this world. The same id is always answered the same. */
  readonly decide: (unknown: Unknown) => boolean
  /** A new unknown that equals no other, entering where the running action stands: for random and time. */
  readonly fresh: (why: string, alphabet: Alphabet) => Unknown
  /** An unknown that equals every other of the same `id`: for `lookup` of one object. */
  readonly named: (id: string, why: string, alphabet: Alphabet) => Unknown
  /** What the template of that name prints. Throws `CallError` when it does not exist. */
  readonly include: (name: string, data: Value) => Text
  /** What a text prints as a template that knows all others; what it defines is known to itself only. */
  readonly expand: (template: Text, data: Value) => Text
  /** State that functions share during one rendering: counters, caches. */
  readonly memory: Map<string, unknown>
}

/** An error that a function returns: execution stops with "error calling NAME: message". */
export class CallError extends Error {}

/** A bound was hit: which one, in words for users. Nothing of the rendering may be used. */
export class LimitReached extends Error {}

/** The rendering cannot be told: an unknown stands where the program would have to look at it. */
export class NotKnown extends Error {
  readonly unknown: Unknown
  constructor(unknown: Unknown) {
    super(unknown.why)
    this.unknown = unknown
  }
}
