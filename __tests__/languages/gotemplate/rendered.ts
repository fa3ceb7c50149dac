import { TemplateError } from '../../../src/languages/gotemplate/error.ts'
import { allFunctions, type RunOptions, startRendering } from '../../../src/languages/gotemplate/execute.ts'
import { parse } from '../../../src/languages/gotemplate/parse.ts'
import { templateSet } from '../../../src/languages/gotemplate/set.ts'
import type { FunctionTable } from '../../../src/languages/govalue/callable.ts'
import { piecesOf, type Text, text } from '../../../src/languages/govalue/text.ts'
import { bool, float, list, map, NIL, type Value } from '../../../src/languages/govalue/value.ts'

/** What a template comes to: what it prints, or Go's message. */
export interface Rendered {
  readonly output?: string
  readonly text?: Text
  readonly error?: string
  readonly stage?: 'parse' | 'execute'
}

const LIMITS = { steps: 1_000_000, depth: 200, size: 10_000_000 }

/** Parses and executes one template named `t`. */
export function rendered(template: string, data: Value, options: Partial<RunOptions> = {}): Rendered {
  try {
    const output = print(template, data, options)
    return { output: output.text, text: output }
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message, stage: error.stage }
    throw error
  }
}

/** What a template named `t` in the file `t.yaml` prints. */
export function print(template: string, data: Value, options: Partial<RunOptions> = {}): Text {
  const functions: FunctionTable = options.functions ?? new Map()
  const table = allFunctions(functions)
  const source = text(template, { file: 't.yaml', span: { start: 0, end: template.length } }, 0)
  const set = templateSet()
  set.add(parse('t', source, (name) => table.has(name), LIMITS.depth))
  return startRendering(set, { limits: LIMITS, ...options, functions }).execute('t', data)
}

/** The pieces of a text, as `text@file:start` or `text?why`. */
export function shownPieces(of: Text): readonly string[] {
  return piecesOf(of).map((piece) => {
    if (piece.unknown !== undefined) return `${piece.text}?${piece.unknown.why}`
    const place = piece.sources !== undefined && 'file' in piece.sources ? piece.sources : undefined
    if (place === undefined) return piece.text
    return `${piece.text}@${place.file}:${piece.start < 0 ? `${place.span.start}-${place.span.end}` : piece.start}`
  })
}

/** Plain JSON as a template sees it. */
export function jsonValue(json: unknown): Value {
  if (typeof json === 'string') return text(json)
  if (typeof json === 'number') return float(json)
  if (typeof json === 'boolean') return bool(json)
  if (Array.isArray(json)) return list(json.map(jsonValue))
  if (typeof json !== 'object' || json === null) return NIL
  return map(new Map(Object.entries(json).map(([key, value]) => [key, jsonValue(value)])))
}
