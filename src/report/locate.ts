import type { SourceIndex } from '../model/facts.ts'
import type { Location } from '../model/report.ts'
import type { Place } from '../model/span.ts'

/** Turns offsets into lines and columns. A file that is not among the sources is pointed at by its first character. */
export type Locate = (place: Place) => Location

/** A locator over the sources of a run. */
export function locator(sources: readonly SourceIndex[]): Locate {
  const starts = new Map(sources.map((source) => [source.file, source.lineStarts]))
  return ({ file, span }) => {
    const lines = starts.get(file) ?? []
    const [line, column] = position(lines, span.start)
    const [endLine, endColumn] = position(lines, Math.max(span.start, span.end))
    return { file, line, column, endLine, endColumn }
  }
}

/** The last line of a location that holds some of it: a location that ends before the first column of a line does not touch it. */
export function lastLine(location: Location): number {
  return location.endColumn === 1 && location.endLine > location.line ? location.endLine - 1 : location.endLine
}

function position(lineStarts: readonly number[], offset: number): readonly [line: number, column: number] {
  if (lineStarts.length === 0) return [1, 1]
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return [low + 1, offset - (lineStarts[low] ?? 0) + 1]
}
