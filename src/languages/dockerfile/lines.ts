/** One line of a file, without its line break. */
export interface Line {
  readonly start: number
  readonly end: number
}

/** The lines of a file: a line feed ends one, carriage returns before it belong to the break. A mark at the very start is dropped. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const stop = newline < 0 ? text.length : newline
    let end = stop
    while (end > start && text[end - 1] === '\r') end--
    lines.push({ start, end })
    start = stop + 1
  }
  return lines
}
