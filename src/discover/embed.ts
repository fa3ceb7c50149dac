import { parseYaml } from '../languages/yaml/yaml.ts'
import type { PathStep } from '../model/span.ts'
import type { Node, ScalarNode } from '../model/tree.ts'
import type { Sighting, TextFile } from './format.ts'
import { scanLines } from './lines.ts'
import { cut } from './text-span.ts'

/** A manifest inside a text of another one. Its nodes have the places that the surrounding file gives them. */
export interface Embedded {
  readonly documents: readonly Node[]
  /** What the lines of unparsable parts hold. */
  readonly scanned: readonly Sighting[]
  /** What the readers of such a text would read differently. */
  readonly disputed: readonly Sighting[]
  /** Puts a sighting where a reader finds it: for a text that is not written line by line, the whole text. */
  readonly place: (sighting: Sighting) => Sighting
}

/** Reads the YAML or JSON that a scalar holds. */
export function embedded(file: TextFile, scalar: ScalarNode, path: readonly PathStep[]): Embedded {
  const raw = cut(file, scalar.span)
  const literal = raw === scalar.text || raw === scalar.text.replace(/\n$/, '') || isBlock(file, scalar, raw)
  const start = literal ? lineStart(file.text, scalar.span.start) : 0
  // The indentation of a block's first line belongs to it: without it the first key would stand further left than the others.
  const lead = literal && /^[ \t]*$/.test(file.text.slice(start, scalar.span.start)) ? scalar.span.start - start : 0
  const shift = scalar.span.start - lead
  const parsed = literal ? parseYaml(file.text.slice(shift, scalar.span.end), shift) : parseYaml(scalar.text)
  const prefixed = (sighting: Sighting): Sighting => ({ ...sighting, path: [...path, ...sighting.path] })
  const { problem } = parsed
  const isDisputed = problem?.disputed !== undefined
  return {
    documents: parsed.documents,
    disputed: isDisputed ? [{ span: literal ? problem.span : scalar.span, text: '', path, unread: problem.why }] : [],
    scanned: literal ? parsed.broken.flatMap((span) => scanLines(file, span)).map(prefixed) : [],
    place: (sighting) => (literal ? prefixed(sighting) : { ...prefixed(sighting), span: scalar.span, related: [] }),
  }
}

function isBlock(file: TextFile, scalar: ScalarNode, raw: string): boolean {
  if (scalar.plain || !raw.includes('\n')) return false
  const quote = file.text[scalar.span.start - 1]
  return quote !== '"' && quote !== "'"
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}
