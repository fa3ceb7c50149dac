import { leadingSpace } from './go-space.ts'
import type { Line } from './lines.ts'
import { readWord, type WordProblem } from './shell-word.ts'

/** A here-document that an instruction opens: the line that ends it, and whether tabs before that line do not count. */
export interface Heredoc {
  readonly name: string
  readonly chomp: boolean
}

const MAY_HAVE_ONE = new Set(['RUN', 'COPY', 'ADD'])

/** Whether BuildKit looks for here-documents in an instruction: not in others than these, and not where the arguments are a JSON array. */
export function mayHaveHeredoc(keyword: string, rest: string): boolean {
  return MAY_HAVE_ONE.has(keyword) && !isJsonArray(rest)
}

function isJsonArray(rest: string): boolean {
  const source = rest.slice(leadingSpace(rest))
  if (!source.startsWith('[')) return false
  try {
    return Array.isArray(JSON.parse(source))
  } catch {
    return false
  }
}

/** The here-documents of a joined line. Its words are read with the usual escape, whatever the directive says; a line that has none gives none. */
export function heredocsOf(line: string): readonly Heredoc[] | WordProblem {
  if (!line.includes('<<')) return []
  const read = readWord(line, { mark: '\\', held: () => undefined, raw: 'all' })
  if ('problem' in read) return read.tooDeep === true ? read : []
  return read.words.flatMap((word) => heredocOf(word) ?? [])
}

function heredocOf(word: string): Heredoc | undefined {
  const match = /^\d*<<(-?)[\t\n\f\r ]*([^<]+)$/.exec(word)
  if (match === null) return undefined
  const read = readWord(match[2] ?? '', { mark: '\\', held: () => undefined, raw: 'unset' })
  if ('problem' in read || read.words.length !== 1) return undefined
  return { name: read.words[0] ?? '', chomp: match[1] === '-' }
}

/** Line numbers by content, so that the end of a here-document is found without looking at every line again. */
export function createEnds(text: string, lines: readonly Line[]): (heredoc: Heredoc, from: number) => number | undefined {
  const index = new Map<string, Map<string, number[]>>()
  return ({ name, chomp }, from) => {
    const kind = chomp ? 'chomped' : 'whole'
    const known = index.get(kind) ?? indexed(text, lines, chomp)
    index.set(kind, known)
    return firstAtLeast(known.get(name) ?? [], from)
  }
}

function indexed(text: string, lines: readonly Line[], chomp: boolean): Map<string, number[]> {
  const byContent = new Map<string, number[]>()
  for (const [number, { start, end }] of lines.entries()) {
    const content = text.slice(start, end)
    const key = chomp ? content.replace(/^\t+/, '') : content
    const known = byContent.get(key)
    if (known === undefined) byContent.set(key, [number])
    else known.push(number)
  }
  return byContent
}

function firstAtLeast(sorted: readonly number[], least: number): number | undefined {
  let low = 0
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return sorted[low]
}
