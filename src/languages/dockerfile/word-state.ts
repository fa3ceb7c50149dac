/** What a variable holds: a text, or that it holds something which the file does not tell. Undefined where nothing sets it. */
export type Held = { readonly text: string } | { readonly unknown: readonly string[] } | undefined

/** How words are taken apart. `raw` keeps unset variables as written, or quotes and escapes too, as BuildKit does to find here-documents. */
export interface WordRules {
  readonly mark: string
  readonly held: (name: string) => Held
  readonly raw?: 'all' | 'unset'
}

/** What BuildKit refuses a word for. */
export class Refusal extends Error {}
/** Nesting beyond what is read here. */
export class TooDeep extends Error {}

/** Where reading stands. */
export interface State {
  readonly chars: readonly string[]
  at: number
  readonly rules: WordRules
  /** The word under way; BuildKit shares it with the texts inside `${…}`, and so loses what stood before one. */
  buffer: string
  readonly used: Set<string>
  readonly missing: Set<string>
  rawEscapes: boolean
  depth: number
  /** Reads on to a character, which it takes too. */
  readonly readTo: (state: State, stop: string, rawEscapes: boolean, pattern: boolean) => string
}
