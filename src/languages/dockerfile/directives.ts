import type { Span } from '../../model/span.ts'
import { leadingSpace } from './go-space.ts'
import type { Line } from './lines.ts'

/** A parser directive that BuildKit takes: the frontend image of `# syntax=…`, or the escape character. */
export interface Directive {
  readonly name: 'syntax' | 'escape'
  readonly value: string
  readonly span: Span
}

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\n]+?)[\t\n\f\r ]*$/
const KNOWN = new Set(['syntax', 'escape', 'check'])

/**
 * The directives of a Dockerfile as BuildKit 0.34 finds them: `escape` where its parser looks, `syntax` where it detects the frontend, which skips
 * a `#!` line, knows `//` too, and takes a file that is one JSON object. Any other comment ends them, `# key=value` included.
 */
export function directivesOf(text: string, lines: readonly Line[]): readonly Directive[] {
  const escapes = readDirectives(text, lines, '#', true).filter(({ name }) => name === 'escape')
  const syntax = detectSyntax(text, lines)
  return syntax === undefined ? escapes : [syntax, ...escapes]
}

function detectSyntax(text: string, lines: readonly Line[]): Directive | undefined {
  const first = lines[0]
  const hasShebang = first !== undefined && text.startsWith('#!', first.start)
  const rest = hasShebang ? lines.slice(1) : lines
  for (const comment of ['#', '//']) {
    const found = readDirectives(text, rest, comment, false).find(({ name }) => name === 'syntax')
    if (found !== undefined) return firstWord(found)
  }
  return syntaxInJson(text, rest[0]?.start ?? text.length)
}

function firstWord({ name, value, span }: Directive): Directive {
  const word = value.split(' ')[0] ?? value
  return { name, value: word, span: { start: span.start, end: span.start + word.length } }
}

/** Reads until the first line that is no known directive. The parser takes white space before `#`, the detection does not. */
function readDirectives(text: string, lines: readonly Line[], comment: string, indented: boolean): readonly Directive[] {
  const found: Directive[] = []
  const seen = new Set<string>()
  for (const { start, end } of lines) {
    const line = text.slice(start, end)
    const lead = indented ? leadingSpace(line) : 0
    if (!line.startsWith(comment, lead)) break
    const at = lead + comment.length + leadingSpace(line.slice(lead + comment.length))
    const match = DIRECTIVE.exec(line.slice(at))
    const name = match?.[1]?.toLowerCase() ?? ''
    if (match === null || !KNOWN.has(name) || seen.has(name)) break
    seen.add(name)
    const value = match[2] ?? ''
    const from = start + at + match[0].indexOf(value, match[0].indexOf('=') + 1)
    if (name === 'syntax' || name === 'escape') found.push({ name, value, span: { start: from, end: from + value.length } })
  }
  return found
}

function syntaxInJson(text: string, start: number): Directive | undefined {
  const source = text.slice(start)
  if (!/^[\t\n\r ]*\{/.test(source)) return undefined
  const value = jsonSyntax(source)
  if (value === undefined) return undefined
  const at = source.lastIndexOf(`"${value}"`)
  const span = at < 0 ? { start, end: text.length } : { start: start + at + 1, end: start + at + 1 + value.length }
  return { name: 'syntax', value, span }
}

function jsonSyntax(source: string): string | undefined {
  try {
    const value: unknown = JSON.parse(source)
    if (typeof value !== 'object' || value === null || !('syntax' in value)) return undefined
    return typeof value.syntax === 'string' ? value.syntax : undefined
  } catch {
    return undefined
  }
}
