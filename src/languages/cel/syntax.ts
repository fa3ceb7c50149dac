import type { Value } from './value.ts'

/** The tree of a CEL expression. Macros are nodes of their own, because their arguments are not evaluated like those of a call. */
export type Cel =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'select'; readonly of: Cel; readonly field: string; readonly optional: boolean }
  | { readonly kind: 'index'; readonly of: Cel; readonly at: Cel; readonly optional: boolean }
  | { readonly kind: 'call'; readonly target?: Cel; readonly name: string; readonly args: readonly Cel[] }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'map'; readonly entries: readonly MapItem[] }
  | { readonly kind: 'message'; readonly type: string; readonly fields: readonly Cel[] }
  | { readonly kind: 'operator'; readonly operator: string; readonly args: readonly Cel[] }
  | { readonly kind: 'has'; readonly of: Cel; readonly field: string }
  | Macro

/** A macro over a list, a map or an optional: `names` are bound in `bodies`, which are evaluated for each element. */
export interface Macro {
  readonly kind: 'macro'
  readonly macro: string
  readonly of: Cel
  readonly names: readonly string[]
  readonly bodies: readonly Cel[]
}

/** An item of a list literal; `optional` (`?`) leaves out what is none. */
export interface ListItem {
  readonly cel: Cel
  readonly optional: boolean
}

/** An entry of a map literal. */
export interface MapItem {
  readonly key: Cel
  readonly value: Cel
  readonly optional: boolean
}

/** Every part directly below a node. */
export function partsOf(cel: Cel): readonly Cel[] {
  if (cel.kind === 'select' || cel.kind === 'has') return [cel.of]
  if (cel.kind === 'index') return [cel.of, cel.at]
  if (cel.kind === 'call') return cel.target === undefined ? cel.args : [cel.target, ...cel.args]
  if (cel.kind === 'list') return cel.items.map((item) => item.cel)
  if (cel.kind === 'map') return cel.entries.flatMap(({ key, value }) => [key, value])
  if (cel.kind === 'message') return cel.fields
  if (cel.kind === 'operator') return cel.args
  return cel.kind === 'macro' ? [cel.of, ...cel.bodies] : []
}

/** Thrown inside the parser only. */
export class CelProblem extends Error {
  override readonly name = 'CelProblem'
}
