import type { Callable, Run } from '../govalue/callable.ts'
import { NotKnown } from '../govalue/callable.ts'
import { concatText, derivedText, EMPTY, sliceText, type Text } from '../govalue/text.ts'
import { bool, list, type Value } from '../govalue/value.ts'
import { compilePattern, findAll, findFirst, findReplaced, matchesPattern, type Pattern, splitPlaces } from '../re2/pattern.ts'
import { parseReplacement, quotePattern, type ReplacementPiece } from '../re2/replacement.ts'
import { numberAt, panic, textAt } from './arguments.ts'
import { define } from './define.ts'

/** How a function fails when its pattern is no pattern: Go's error, or its panic, or (for regexMatch) not at all. */
type Strictness = 'error' | 'panic'

/** The compiled pattern, kept for the rendering; throws what Go says of a bad one. */
function patternOf(expression: string, strictness: Strictness, run: Run): Pattern {
  const key = `re2 ${expression}`
  const known = run.memory.get(key) as ReturnType<typeof compilePattern> | undefined
  const compiled = known ?? compilePattern(expression)
  if (known === undefined) run.memory.set(key, compiled)
  if (compiled.kind === 'pattern') return compiled.pattern
  if (compiled.kind === 'unsupported')
    throw new NotKnown({ why: `the pattern \`${expression}\` cannot be followed: ${compiled.why}`, id: key, alphabet: 'any' })
  throw panic(strictness === 'error' ? compiled.why : `regexp: Compile(${quoted(expression)}): ${compiled.why}`)
}

/** How regexp.MustCompile quotes an expression. */
function quoted(expression: string): string {
  return /[`\x00-\x08\x0a-\x1f\x7f]/.test(expression) ? JSON.stringify(expression) : `\`${expression}\``
}

type OnPattern = (pattern: Pattern, of: Text, args: readonly Value[], run: Run) => Value

/** A function of pattern and text, and its `must` twin, which differ by how they fail. */
function matching(signature: string, call: OnPattern): readonly Callable[] {
  const made = (strictness: Strictness): Callable =>
    define(signature, (args, run) => call(patternOf(textAt(args, 0).text, strictness, run), textAt(args, 1), args, run))
  const plain = made('panic')
  const must = made('error')
  return [plain, { ...must, name: `mustR${plain.name.slice(1)}` }]
}

function find(pattern: Pattern, of: Text, _: readonly Value[], run: Run): Value {
  const [start, end] = findFirst(pattern, of.text, run.spend) ?? []
  return start === undefined ? derivedText('', [of]) : sliceText(of, start, end)
}

function listed(parts: readonly Text[]): Value {
  return parts.length === 0 ? { ...list([], '[]string'), isNil: true } : list(parts, '[]string')
}

function all(pattern: Pattern, of: Text, args: readonly Value[], run: Run): Value {
  return listed(findAll(pattern, of.text, numberAt(args, 2), run.spend).map(([start, end]) => sliceText(of, start ?? 0, end)))
}

function replaceAll(pattern: Pattern, of: Text, args: readonly Value[], run: Run): Value {
  const by = textAt(args, 2)
  const pieces = parseReplacement(pattern, by.text)
  return replaced(pattern, of, run, (match) => pieces.map((piece) => pieceOf(piece, match, of, by)))
}

function pieceOf(piece: ReplacementPiece, match: readonly number[], of: Text, by: Text): Text {
  if (piece.kind === 'literal') return sliceText(by, piece.start, piece.end)
  const group = piece.indexes.find((index) => (match[2 * index] ?? -1) >= 0)
  return group === undefined ? EMPTY : sliceText(of, match[2 * group] ?? 0, match[2 * group + 1])
}

function replaced(pattern: Pattern, of: Text, run: Run, by: (match: readonly number[]) => readonly Text[]): Text {
  const parts: Text[] = []
  let from = 0
  let size = of.text.length
  for (const match of findReplaced(pattern, of.text, run.spend)) {
    const inserted = by(match)
    for (const part of inserted) size += part.text.length
    run.allow(size)
    parts.push(sliceText(of, from, match[0]), ...inserted)
    from = match[1] ?? from
  }
  return parts.length === 0 ? of : concatText([...parts, sliceText(of, from)])
}

function split(pattern: Pattern, of: Text, args: readonly Value[], run: Run): Value {
  const limit = numberAt(args, 2)
  if (limit === 0) return listed([])
  return list(
    splitPlaces(pattern, of.text, limit, run.spend).map(([start, end]) => sliceText(of, start, end)),
    '[]string',
  )
}

/** Functions on regular expressions. */
export const REGULAR: readonly Callable[] = [
  define(
    'regexMatch(string, string) bool',
    (args, run) => {
      const { text: expression } = textAt(args, 0)
      const bad = compilePattern(expression).kind === 'invalid'
      return bool(!bad && matchesPattern(patternOf(expression, 'error', run), textAt(args, 1).text, run.spend))
    },
    'word',
  ),
  define(
    'mustRegexMatch(string, string) bool',
    (args, run) => bool(matchesPattern(patternOf(textAt(args, 0).text, 'error', run), textAt(args, 1).text, run.spend)),
    'word',
  ),
  ...matching('regexFind(string, string) string', find),
  ...matching('regexFindAll(string, string, int) []string', all),
  ...matching('regexReplaceAll(string, string, string) string', replaceAll),
  ...matching('regexReplaceAllLiteral(string, string, string) string', (pattern, of, args, run) =>
    replaced(pattern, of, run, () => [textAt(args, 2)]),
  ),
  ...matching('regexSplit(string, string, int) []string', split),
  define('regexQuoteMeta(string) string', (args) => derivedText(quotePattern(textAt(args, 0).text), [textAt(args, 0)])),
]
