import { MAX_DIFF_LINES } from '../model/limits.ts'

/** Lines around a difference that are shown with it. */
const AROUND = 2

/**
 * The difference of two texts as a unified diff shows it: lines that begin with `-`, `+` or a blank, and `@@` between parts that are apart. Texts of more
 * than MAX_DIFF_LINES lines are shown as replaced whole.
 */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly string[] {
  if (Math.max(before.length, after.length) > MAX_DIFF_LINES)
    return [`@@ ${before.length} lines before, ${after.length} after: too long to compare line by line`]
  const marked = align(before, after)
  const near = marked.map((_, index) =>
    marked.slice(Math.max(0, index - AROUND), index + AROUND + 1).some((line) => line[0] !== ' '),
  )
  return marked.flatMap((line, index) => {
    if (near[index] !== true) return []
    return index > 0 && near[index - 1] !== true ? ['@@', line] : [line]
  })
}

/** By the longest common subsequence of lines. */
function align(before: readonly string[], after: readonly string[]): readonly string[] {
  const width = after.length + 1
  const lengths = new Uint16Array((before.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        before[row] === after[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
  const lines: string[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push(` ${before[row]}`)
      row++
      column++
    } else if (column >= after.length || (row < before.length && at(row + 1, column) >= at(row, column + 1)))
      lines.push(`-${before[row++]}`)
    else lines.push(`+${after[column++]}`)
  }
  return lines
}
