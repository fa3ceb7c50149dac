/** What a unified diff says about two texts: the patch without file headers, and how many lines it adds and removes. */
export interface Patch {
  readonly text: string
  readonly additions: number
  readonly deletions: number
}

type Step = { readonly kind: ' ' | '-' | '+'; readonly line: string }

const CONTEXT = 3
const MAX_CELLS = 4_000_000

/** The unified diff of two texts with three lines of context, as `git diff` would cut it. */
export function patchOf(before: string, after: string): Patch {
  const steps = stepsOf(linesOf(before), linesOf(after))
  const changed = steps.flatMap((step, index) => (step.kind === ' ' ? [] : [index]))
  const hunks: { from: number; to: number }[] = []
  for (const index of changed) {
    const last = hunks.at(-1)
    if (last !== undefined && index - CONTEXT <= last.to + 1) last.to = Math.min(steps.length - 1, index + CONTEXT)
    else hunks.push({ from: Math.max(0, index - CONTEXT), to: Math.min(steps.length - 1, index + CONTEXT) })
  }
  const text = hunks.map((hunk) => hunkText(steps, hunk)).join('\n')
  const count = (kind: Step['kind']): number => steps.filter((step) => step.kind === kind).length
  return { text, additions: count('+'), deletions: count('-') }
}

function linesOf(text: string): readonly string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

function hunkText(steps: readonly Step[], hunk: { readonly from: number; readonly to: number }): string {
  const before = steps.slice(0, hunk.from)
  const within = steps.slice(hunk.from, hunk.to + 1)
  const side = (all: readonly Step[], other: Step['kind']): number => all.filter((step) => step.kind !== other).length
  const range = (other: Step['kind']): string => {
    const count = side(within, other)
    const start = side(before, other) + (count === 0 ? 0 : 1)
    return count === 1 ? `${start}` : `${start},${count}`
  }
  return [`@@ -${range('+')} +${range('-')} @@`, ...within.map((step) => step.kind + step.line)].join('\n')
}

function stepsOf(before: readonly string[], after: readonly string[]): readonly Step[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  const rest = Math.min(before.length, after.length) - head
  while (tail < rest && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const kept = (lines: readonly string[]): readonly Step[] => lines.map((line) => ({ kind: ' ', line }))
  const middle = middleSteps(before.slice(head, before.length - tail), after.slice(head, after.length - tail))
  return [...kept(before.slice(0, head)), ...middle, ...kept(tail === 0 ? [] : before.slice(-tail))]
}

function middleSteps(before: readonly string[], after: readonly string[]): readonly Step[] {
  const removed = before.map((line): Step => ({ kind: '-', line }))
  const added = after.map((line): Step => ({ kind: '+', line }))
  if (before.length * after.length > MAX_CELLS) return [...removed, ...added]
  const width = after.length + 1
  const longest = new Uint32Array((before.length + 1) * width)
  for (let b = before.length - 1; b >= 0; b--)
    for (let a = after.length - 1; a >= 0; a--) {
      const same = before[b] === after[a] ? (longest[(b + 1) * width + a + 1] ?? 0) + 1 : 0
      longest[b * width + a] = same || Math.max(longest[(b + 1) * width + a] ?? 0, longest[b * width + a + 1] ?? 0)
    }
  const steps: Step[] = []
  let [b, a] = [0, 0]
  while (b < before.length && a < after.length) {
    if (before[b] === after[a]) {
      steps.push({ kind: ' ', line: before[b] ?? '' })
      b++
      a++
    } else if ((longest[(b + 1) * width + a] ?? 0) >= (longest[b * width + a + 1] ?? 0)) steps.push(removed[b++] as Step)
    else steps.push(added[a++] as Step)
  }
  return [...steps, ...removed.slice(b), ...added.slice(a)]
}
