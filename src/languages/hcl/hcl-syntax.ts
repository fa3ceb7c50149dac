import type { Span } from '../../model/span.ts'

/** An expression of HCL. Every one knows where it is written; strings and heredocs are templates. */
export type Expression =
  | { readonly kind: 'number'; readonly span: Span; readonly text: string }
  | { readonly kind: 'bool'; readonly span: Span; readonly value: boolean }
  | { readonly kind: 'null'; readonly span: Span }
  | Template
  | { readonly kind: 'traversal'; readonly span: Span; readonly root: string; readonly steps: readonly Step[] }
  | { readonly kind: 'relative'; readonly span: Span; readonly of: Expression; readonly steps: readonly Step[] }
  | { readonly kind: 'splat'; readonly span: Span; readonly of: Expression; readonly steps: readonly Step[] }
  | Call
  | { readonly kind: 'list'; readonly span: Span; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly span: Span; readonly items: readonly ObjectItem[] }
  | For
  | { readonly kind: 'unary'; readonly span: Span; readonly operator: string; readonly of: Expression }
  | { readonly kind: 'binary'; readonly span: Span; readonly first: Expression; readonly rest: readonly Operation[] }
  | Conditional
  | { readonly kind: 'parentheses'; readonly span: Span; readonly of: Expression }

/** `bare`: not unwrapped although it is one interpolation, because it stands for text (a heredoc's, a directive's). */
export interface Template {
  readonly kind: 'template'
  readonly span: Span
  readonly parts: readonly TemplatePart[]
}

/** A part of a template. A literal has its decoded text; `exact` says that its span holds just that text. */
export type TemplatePart =
  | { readonly kind: 'literal'; readonly span: Span; readonly text: string; readonly exact: boolean }
  | { readonly kind: 'value'; readonly span: Span; readonly of: Expression }
  | { readonly kind: 'if'; readonly span: Span; readonly condition: Expression; readonly yes: Template; readonly no: Template }
  | {
      readonly kind: 'for'
      readonly span: Span
      readonly key?: string
      readonly name: string
      readonly of: Expression
      readonly body: Template
    }

/** One step of a traversal: an attribute, or an index by an expression; `*` maps what follows over a list (`splat`). */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Expression; readonly span: Span }

/** A call of a function, its name with its namespaces. `expand`: the last argument is a list of arguments. */
export interface Call {
  readonly kind: 'call'
  readonly span: Span
  readonly name: string
  readonly args: readonly Expression[]
  readonly expand: boolean
}

/** One entry of an object. A key that is a bare name is the text of that name. */
export interface ObjectItem {
  readonly key: Expression
  readonly value: Expression
}

/** `[for k, v in of : value if condition]`, or with `entry` (and `group`) `{for … : entry => value...}`. */
export interface For {
  readonly kind: 'for'
  readonly span: Span
  readonly key?: string
  readonly name: string
  readonly of: Expression
  readonly entry?: Expression
  readonly value: Expression
  readonly group: boolean
  readonly condition?: Expression
}

/** Operators of one level of precedence, applied from left to right: long chains are flat. */
export interface Operation {
  readonly operator: string
  readonly operand: Expression
}

/** `a ? b : c ? d : e`: the choices in order, then what is left. */
export interface Conditional {
  readonly kind: 'conditional'
  readonly span: Span
  readonly choices: readonly { readonly condition: Expression; readonly yes: Expression }[]
  readonly otherwise: Expression
}

/** An attribute of a body. */
export interface Attribute {
  readonly name: string
  readonly span: Span
  readonly value: Expression
}

/** A label of a block, or the type of one: its text and where it stands, inside its quotes. */
export interface Label {
  readonly text: string
  readonly span: Span
}

/** A block with its labels. */
export interface Block {
  readonly type: Label
  readonly labels: readonly Label[]
  readonly body: Body
}

/** What stands in a file or between the braces of a block, attributes and blocks each in order. */
export interface Body {
  readonly span: Span
  readonly attributes: readonly Attribute[]
  readonly blocks: readonly Block[]
}
