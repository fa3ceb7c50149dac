import { type Deadline, never, OVERTIME } from '../../model/deadline.ts'
import { MAX_BROKEN_DOCUMENTS, MAX_NODES, MAX_REPAIR_WORK } from '../../model/limits.ts'
import type { Span } from '../../model/span.ts'
import type { Node } from '../../model/tree.ts'
import { sameNodes } from './yaml-merge.ts'
import { type RepairBudget, readEvents } from './yaml-repair.ts'
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
  /** Set where it can be read, and is by different readers in different ways: what they take differently. */
  readonly disputed?: 'merge' | 'line break'
}

/** What may still be spent on one text, its documents together. */
interface FileBudget extends Budget, RepairBudget {}

/**
 * Reads a YAML 1.2 stream, JSON included, into located trees: merge keys applied, aliases shared and budgeted, duplicate keys all kept. A document
 * that cannot be read costs only itself. What readers of YAML 1.1 and 1.2 read differently is a problem that names both readings. `shift` is added to
 * every offset. After the deadline nothing more is read, which is a problem too.
 */
export function parseYaml(text: string, shift = 0, deadline: Deadline = never): ParsedYaml {
  const odd = text.search(ODD_BREAK)
  return odd < 0 || isJson(text) ? readStream(text, shift, deadline) : readBothWays(text, shift, odd, deadline)
}

/** Line breaks of YAML 1.1 that are none in YAML 1.2. */
const ODD_BREAK = /[\u0085\u2028\u2029]/

function isJson(text: string): boolean {
  if (!/^\ufeff?\s*[{[]/.test(text)) return false
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
    return true
  } catch {
    return false
  }
}

function readBothWays(text: string, shift: number, odd: number, deadline: Deadline): ParsedYaml {
  const newer = readStream(text, shift, deadline)
  const older = readStream(text.replace(new RegExp(ODD_BREAK, 'g'), '\n'), shift, deadline)
  const agree =
    newer.broken.length + older.broken.length === 0 &&
    newer.documents.length === older.documents.length &&
    newer.documents.every((root, index) => sameNodes(root, older.documents[index] ?? root, { left: MAX_NODES }, sameProse))
  if (agree) return newer
  const code = text.charCodeAt(odd).toString(16).toUpperCase().padStart(4, '0')
  const why = `U+${code} ends a line for kubectl, Helm, kustomize and other readers of YAML 1.1, and does not in YAML 1.2: the two read different things here; write a line feed`
  return {
    documents: [],
    problem: { why, span: spanAt(shift + odd), disputed: 'line break' },
    broken: [{ start: shift, end: shift + text.length }],
  }
}

/** Whether two readings of a text differ at most in white space inside prose: no name of anything has white space in it. */
function sameProse(newer: string, older: string): boolean {
  if (newer === older) return true
  const prose = newer.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '')
  return /[\s\u0085]/.test(prose) && withoutSpace(newer) === withoutSpace(older)
}

function withoutSpace(text: string): string {
  return text.replace(/[\s\u0085]+/g, '')
}

function readStream(text: string, shift: number, deadline: Deadline): ParsedYaml {
  const budget = { left: MAX_NODES, repair: MAX_REPAIR_WORK, deadline }
  const whole = parseStream(text, shift, budget)
  if (whole.broken.length === 0) return whole
  budget.left = MAX_NODES
  const parts = documentParts(text)
  if (parts.length < 2) return whole
  const read = parseParts(text, shift, parts, budget)
  const problem = read.find((part) => part.problem !== undefined)?.problem ?? (isJsonStream(text) ? undefined : whole.problem)
  return {
    documents: read.flatMap((part) => part.documents),
    ...(problem === undefined ? {} : { problem }),
    broken: read.flatMap((part) => part.broken),
  }
}

/** Every part on its own. After MAX_BROKEN_DOCUMENTS broken ones the rest counts as one more. */
function parseParts(text: string, shift: number, parts: readonly Span[], budget: FileBudget): readonly ParsedYaml[] {
  const read: ParsedYaml[] = []
  let broken = 0
  for (const { start, end } of parts) {
    if (broken > MAX_BROKEN_DOCUMENTS) {
      const rest = { start: shift + start, end: shift + text.length }
      const why = `more than ${MAX_BROKEN_DOCUMENTS} documents cannot be read`
      return [...read, { documents: [], problem: { why, span: rest }, broken: [rest] }]
    }
    const part = parseStream(text.slice(start, end), shift + start, budget)
    if (part.broken.length > 0) broken++
    read.push(part)
  }
  return read
}

function parseStream(text: string, shift: number, budget: FileBudget): ParsedYaml {
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
  const read = readEvents(text, budget)
  if (read.events === undefined) {
    const why = read.why === OVERTIME ? read.why : `not valid YAML: ${read.why}`
    return { documents: [], problem: { why, span: spanAt(shift + read.position) }, broken }
  }
  const { documents, problem, disputed } = documentsOf(read, shift, budget)
  if (problem !== undefined) return { documents: [], problem, broken }
  return disputed === undefined
    ? { documents, broken: [] }
    : { documents, problem: { ...disputed, disputed: 'merge' }, broken: [] }
}

function spanAt(at: number): Span {
  return { start: at, end: at }
}

/** The documents of a stream by its separators, or by the JSON objects that follow each other at its start, as kubectl takes them. */
function documentParts(text: string): readonly Span[] {
  const objects = jsonObjects(text)
  const rest = objects.at(-1)?.end ?? 0
  const marks = [...text.slice(rest).matchAll(/^---(?=\s|$)/gm)].map((match) => match.index + rest).filter((at) => at > rest)
  const starts = /^\s*$/.test(text.slice(rest, marks[0] ?? text.length)) && rest > 0 ? marks : [rest, ...marks]
  return [...objects, ...starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }))]
}

/** Whether a text is JSON objects that follow each other, and then nothing or documents behind a separator. */
function isJsonStream(text: string): boolean {
  const end = jsonObjects(text).at(-1)?.end
  return end !== undefined && /^\s*(?:$|---(?=\s|$))/.test(text.slice(end))
}

/** JSON objects that a text begins with, one behind the other. */
function jsonObjects(text: string): readonly Span[] {
  const objects: Span[] = []
  for (let at = 0; ; ) {
    const start = /^\ufeff?\s*\{(?=\s*["}])/.exec(text.slice(at, at + 200)) === null ? undefined : text.indexOf('{', at)
    const end = start === undefined ? undefined : objectEnd(text, start)
    if (start === undefined || end === undefined) return objects
    objects.push({ start, end })
    at = end
  }
}

function objectEnd(text: string, start: number): number | undefined {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}]/gs
  tokens.lastIndex = start
  let depth = 0
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === '{') depth++
    if (token[0] === '}' && --depth === 0) return tokens.lastIndex
  }
  return undefined
}
