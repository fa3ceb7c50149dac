import type { Span } from '../../model/span.ts'

/** One instruction with its continuation lines joined. `at` maps an offset of `text` to the file. */
export interface Instruction {
  readonly keyword: string
  readonly text: string
  readonly argument: number
  readonly at: (offset: number) => number
}

/** A parser directive of the leading comment block: `# syntax=…`, `# escape=…`. */
export interface Directive {
  readonly name: string
  readonly value: string
  readonly span: Span
}

interface Line {
  readonly start: number
  readonly end: number
}

interface Piece {
  readonly at: number
  readonly start: number
}

/** A Dockerfile as BuildKit splits it: directives, then instructions without comments, here-document bodies and line ends. */
export function splitDockerfile(text: string): { directives: readonly Directive[]; instructions: Iterable<Instruction> } {
  const lines = linesOf(text)
  const directives = directivesOf(text, lines)
  const mark = directives.find((directive) => directive.name === 'escape')?.value === '`' ? '`' : '\\'
  return { directives, instructions: instructionsOf(text, lines, mark) }
}

function* instructionsOf(text: string, lines: readonly Line[], mark: string): Generator<Instruction> {
  const contents = indexLines(text, lines)
  for (let index = 0; index < lines.length; ) {
    const { instruction, next } = readInstruction(text, lines, index, mark)
    if (instruction !== undefined) yield instruction
    index = instruction === undefined ? next : skipHeredocs(contents, next, instruction)
  }
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const stop = newline < 0 ? text.length : newline
    lines.push({ start, end: text[stop - 1] === '\r' && stop > start ? stop - 1 : stop })
    start = stop + 1
  }
  return lines
}

function directivesOf(text: string, lines: readonly Line[]): readonly Directive[] {
  const directives: Directive[] = []
  for (const [index, line] of lines.entries()) {
    const content = text.slice(line.start, line.end)
    if (index === 0 && content.startsWith('#!')) continue
    const match = /^(\s*(?:#|\/\/)\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*)(\S(?:.*\S)?)\s*$/.exec(content)
    if (match === null) break
    const start = line.start + (match[1] ?? '').length
    const value = match[3] ?? ''
    directives.push({ name: (match[2] ?? '').toLowerCase(), value, span: { start, end: start + value.length } })
  }
  return directives
}

function readInstruction(text: string, lines: readonly Line[], from: number, mark: string) {
  const pieces: Piece[] = []
  let joined = ''
  let index = from
  for (; index < lines.length; index++) {
    const line = lines[index] ?? { start: 0, end: 0 }
    const content = text.slice(line.start, line.end)
    const idle = /^\s*(?:#|$)/.test(content)
    if (idle && pieces.length === 0) return { instruction: undefined, next: index + 1 }
    if (idle) continue
    const body = content.trimEnd()
    const continues = body.endsWith(mark)
    pieces.push({ at: joined.length, start: line.start })
    joined += continues ? body.slice(0, -1) : content
    if (!continues) break
  }
  return { instruction: instructionOf(joined, pieces), next: index + 1 }
}

function instructionOf(text: string, pieces: readonly Piece[]): Instruction | undefined {
  const match = /^\s*(\S+)\s*/.exec(text)
  if (match === null) return undefined
  const at = (offset: number): number => {
    const piece = pieces.findLast((one) => one.at <= offset) ?? { at: 0, start: 0 }
    return piece.start + offset - piece.at
  }
  return { keyword: (match[1] ?? '').toUpperCase(), text, argument: match[0].length, at }
}

/** Line numbers by content, so that the end of a here-document is found without looking at every line again. */
function indexLines(text: string, lines: readonly Line[]): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>()
  for (const [number, line] of lines.entries()) {
    const content = text.slice(line.start, line.end)
    if (!/^\t*[A-Za-z_][\w.-]*$/.test(content)) continue
    for (const key of content.startsWith('\t') ? [content, `-${content.replace(/^\t+/, '')}`] : [content, `-${content}`]) {
      const known = index.get(key)
      if (known === undefined) index.set(key, [number])
      else known.push(number)
    }
  }
  return index
}

/** Bodies of here-documents are not instructions. One that never ends is none: the build would fail, and nothing may hide behind it. */
function skipHeredocs(index: ReadonlyMap<string, readonly number[]>, from: number, instruction: Instruction): number {
  const keyword = instruction.keyword === 'ONBUILD' ? wordsOf(instruction)[0]?.text.toUpperCase() : instruction.keyword
  if (keyword !== 'RUN' && keyword !== 'COPY' && keyword !== 'ADD') return from
  let next = from
  for (const match of instruction.text.matchAll(/(?:^|\s)\d*<<(-?)(["']?)([A-Za-z_][\w.-]*)\2(?=\s|$)/g)) {
    const end = firstAtLeast(index.get(`${match[1]}${match[3]}`) ?? [], next)
    if (end === undefined) return next
    next = end + 1
  }
  return next
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

/** A word of an instruction, quotes taken off, with its offset in the instruction's text. */
export interface Word {
  readonly text: string
  readonly offset: number
}

/** The words after the keyword, separated by blanks that are not quoted. */
export function wordsOf(instruction: Instruction): readonly Word[] {
  const rest = instruction.text.slice(instruction.argument)
  return [
    ...rest.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|'[^']*'?|[^\s"'][^\s"']*(?:(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^']*')[^\s"']*)*/g),
  ].map((match) => {
    const quoted = /^(["'])([\s\S]*)\1$/.exec(match[0])
    const text = quoted === null ? match[0] : (quoted[2] ?? '')
    return { text, offset: instruction.argument + match.index + (quoted === null ? 0 : 1) }
  })
}
