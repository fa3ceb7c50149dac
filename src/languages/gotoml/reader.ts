import type { Text } from '../govalue/text.ts'
import type { Value } from '../govalue/value.ts'

/** Where a document is no TOML v1.0, or what of it is not supported. */
export class TomlSyntaxProblem extends Error {}

/** A place in a document that is being read. */
export interface Reader {
  readonly text: string
  readonly source: Text
  readonly spend: (steps: number) => void
  /** Makes a value of a date; Go's are times. */
  readonly date: (written: string) => Value | undefined
  at: number
  depth: number
  /** Tables that a header or a value has defined already. */
  readonly closed: Set<Map<string, Value>>
}

/** The refusal of what stands at the reader. */
export function refused(reader: Reader): TomlSyntaxProblem {
  return new TomlSyntaxProblem(`the document is no TOML at character ${reader.at}`)
}
