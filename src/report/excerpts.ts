import type { SourceIndex } from '../model/facts.ts'
import type { Report } from '../model/report.ts'

/** The lines of a file that a report shows, each with whether it is the complete line. */
export function excerptsOf({ file, lineStarts, excerpts }: SourceIndex): Report['excerpts'] {
  return excerpts.map(({ line, text }) => ({ file, line, text, whole: isWhole(lineStarts, line, text) }))
}

// A suggestion replaces a whole line: an excerpt that was cut short would delete the rest of it.
function isWhole(lineStarts: readonly number[], line: number, text: string): boolean {
  const start = lineStarts[line - 1]
  const next = lineStarts[line]
  if (start === undefined || /[\r\n]/.test(text)) return false
  return next === undefined || next - start - text.length === 1 || next - start - text.length === 2
}
