import { type Directive, directivesOf } from './directives.ts'
import { splitFlags, type Taken } from './flags.ts'
import { isSpace, leadingSpace, trimEndSpace } from './go-space.ts'
import { createEnds, heredocsOf, mayHaveHeredoc } from './heredocs.ts'
import { type Line, linesOf } from './lines.ts'

/**
 * One instruction with its continuation lines joined. `at` maps an offset of `text` to the file. `argument` is where its arguments begin, flags
 * included; `problem` says what kept its here-documents from being found.
 */
export interface Instruction {
  readonly keyword: string
  readonly text: string
  readonly argument: number
  readonly at: (offset: number) => number
  readonly problem?: string
}

interface Piece {
  readonly at: number
  readonly start: number
}

/** A Dockerfile in its parts. */
export interface SplitDockerfile {
  readonly directives: readonly Directive[]
  /** The character that escapes and continues lines. */
  readonly mark: string
  readonly instructions: Iterable<Instruction>
}

/** A Dockerfile as BuildKit 0.34 splits it: directives, then instructions without comments, here-document bodies and line ends. */
export function splitDockerfile(text: string): SplitDockerfile {
  const lines = linesOf(text)
  const directives = directivesOf(text, lines)
  const mark = directives.find(({ name }) => name === 'escape')?.value === '`' ? '`' : '\\'
  return { directives, mark, instructions: { [Symbol.iterator]: () => instructionsOf(text, lines, mark, true) } }
}

/** The instructions of a file in the language of Dockerfiles without directives and here-documents, as Earthly has it. */
export function splitPlain(text: string): Iterable<Instruction> {
  return { [Symbol.iterator]: () => instructionsOf(text, linesOf(text), '\\', false) }
}

function* instructionsOf(text: string, lines: readonly Line[], mark: string, hasHeredocs: boolean): Generator<Instruction> {
  const endOf = createEnds(text, lines)
  for (let index = 0; index < lines.length; ) {
    const { instruction, next } = readInstruction(text, lines, index, mark)
    index = next
    if (instruction === undefined) continue
    const heredocs = hasHeredocs && mayContain(instruction, mark) ? heredocsOf(instruction.text) : []
    if ('problem' in heredocs) yield { ...instruction, problem: heredocs.problem }
    else yield instruction
    for (const heredoc of 'problem' in heredocs ? [] : heredocs) {
      // One that never ends is none: the build would fail, and nothing may hide behind it.
      const end = endOf(heredoc, index)
      if (end === undefined) break
      index = end + 1
    }
  }
}

function mayContain(instruction: Instruction, mark: string): boolean {
  const bare = instruction.keyword === 'ONBUILD' ? unwrapped(instruction, mark) : instruction
  return mayHaveHeredoc(bare.keyword, bare.text.slice(splitFlags(bare.text, bare.argument, mark).rest))
}

function readInstruction(text: string, lines: readonly Line[], from: number, mark: string) {
  const pieces: Piece[] = []
  let joined = ''
  let index = from
  for (; index < lines.length; index++) {
    const line = lines[index] ?? { start: 0, end: 0 }
    const content = text.slice(line.start, line.end)
    const idle = isIdle(content)
    if (idle && pieces.length === 0) return { instruction: undefined, next: index + 1 }
    if (idle) continue
    const body = continued(pieces.length === 0 ? content.slice(leadingSpace(content)) : content, mark)
    const start = pieces.length === 0 ? line.start + leadingSpace(content) : line.start
    pieces.push({ at: joined.length, start })
    joined += body ?? text.slice(start, line.end)
    if (body === undefined) break
  }
  return { instruction: instructionOf(joined, pieces), next: index + 1 }
}

/** A comment or an empty line. */
function isIdle(content: string): boolean {
  const first = content[leadingSpace(content)]
  return first === undefined || first === '#'
}

/** A line without the escape at its end, where that continues it: over blanks and tabs only, and not behind another escape. */
function continued(content: string, mark: string): string | undefined {
  let end = content.length
  while (content[end - 1] === ' ' || content[end - 1] === '\t') end--
  return content[end - 1] === mark && content[end - 2] !== mark ? content.slice(0, end - 1) : undefined
}

function instructionOf(text: string, pieces: readonly Piece[]): Instruction | undefined {
  const trimmed = trimEndSpace(text)
  const lead = leadingSpace(trimmed)
  const match = /^([^\t\v\f\r ]+)[\t\v\f\r ]*/.exec(trimmed.slice(lead))
  if (match === null) return undefined
  const at = (offset: number): number => {
    const piece = pieces.findLast((one) => one.at <= offset) ?? { at: 0, start: 0 }
    return piece.start + offset - piece.at
  }
  return { keyword: (match[1] ?? '').toUpperCase(), text: trimmed, argument: lead + match[0].length, at }
}

/** The instruction that an ONBUILD holds. */
export function unwrapped(instruction: Instruction, mark: string): Instruction {
  const { rest } = splitFlags(instruction.text, instruction.argument, mark)
  const match = /^([^\t\v\f\r ]+)[\t\v\f\r ]*/.exec(instruction.text.slice(rest))
  if (match === null) return instruction
  return { ...instruction, keyword: (match[1] ?? '').toUpperCase(), argument: rest + match[0].length }
}

/** Arguments that blanks separate, as FROM takes them: quotes stay and hold nothing together. */
export function blankSeparated(text: string, from: number): readonly Taken[] {
  const start = from + leadingSpace(text.slice(from))
  return [...text.slice(start).matchAll(/[^\t\v\f\r ]+/g)].map((match) => taken(match[0], start + match.index))
}

/** Words as ARG takes them: white space in quotes or behind an escape does not separate, and both stay in the word. */
export function quotedWords(text: string, from: number, mark: string): readonly Taken[] {
  const words: Taken[] = []
  let quote = ''
  let start = -1
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (start < 0 && isSpace(char)) continue
    if (start < 0) start = at
    if (quote === '' && isSpace(char)) {
      words.push(taken(text.slice(start, at), start))
      start = -1
    } else if (quote !== '' && char === quote) quote = ''
    else if (quote === '' && (char === "'" || char === '"')) quote = char
    else if (char === mark && quote !== "'") at++
  }
  if (start < 0) return words
  const last = text.slice(start)
  return [...words, taken(endsInEscape(last, mark) ? last.slice(0, -1) : last, start)]
}

function endsInEscape(word: string, mark: string): boolean {
  let count = 0
  while (word[word.length - 1 - count] === mark) count++
  return count % 2 === 1
}

function taken(text: string, start: number): Taken {
  return { text, offsets: Array.from({ length: text.length }, (_, index) => start + index) }
}
