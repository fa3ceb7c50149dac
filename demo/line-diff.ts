/** One line of a diff: its text and its 1-based numbers on the sides where it stands. */
export interface DiffLine {
  readonly kind: 'same' | 'add' | 'del'
  readonly text: string
  readonly before?: number
  readonly after?: number
}

const CONTEXT = 3

/** The hunks between two texts, with three lines of context, as a reviewer sees them. */
export function hunksOf(before: string, after: string): readonly (readonly DiffLine[])[] {
  const lines = diffLines(linesOf(before), linesOf(after))
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ kind }) => kind !== 'same'))
  const hunks: DiffLine[][] = []
  for (const [at, line] of lines.entries()) {
    if (near[at] !== true) continue
    if (near[at - 1] !== true) hunks.push([])
    hunks.at(-1)?.push(line)
  }
  return hunks
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const lengths = commonLengths(before, after)
  const lines: DiffLine[] = []
  let b = 0
  let a = 0
  while (b < before.length || a < after.length) {
    const left = before[b]
    const right = after[a]
    if (left !== undefined && left === right) lines.push({ kind: 'same', text: left, before: ++b, after: ++a })
    else if (left !== undefined && (right === undefined || (lengths[b + 1]?.[a] ?? 0) >= (lengths[b]?.[a + 1] ?? 0))) {
      lines.push({ kind: 'del', text: left, before: ++b })
    } else lines.push({ kind: 'add', text: right ?? '', after: ++a })
  }
  return lines
}

/** Lengths of the longest common subsequences of all pairs of endings. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  for (let b = before.length - 1; b >= 0; b--) {
    for (let a = after.length - 1; a >= 0; a--) {
      const row = table[b]
      if (row === undefined) continue
      row[a] = before[b] === after[a] ? (table[b + 1]?.[a + 1] ?? 0) + 1 : Math.max(table[b + 1]?.[a] ?? 0, row[a + 1] ?? 0)
    }
  }
  return table
}
