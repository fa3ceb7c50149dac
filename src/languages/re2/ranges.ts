/** A set of characters as ranges of code points, both ends included, sorted and apart: flat pairs of low and high. */
export type Ranges = readonly number[]

/** The last code point of Unicode. */
export const LAST_RUNE = 0x10ffff

/** Sorts ranges and joins those that touch. */
export function cleanRanges(pairs: readonly number[]): Ranges {
  const sorted: (readonly [number, number])[] = []
  for (let at = 0; at < pairs.length; at += 2) sorted.push([pairs[at] ?? 0, pairs[at + 1] ?? 0])
  sorted.sort((a, b) => a[0] - b[0] || b[1] - a[1])
  const out: number[] = []
  for (const [low, high] of sorted) {
    const last = out.length - 1
    if (last > 0 && low <= (out[last] ?? 0) + 1) out[last] = Math.max(out[last] ?? 0, high)
    else out.push(low, high)
  }
  return out
}

/** Everything that clean ranges leave out. */
export function negateRanges(ranges: Ranges): Ranges {
  const out: number[] = []
  let next = 0
  for (let at = 0; at < ranges.length; at += 2) {
    const low = ranges[at] ?? 0
    if (low > next) out.push(next, low - 1)
    next = (ranges[at + 1] ?? 0) + 1
  }
  if (next <= LAST_RUNE) out.push(next, LAST_RUNE)
  return out
}

/** Ranges together with the characters that differ from theirs by case only (simple folding of Unicode). */
export function foldRanges(ranges: readonly number[]): Ranges {
  const out = [...ranges]
  for (let at = 0; at < ranges.length; at += 2) {
    const low = ranges[at] ?? 0
    const high = ranges[at + 1] ?? 0
    for (const [code, orbit] of orbits()) {
      if (code < low || code > high) continue
      for (const other of orbit) out.push(other, other)
    }
  }
  return cleanRanges(out)
}

/** Whether clean ranges hold a code point. */
export function rangesHold(ranges: Ranges, code: number): boolean {
  if (ranges.length <= 8) {
    for (let at = 0; at < ranges.length; at += 2) if (code >= (ranges[at] ?? 0) && code <= (ranges[at + 1] ?? 0)) return true
    return false
  }
  let low = 0
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (code > (ranges[2 * middle + 1] ?? 0)) low = middle + 1
    else if (code < (ranges[2 * middle] ?? 0)) high = middle
    else return true
  }
  return false
}

const FOLD_FIRST = 0x41
const FOLD_LAST = 0x1e943
/** The dotless i has a capital, but Unicode does not fold it. */
const UNFOLDED = 0x131
let foldTable: ReadonlyMap<number, readonly number[]> | undefined

function orbits(): ReadonlyMap<number, readonly number[]> {
  foldTable ??= buildOrbits()
  return foldTable
}

function buildOrbits(): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, Set<number>>()
  for (let code = FOLD_FIRST; code <= FOLD_LAST; code++) {
    if (code === UNFOLDED || (code >= 0xd800 && code <= 0xdfff)) continue
    const char = String.fromCodePoint(code)
    for (const other of [char.toLowerCase(), char.toUpperCase()]) {
      const to = other.codePointAt(0) ?? code
      if (to !== code && other.length === String.fromCodePoint(to).length) joinOrbit(groups, code, to)
    }
  }
  return new Map([...groups].sort((a, b) => a[0] - b[0]).map(([code, group]) => [code, [...group]]))
}

function joinOrbit(groups: Map<number, Set<number>>, one: number, two: number): void {
  const joined = new Set([...(groups.get(one) ?? [one]), ...(groups.get(two) ?? [two])])
  for (const code of joined) groups.set(code, joined)
}
