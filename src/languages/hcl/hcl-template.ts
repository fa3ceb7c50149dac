import { expectName, note, peek, type Reader, refuse, since, spanOf, take, takeIf, within } from './hcl-reader.ts'
import type { Expression, Template, TemplatePart } from './hcl-syntax.ts'

type Read = (reader: Reader) => Expression

/** A part of a template before directives are paired. `eats`: a strip marker takes the blanks beside it away. */
type Piece =
  | { readonly kind: 'part'; readonly part: TemplatePart }
  | { readonly kind: 'if'; readonly start: number; readonly condition: Expression }
  | {
      readonly kind: 'for'
      readonly start: number
      readonly key: string | undefined
      readonly name: string
      readonly of: Expression
    }
  | { readonly kind: 'else' | 'endif' | 'endfor'; readonly start: number }

/** Reads the template between quotes, or of a heredoc. */
export function templateBetween(reader: Reader, read: Read): Template {
  const open = take(reader)
  const close = open.kind === 'quote' ? 'quote-end' : 'heredoc-end'
  const pieces = within(reader, true, () => piecesOf(reader, read, close))
  const start = reader.base + open.start
  const flushed = open.text.startsWith('<<-') ? flush(pieces) : pieces
  return paired(reader, flushed, since(reader, start))
}

/** Reads a whole text as a template, as the JSON syntax and `templatestring` do. */
export function wholeTemplate(reader: Reader, read: Read): Template {
  const pieces = within(reader, true, () => piecesOf(reader, read, 'end'))
  return paired(reader, pieces, since(reader, reader.base))
}

function piecesOf(reader: Reader, read: Read, close: 'quote-end' | 'heredoc-end' | 'end'): readonly Piece[] {
  const pieces: Piece[] = []
  let strip = false
  for (;;) {
    const token = peek(reader)
    if (token.kind === close) {
      if (close !== 'end') take(reader)
      return pieces
    }
    if (token.kind === 'literal') {
      take(reader)
      pieces.push({ kind: 'part', part: literal(reader, token, { quoted: close === 'quote-end', strip }) })
      strip = false
    } else if (token.kind === 'interpolation' || token.kind === 'directive') {
      take(reader)
      if (token.text.endsWith('~')) stripEnd(pieces)
      const start = reader.base + token.start
      pieces.push(
        within(reader, false, () => (token.kind === 'directive' ? directive(reader, read, start) : value(reader, read, start))),
      )
      const end = reader.tokens[reader.at - 1]
      strip = end?.text === '~}'
    } else refuse(reader, token.kind === 'end' ? 'a text is not closed' : 'a line ends inside a quoted text')
  }
}

function value(reader: Reader, read: Read, start: number): Piece {
  const of = read(reader)
  endSequence(reader)
  return { kind: 'part', part: { kind: 'value', span: since(reader, start), of } }
}

function endSequence(reader: Reader): void {
  if (peek(reader).kind === 'sequence-end') take(reader)
  else refuse(reader, 'a "}" is expected here')
}

function directive(reader: Reader, read: Read, start: number): Piece {
  const word = expectName(reader).text
  const piece = directiveOf(reader, read, start, word)
  endSequence(reader)
  return piece
}

function directiveOf(reader: Reader, read: Read, start: number, word: string): Piece {
  if (word === 'if') return { kind: 'if', start, condition: read(reader) }
  if (word === 'else' || word === 'endif' || word === 'endfor') return { kind: word, start }
  if (word !== 'for') return refuse(reader, `"${word}" is no directive`)
  const first = expectName(reader).text
  const second = takeIf(reader, ',') ? expectName(reader).text : undefined
  if (expectName(reader).text !== 'in') refuse(reader, '"in" is expected here')
  const of = read(reader)
  return second === undefined
    ? { kind: 'for', start, key: undefined, name: first, of }
    : { kind: 'for', start, key: first, name: second, of }
}

interface Manner {
  readonly quoted: boolean
  readonly strip: boolean
}

function literal(
  reader: Reader,
  token: { readonly text: string; readonly start: number; readonly end: number },
  manner: Manner,
): TemplatePart {
  const cut = manner.strip ? token.text.length - token.text.trimStart().length : 0
  const raw = token.text.slice(cut)
  const text = decoded(reader, raw, manner.quoted, reader.base + token.start)
  return { kind: 'literal', span: spanOf(reader, { start: token.start + cut, end: token.end }), text, exact: text === raw }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

function decoded(reader: Reader, raw: string, quoted: boolean, at: number): string {
  const pattern = quoted ? /\$\$(?=\{)|%%(?=\{)|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g : /\$\$(?=\{)|%%(?=\{)/g
  return raw.replace(pattern, (one) => {
    if (one === '$$' || one === '%%') return one.charAt(0)
    const short = ESCAPES[one.slice(1)]
    if (short !== undefined) return short
    const point = one.length > 2 ? Number.parseInt(one.slice(2), 16) : Number.NaN
    if (point <= 0x10ffff) return String.fromCodePoint(point)
    note(reader, `"${one}" is no escape`, at)
    return one
  })
}

/** The last literal without the blanks at its end. */
function stripEnd(pieces: Piece[]): void {
  const last = pieces.at(-1)
  if (last?.kind !== 'part' || last.part.kind !== 'literal') return
  pieces.pop()
  const text = last.part.text.trimEnd()
  const { start, end } = last.part.span
  const span = { start, end: last.part.exact ? start + text.length : end }
  pieces.push({ kind: 'part', part: { ...last.part, text, span } })
}

/** `<<-`: the blanks that all lines begin with are taken away; those of a value do not count, nor lines of blanks only. */
function flush(pieces: readonly Piece[]): readonly Piece[] {
  const leading = leadingLiterals(pieces)
  const widths = pieces.flatMap((piece, index) => {
    if (!leading.has(index)) return []
    if (piece.kind !== 'part' || piece.part.kind !== 'literal') return [0]
    const { text } = piece.part
    return text.trimStart() === '' && text.endsWith('\n') ? [] : [text.length - text.trimStart().length]
  })
  const width = widths.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY)
  if (!Number.isFinite(width) || width === 0) return pieces
  return pieces.map((piece, index): Piece => {
    if (!leading.has(index) || piece.kind !== 'part' || piece.part.kind !== 'literal') return piece
    const { text, span } = piece.part
    if (text.trimStart() === '' && text.endsWith('\n')) return piece
    return { kind: 'part', part: { ...piece.part, text: text.slice(width), span: { start: span.start + width, end: span.end } } }
  })
}

/** The positions of what stands at the beginning of a line. */
function leadingLiterals(pieces: readonly Piece[]): ReadonlySet<number> {
  const leading = new Set<number>()
  let fresh = true
  for (const [index, piece] of pieces.entries()) {
    if (fresh) leading.add(index)
    fresh = piece.kind === 'part' && piece.part.kind === 'literal' && piece.part.text.endsWith('\n')
  }
  return leading
}

/** A directive that is open, with the parts that stand in it so far. */
interface Open {
  readonly piece: Extract<Piece, { readonly kind: 'if' | 'for' }>
  readonly before: TemplatePart[]
  yes: TemplatePart[] | undefined
}

function paired(reader: Reader, pieces: readonly Piece[], span: Template['span']): Template {
  const open: Open[] = []
  let parts: TemplatePart[] = []
  for (const piece of pieces) {
    if (piece.kind === 'part') parts.push(piece.part)
    else if (piece.kind === 'if' || piece.kind === 'for') {
      if (open.length + reader.depth >= 100) refuse(reader, 'directives are nested too deep')
      open.push({ piece, before: parts, yes: undefined })
      parts = []
    } else if (piece.kind === 'else') {
      const top = open.at(-1)
      if (top?.piece.kind !== 'if' || top.yes !== undefined) refuse(reader, '"else" without an "if"')
      else top.yes = parts
      parts = []
    } else {
      const top = open.pop()
      if (top === undefined || top.piece.kind !== piece.kind.slice(3)) return refuse(reader, `"${piece.kind}" without its begin`)
      parts = [...top.before, closed(top, parts, span)]
    }
  }
  if (open.length > 0) refuse(reader, 'a directive is not closed')
  return { kind: 'template', span, parts }
}

function closed({ piece, yes }: Open, parts: readonly TemplatePart[], whole: Template['span']): TemplatePart {
  const span = { start: piece.start, end: whole.end }
  const body = (inner: readonly TemplatePart[]): Template => ({ kind: 'template', span, parts: inner })
  if (piece.kind === 'if') {
    const { condition } = piece
    return yes === undefined
      ? { kind: 'if', span, condition, yes: body(parts), no: body([]) }
      : { kind: 'if', span, condition, yes: body(yes), no: body(parts) }
  }
  const { key, name, of } = piece
  return { kind: 'for', span, name, of, body: body(parts), ...(key === undefined ? {} : { key }) }
}
