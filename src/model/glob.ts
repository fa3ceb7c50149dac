/**
 * Whether `text` matches `pattern`, whole: `*` matches within a segment (never across a separator), `**` as a whole segment
 * matches any number of segments, everything else is literal and case-sensitive. Time is bounded by
 * |pattern| × |text|: there is no backtracking beyond the last star of a segment and the last `**`.
 */
export function matchesGlob(pattern: string, text: string, separator = '/'): boolean {
  return matchSegments(pattern.split(separator), text.split(separator))
}

function matchSegments(pattern: readonly string[], text: readonly string[]): boolean {
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length) {
    if (pattern[p] === '**') {
      star = p++
      resume = t
    } else if (p < pattern.length && matchSegment(pattern[p] ?? '', text[t] ?? '')) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++resume
    } else return false
  }
  while (pattern[p] === '**') p++
  return p === pattern.length
}

function matchSegment(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = t
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
