/**
 * Whether `text` matches `pattern`, whole: `*` matches within a segment (never across a separator), `**` as a whole segment
 * matches any number of segments, everything else is literal and case-sensitive. Time is bounded by
 * |pattern| × |text|: there is no backtracking beyond the last star of a segment and the last `**`.
 */
export function matchesGlob(pattern: string, text: string, separator = '/'): boolean {
  return matchesStars(pattern.split(separator), text.split(separator), { star: '**', same: matchesSegment })
}

function matchesSegment(pattern: string, text: string): boolean {
  return matchesStars(pattern, text, { star: '*', same: (wanted, got) => wanted === got })
}

interface Matching {
  readonly star: string
  readonly same: (wanted: string, got: string) => boolean
}

/** Matches piece by piece; a star takes any number of pieces, and only the last star is ever taken back. */
function matchesStars(pattern: ArrayLike<string>, text: ArrayLike<string>, { star, same }: Matching): boolean {
  let p = 0
  let t = 0
  let lastStar = -1
  let resume = 0
  while (t < text.length) {
    if (pattern[p] === star) {
      lastStar = p++
      resume = t
    } else if (p < pattern.length && same(pattern[p] ?? '', text[t] ?? '')) {
      p++
      t++
    } else if (lastStar >= 0) {
      p = lastStar + 1
      t = ++resume
    } else return false
  }
  while (pattern[p] === star) p++
  return p === pattern.length
}
