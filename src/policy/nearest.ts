/** Candidates that a message lists. */
const MAX_LISTED = 12

/** The candidate that a writer most likely meant: fewest edits, at most a third of the word, or the one that it begins with; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  const most = Math.max(2, Math.floor(word.length / 3))
  const [best] = candidates
    // A word takes at least as many edits as it is longer or shorter.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= most)
    .map((candidate) => ({ candidate, distance: distanceOf(lower, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  if (best !== undefined && best.distance <= most) return best.candidate
  // A longer name of the same thing in another project: identityRegExp for identity.
  const begun = candidates.filter((candidate) => candidate.length >= LEAST_BEGINNING && lower.startsWith(candidate.toLowerCase()))
  return begun.length === 1 ? begun[0] : undefined
}

const LEAST_BEGINNING = 4

/** Insertions, deletions, substitutions and swaps of neighbours between two short words; long words are not compared. */
function distanceOf(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cheapest({ rows, row, a, b, i, j }))
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}

interface Cell {
  readonly rows: readonly (readonly number[])[]
  readonly row: readonly number[]
  readonly a: string
  readonly b: string
  readonly i: number
  readonly j: number
}

function cheapest({ rows, row, a, b, i, j }: Cell): number {
  const at = (up: number, left: number): number =>
    (up === 0 ? row[j - left] : rows[i - up]?.[j - left]) ?? Number.POSITIVE_INFINITY
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return Math.min(
    at(1, 0) + 1,
    at(0, 1) + 1,
    at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
    swapped ? at(2, 2) + 1 : Number.POSITIVE_INFINITY,
  )
}

/** `did you mean "x"?` with what may be written, for a word that is not among the candidates. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  if (near !== undefined) return `did you mean "${near}"?`
  const shown = candidates.slice(0, MAX_LISTED).join(', ')
  const rest = candidates.length > MAX_LISTED ? `, … (${candidates.length} in all)` : ''
  return `write one of: ${shown}${rest}`
}
