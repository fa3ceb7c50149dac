import type { Instance } from './instance.ts'
import type { Compiled, Written } from './schema.ts'

/** What came of one schema and one instance: a refusal, or what was evaluated. */
export interface Found {
  readonly refusal: { readonly at: string; readonly why: string } | undefined
  /** Everything is taken as evaluated. */
  readonly all: boolean
  readonly keys: ReadonlySet<string>
  readonly items: ReadonlySet<number>
}

/** What is handed from keyword to keyword. */
export interface Checker {
  readonly schema: Compiled
  readonly spend: (steps: number) => void
  readonly check: (schema: Written, value: Instance, at: string) => Found
}

/** An outcome that grows while the keywords of one schema are looked at. */
export interface Growing extends Found {
  refusal: Found['refusal']
  all: boolean
  readonly keys: Set<string>
  readonly items: Set<number>
  /** Takes over what another schema said of the same instance; false when it refuses. */
  readonly add: (other: Found) => boolean
}

/** Nothing refused and nothing evaluated yet. */
export function nothing(): Growing {
  const found: Growing = {
    refusal: undefined,
    all: false,
    keys: new Set(),
    items: new Set(),
    add: (other) => {
      if (other.refusal !== undefined) {
        found.refusal = other.refusal
        return false
      }
      if (other.all) found.all = true
      for (const key of other.keys) found.keys.add(key)
      for (const item of other.items) found.items.add(item)
      return true
    },
  }
  return found
}

/** A refusal. */
export function fail(at: string, why: string): Found {
  return { refusal: { at, why }, all: false, keys: new Set(), items: new Set() }
}
