import { type ParsedName, parseImageName } from '../model/image-name.ts'
import { MAX_REFERENCE_TEXT } from '../model/limits.ts'
import type { ImageReference } from '../model/reference.ts'
import type { PathStep, Place } from '../model/span.ts'
import type { Node, ScalarNode } from '../model/tree.ts'
import type { Format, Sighting, TextFile } from './format.ts'
import type { Located } from './located.ts'
import { placeholderIn } from './placeholder.ts'
import { cut, part, restOfLine } from './text-span.ts'

/** A reference as `parseImageName` reads it, without those that can be pulled from nowhere. */
export function nameOf(text: string): ParsedName {
  if (text.length > MAX_REFERENCE_TEXT) return { ok: false, why: `it is longer than ${MAX_REFERENCE_TEXT} characters` }
  const parsed = parseImageName(text)
  if (!parsed.ok || parsed.name.registry !== '') return parsed
  return { ok: false, why: `"${text.slice(0, text.indexOf('/'))}" looks like a registry host and cannot be one` }
}

/** The reference for a sighting; undefined for a guess that turns out to be no complete reference. */
export function referenceOf(
  file: TextFile,
  format: Pick<Format, 'name' | 'applied'>,
  sighting: Sighting,
): ImageReference | undefined {
  const { span, text, path } = sighting
  const where = format.applied === 'elsewhere' ? { applied: format.applied } : {}
  const origin = { file: file.path, span, related: sighting.related ?? [], format: format.name, path, ...where }
  const base = { origin, text, verbatim: cut(file, span) === text, ...(sighting.artifact ? { artifact: true } : {}) }
  const parsed = nameOf(text)
  const dynamic = sighting.dynamic ?? (parsed.ok ? undefined : placeholderIn(text))
  if (sighting.guess && (dynamic !== undefined || !parsed.ok)) return undefined
  if (dynamic !== undefined) return { ...base, kind: 'dynamic', why: dynamic }
  return parsed.ok ? { ...base, kind: 'static', name: parsed.name } : { ...base, kind: 'malformed', why: parsed.why }
}

/** What stands at a place whose schema is an image: nothing for null and empty text, dynamic for anything that is no scalar. */
export function imageAt(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind === 'scalar') return scalarImage(file, node, path)
  if (!isTemplate(file, node)) return []
  const span = restOfLine(file.text, node.span.start)
  return [{ span, text: cut(file, span), path, dynamic: 'it is filled in by a template' }]
}

function scalarImage(file: TextFile, node: ScalarNode, path: readonly PathStep[]): readonly Sighting[] {
  const { span, text, sources = [] } = node
  const related = sources.filter((one) => one.file !== file.path || one.span.start !== span.start || one.span.end !== span.end)
  const base = { span, path, ...(related.length > 0 ? { related } : {}) }
  if (node.unknown !== undefined) return [{ ...base, text: cut(file, span), dynamic: node.unknown.why }]
  return text === '' || nullText(node) ? [] : [{ ...base, text }]
}

/** As `imageAt`, for the rest of a scalar after a prefix such as `docker://`; in any case; nothing when the scalar does not start with it. */
export function imageAfter(file: TextFile, at: Located, prefix: string): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.text.slice(0, prefix.length).toLowerCase() !== prefix) return []
  return [{ span: part(file, node, prefix.length), text: node.text.slice(prefix.length), path }]
}

/** A sighting of part of a scalar's text, from `offset`. */
export function partAt(
  file: TextFile,
  at: { node: ScalarNode; path: readonly PathStep[] },
  offset: number,
  text: string,
): Sighting {
  return { span: part(file, at.node, offset, text.length), text, path: at.path }
}

/** The place of a node in a file. */
export function placeOf(file: TextFile, node: Node): Place {
  return { file: file.path, span: node.span }
}

/** Whether a mapping is in truth an unquoted template expression: `{{ .Values.image }}` parses as nested flow mappings. */
export function isTemplate(file: TextFile, node: Node): boolean {
  return node.kind !== 'scalar' && /^[{[]{2}/.test(file.text.slice(node.span.start, node.span.start + 2))
}

function nullText(node: ScalarNode): boolean {
  return node.plain && /^(?:~|null|Null|NULL)$/.test(node.text)
}
