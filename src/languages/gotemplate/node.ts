import type { Text } from '../govalue/text.ts'
import type { Bool, Value } from '../govalue/value.ts'

/** Nodes of a parsed template. `at` is the UTF-16 offset in the template's text that Go's errors name. */
export type Node = TextNode | ActionNode | BranchNode | TemplateNode | LeaveNode

/** Text between actions, trimmed. */
export interface TextNode {
  readonly kind: 'text'
  readonly at: number
  readonly text: Text
}

/** `{{ pipeline }}` */
export interface ActionNode {
  readonly kind: 'action'
  readonly at: number
  readonly pipe: PipeNode
}

/** `if`, `with`, `range`, with what follows `else`. */
export interface BranchNode {
  readonly kind: 'if' | 'with' | 'range'
  readonly at: number
  readonly pipe: PipeNode
  readonly list: readonly Node[]
  readonly otherwise: readonly Node[] | undefined
}

/** `{{ template "name" pipeline }}`, also what `block` leaves where it stands. */
export interface TemplateNode {
  readonly kind: 'template'
  readonly at: number
  readonly name: string
  readonly pipe: PipeNode | undefined
}

/** `break` and `continue`. */
export interface LeaveNode {
  readonly kind: 'break' | 'continue'
  readonly at: number
}

/** What may stand as an argument. */
export type Operand =
  | FieldNode
  | ChainNode
  | IdentifierNode
  | PipeNode
  | VariableNode
  | BoolNode
  | DotNode
  | NilNode
  | NumberNode
  | StringNode

/** `$a, $b := command | command` */
export interface PipeNode {
  readonly kind: 'pipe'
  readonly at: number
  readonly declares: readonly VariableNode[]
  readonly assigns: boolean
  readonly commands: readonly CommandNode[]
}

/** One stage of a pipeline: an operand or a call with its arguments. */
export interface CommandNode {
  readonly kind: 'command'
  readonly at: number
  readonly args: readonly [Operand, ...Operand[]]
  /** The arguments after the first word. */
  readonly rest: readonly Operand[]
}

/** `.a.b` */
export interface FieldNode {
  readonly kind: 'field'
  readonly at: number
  readonly fields: readonly string[]
}

/** `(pipeline).a.b`, `function.a` */
export interface ChainNode {
  readonly kind: 'chain'
  readonly at: number
  readonly of: Operand
  readonly fields: readonly string[]
}

/** The name of a function. */
export interface IdentifierNode {
  readonly kind: 'identifier'
  readonly at: number
  readonly name: string
}

/** `$x.a.b` */
export interface VariableNode {
  readonly kind: 'variable'
  readonly at: number
  readonly name: string
  readonly fields: readonly string[]
}

/** `true`, `false` */
export interface BoolNode {
  readonly kind: 'bool'
  readonly at: number
  readonly value: Bool
}

/** `.` */
export interface DotNode {
  readonly kind: 'dot'
  readonly at: number
}

/** `nil` */
export interface NilNode {
  readonly kind: 'nil'
  readonly at: number
}

/** A number with every reading that it has: the parameter that it stands for chooses. */
export interface NumberNode extends Readings {
  readonly kind: 'number'
  readonly at: number
  readonly written: string
  /** The value where no type is asked for; the message when it has none. */
  readonly ideal: Value | string
  readonly place: Text
}

/** Readings of a number literal. */
export interface Readings {
  readonly int: bigint | undefined
  readonly uint: bigint | undefined
  readonly float: number | undefined
  readonly complex: readonly [number, number] | undefined
}

/** A string literal. */
export interface StringNode {
  readonly kind: 'string'
  readonly at: number
  readonly written: string
  readonly value: Text
}

/** One template of a set: its name, and the text that it was parsed from. */
export interface Template {
  readonly name: string
  readonly parsedAs: string
  readonly source: Text
  readonly list: readonly Node[]
}
