import { type Field, itemFields, under } from '../../kubernetes/field.ts'
import type { Scope } from '../../kubernetes/resources.ts'
import type { Value } from '../../languages/cel/value.ts'
import type { PathStep } from '../../model/span.ts'

/** One object that the API server would be asked to admit: the one in the file, or one that a controller makes from it. */
export interface Admitted {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** The names under which its kind may be served: one that is sure, or guesses. */
  readonly resources: readonly string[]
  readonly scope: Scope
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly value: Value
  /** Set for what a controller makes: from what. */
  readonly madeFrom?: string
  /** Where a part of the object stands in the file. */
  readonly at: (path: readonly PathStep[]) => Field
}

/** Why what a patch does not write is open. */
export const PATCH = 'the manifest is a patch: what it does not say may be said elsewhere'

/** The field at a path of keys and positions. */
export function stepsUnder(root: Field, path: readonly PathStep[]): Field {
  return path.reduce<Field>((at, step) => (typeof step === 'string' ? under(at, step) : (itemFields(at)[step] ?? at)), root)
}
