import { parseEvents, YAMLException } from 'js-yaml'
import { MAX_DEPTH, MAX_NODES } from '../model/limits.ts'
import type { Span } from '../model/span.ts'
import type { Node } from '../model/tree.ts'
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
  const budget = { left: MAX_NODES }
  const read = parts.map((part) => parseStream(text.slice(part.start, part.end), shift + part.start, budget))
  return {
    documents: read.flatMap((part) => part.documents),
    problem: read.find((part) => part.problem !== undefined)?.problem ?? whole.problem,
    broken: read.flatMap((part) => part.broken),
  }
}

function parseStream(text: string, shift: number, budget: Budget): ParsedYaml {
  const broken = [{ start: shift, end: shift + text.length }]
  try {
    const { documents, problem } = documentsOf(text, parseEvents(text, { maxDepth: MAX_DEPTH + 1 }), shift, budget)
    return problem === undefined ? { documents, broken: [] } : { documents: [], problem, broken }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const at = shift + Math.min(error.mark?.position ?? 0, text.length)
    return { documents: [], problem: { why: `not valid YAML: ${error.reason}`, span: { start: at, end: at } }, broken }
  }
}

function documentParts(text: string): readonly Span[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map((match) => match.index).filter((at) => at > 0)]
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }))
}
