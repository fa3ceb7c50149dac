import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { MAX_BROKEN_DOCUMENTS, MAX_DEPTH, MAX_NODES } from '../../model/limits.ts'
import type { Span } from '../../model/span.ts'
import type { Node } from '../../model/tree.ts'
import { type Budget, documentsOf } from './yaml-tree.ts'

/**
 * Located documents of a stream. `problem` is the first thing that could not be read; `broken` are the parts of the text that no
 * document stands for, so that a caller can look at their lines.
 */
export interface ParsedYaml {
  readonly documents: readonly Node[]
  readonly problem?: YamlProblem
  readonly broken: readonly Span[]
}

/** Why a part of a stream could not be read, and where. */
export interface YamlProblem {
  readonly why: string
  readonly span: Span
}

/**
 * Reads a YAML 1.2 stream, JSON included, into located trees: merge keys applied, aliases shared and budgeted, duplicate keys
 * all kept. A document that cannot be read costs only itself. `shift` is added to every offset.
 */
export function parseYaml(text: string, shift = 0): ParsedYaml {
  const whole = parseStream(text, shift, { left: MAX_NODES })
  if (whole.problem === undefined) return whole
  const parts = documentParts(text)
  if (parts.length < 2) return whole
  const read = parseParts(text, shift, parts)
  return {
    documents: read.flatMap((part) => part.documents),
    problem: read.find((part) => part.problem !== undefined)?.problem ?? whole.problem,
    broken: read.flatMap((part) => part.broken),
  }
}

/** Every part on its own. After MAX_BROKEN_DOCUMENTS broken ones the rest counts as one more. */
function parseParts(text: string, shift: number, parts: readonly Span[]): readonly ParsedYaml[] {
  const budget = { left: MAX_NODES }
  const read: ParsedYaml[] = []
  let broken = 0
  for (const { start, end } of parts) {
    if (broken > MAX_BROKEN_DOCUMENTS) {
      const rest = { start: shift + start, end: shift + text.length }
      const why = `more than ${MAX_BROKEN_DOCUMENTS} documents cannot be read (MAX_BROKEN_DOCUMENTS)`
      return [...read, { documents: [], problem: { why, span: rest }, broken: [rest] }]
    }
    const part = parseStream(text.slice(start, end), shift + start, budget)
    if (part.problem !== undefined) broken++
    read.push(part)
  }
  return read
}

function parseStream(text: string, shift: number, budget: Budget): ParsedYaml {
  const broken = [{ start: shift, end: shift + text.length }]
  const mark = text.search(/[\r\n]\ufeff/) + 1
  if (mark > 0) {
    // Readers that cut a stream into documents first drop it there; others take it for the first character of a key.
    return {
      documents: [],
      problem: { why: 'a byte order mark begins a line inside the file', span: spanAt(shift + mark) },
      broken,
    }
  }
  const read = eventsOf(text)
  if (read.events === undefined) {
    const span = spanAt(shift + Math.min(read.position, text.length))
    return { documents: [], problem: { why: `not valid YAML: ${read.why}`, span }, broken }
  }
  const { documents, problem } = documentsOf(read.text, read.events, shift, budget)
  return problem === undefined ? { documents, broken: [] } : { documents: [], problem, broken }
}

function spanAt(at: number): Span {
  return { start: at, end: at }
}

type Events =
  | { readonly events: readonly Event[]; readonly text: string }
  | { readonly events?: undefined; readonly why: string; readonly position: number }

/**
 * Go and Python read quoted texts and brackets whose continuation lines stand too far left; js-yaml does not. Such a line break
 * becomes a blank, which means the same and keeps every offset.
 */
function eventsOf(source: string): Events {
  let text = source
  for (let work = 0; ; work += text.length) {
    const read = tryEvents(text)
    if (read.events !== undefined || read.why !== UNINDENTED || work > MAX_REPAIR_WORK) return read
    const joined = joinedLine(text, read.position)
    if (joined === undefined) return read
    text = joined
  }
}

const UNINDENTED = 'deficient indentation'
/** Characters that are parsed again at most, so that repairing stays linear. */
const MAX_REPAIR_WORK = 4 * 1024 * 1024

/** The text without the line break before an unindented line; undefined where a comment or a new document would be swallowed. */
function joinedLine(text: string, position: number): string | undefined {
  const line = text.lastIndexOf('\n', position - 1)
  const before = text.slice(0, line).trimEnd()
  const last = before.slice(before.lastIndexOf('\n') + 1)
  if (line < 0 || /(?:^|\s)#/.test(last) || /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(line + 1, line + 5))) return undefined
  return before + ' '.repeat(position - before.length) + text.slice(position)
}

function tryEvents(text: string): Events {
  try {
    return { events: parseEvents(text, { maxDepth: MAX_DEPTH + 1 }), text }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return { why: error.reason, position: error.mark?.position ?? 0 }
  }
}

function documentParts(text: string): readonly Span[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map((match) => match.index).filter((at) => at > 0)]
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }))
}
