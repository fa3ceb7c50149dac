/** Lines of the new side that one hunk shows, both ends included. */
export interface HunkRange {
  readonly start: number
  readonly end: number
}

/** Ranges of new-side lines (context and added) in a unified patch. A hunk that only removes shows no line of the new side. */
export function newSideRanges(patch: string): readonly HunkRange[] {
  const ranges: HunkRange[] = []
  for (const match of patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)) {
    const start = Number(match[1])
    const count = match[2] === undefined ? 1 : Number(match[2])
    if (count > 0 && start > 0) ranges.push({ start, end: start + count - 1 })
  }
  return ranges
}
