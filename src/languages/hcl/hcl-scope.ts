import { MAX_DEPTH, MAX_HCL_NESTING, MAX_HCL_NODES, MAX_HCL_STEPS } from '../../model/limits.ts'
import type { Place } from '../../model/span.ts'
import type { Expression } from './hcl-syntax.ts'
import { type Item, type Unknown, unknown, type Value } from './hcl-value.ts'

/** What an evaluation may still cost. `spent` says that it came to its end: what was not evaluated is unknown. */
export interface HclBudget {
  steps: number
  nesting: number
  nodes: number
  spent: boolean
}

/** The budget of one file. */
export function hclBudget(): HclBudget {
  return { steps: MAX_HCL_STEPS, nesting: MAX_HCL_NESTING, nodes: MAX_HCL_NODES, spent: false }
}

/** The value that a name stands for, with how many of the attributes behind it belong to the name (`var.x`: one). */
export interface Resolved {
  readonly value: Value
  readonly used: number
}

/** A file that an expression reads: its path in the repository and its text. */
export interface ReadFile {
  readonly path: string
  readonly text: string
}

/** What an expression is evaluated in: the file that it stands in, and what names, files and functions mean there. */
export interface Scope {
  readonly file: string
  readonly budget: HclBudget
  readonly resolve: (root: string, attributes: readonly string[]) => Resolved | undefined
  /** A file by the path that an expression gives, from the folder of the module; undefined where it is not there. */
  readonly read?: (path: string) => ReadFile | undefined
  /** A function that the file itself defines, as Bake lets it: the names of its parameters and its result. */
  readonly defined?: (name: string) => { readonly parameters: readonly string[]; readonly result: Expression } | undefined
}

/** The scope with names of its own: what a `for`, a `dynamic` block or a function binds. */
export function withNames(scope: Scope, names: Readonly<Record<string, Value>>): Scope {
  return {
    ...scope,
    resolve: (root, attributes) => {
      const own = Object.hasOwn(names, root) ? names[root] : undefined
      return own === undefined ? scope.resolve(root, attributes) : { value: own, used: 0 }
    },
  }
}

/** Takes `steps` of the budget; what to answer when there are no more. */
export function spend({ budget }: Scope, steps = 1): Unknown | undefined {
  budget.steps -= steps
  if (budget.steps >= 0) return undefined
  budget.spent = true
  return unknown('it takes too many steps to evaluate')
}

/** Takes one node of the tree that is made, `depth` levels deep; what to answer when there are no more. */
export function spendNode({ budget }: Scope, depth: number): Unknown | undefined {
  budget.nodes--
  if (budget.nodes >= 0 && depth <= MAX_DEPTH) return undefined
  budget.spent = true
  return unknown('its values are too large to look through')
}

/** How an expression is evaluated, for what evaluates its arguments itself. */
export type Evaluate = (expression: Expression, scope: Scope) => Value

/** What a function is told beside its arguments: where it is called, and in what. */
export interface CallPlace {
  readonly scope: Scope
  readonly at: Place
  readonly evaluate: Evaluate
}

/** A function on values whose parts may be unknown. */
export type OnItems = (args: readonly Item[], place: CallPlace) => Value
