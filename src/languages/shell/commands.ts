import type { Span } from '../../model/span.ts'

/** A command line of a script: its words with single spaces between, and where it stands. */
export interface CommandLine {
  readonly text: string
  readonly span: Span
}

/** The command lines of a script, as the shell joins lines that end with a backslash; comments and empty lines are none. */
export function commandLines(script: string): readonly CommandLine[] {
  const found: CommandLine[] = []
  for (const match of script.matchAll(/(?:[^\n\\]|\\[\s\S]?)+/g)) {
    const text = match[0]
      .replaceAll(/\\\r?\n/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    if (text === '' || text.startsWith('#')) continue
    const start = match.index + (match[0].length - match[0].trimStart().length)
    found.push({ text, span: { start, end: match.index + match[0].trimEnd().length } })
  }
  return found
}
