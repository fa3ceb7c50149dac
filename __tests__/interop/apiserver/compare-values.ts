import type { Item } from '../../../src/languages/cel/value.ts'

/** What differs between a value worked out here and what a real server answers; what is unknown here is equal to anything, and counted. */
export function differencesBetween(
  own: Item | undefined,
  real: unknown,
  at: string,
): { readonly differ: readonly string[]; readonly open: readonly string[] } {
  if (own?.kind === 'unknown') return { differ: [], open: real === undefined ? [] : [at] }
  if (own === undefined || real === undefined)
    return {
      differ: own === undefined && real === undefined ? [] : [`${at}: here ${shown(own)}, there ${JSON.stringify(real)}`],
      open: [],
    }
  // The answer has been through the store's encoding, which does not tell an empty list from none.
  if (own.kind === 'list' && own.items.length === 0 && real === null) return { differ: [], open: [] }
  if (own.kind === 'list' && Array.isArray(real)) {
    const parts = Array.from({ length: Math.max(own.items.length, real.length) }, (_, index) =>
      differencesBetween(own.items[index], real[index], `${at}[${index}]`),
    )
    return merged(parts)
  }
  if (own.kind === 'map' && typeof real === 'object' && real !== null && !Array.isArray(real)) {
    const theirs: Readonly<Record<string, unknown>> = { ...real }
    const keys = new Set([...[...own.entries.keys()].map((key) => key.slice(1)), ...Object.keys(theirs)])
    return merged([...keys].map((key) => differencesBetween(own.entries.get(`s${key}`)?.value, theirs[key], `${at}.${key}`)))
  }
  return {
    differ: shown(own) === JSON.stringify(real) ? [] : [`${at}: here ${shown(own)}, there ${JSON.stringify(real)}`],
    open: [],
  }
}

function merged(parts: readonly { readonly differ: readonly string[]; readonly open: readonly string[] }[]): {
  readonly differ: readonly string[]
  readonly open: readonly string[]
} {
  return { differ: parts.flatMap(({ differ }) => differ), open: parts.flatMap(({ open }) => open) }
}

function shown(own: Item | undefined): string {
  if (own === undefined) return 'nothing'
  if (own.kind === 'string' || own.kind === 'bool' || own.kind === 'double') return JSON.stringify(own.value)
  if (own.kind === 'int') return `${own.value}`
  return own.kind === 'null'
    ? 'null'
    : own.kind === 'list'
      ? `a list of ${own.items.length}`
      : own.kind === 'map'
        ? `a map of ${[...own.entries.keys()].join()}`
        : own.kind
}
