/** A value as a table writes it. */
export type Written = string | number | boolean | readonly Written[] | { readonly [key: string]: Written }

/** What the API server adds to the maps at a path, where they are and do not say so themselves. */
export interface DefaultsAt {
  readonly at: readonly string[]
  readonly add: Readonly<Record<string, Written>>
}
