import type { SourceFile } from '../discover/discover.ts'
import type { SourceIndex } from '../model/facts.ts'
import type { Finding } from '../model/finding.ts'
import { MAX_EXCERPT_LENGTH } from '../model/limits.ts'
import { credentialIn, hasUrlPassword } from '../model/secret-shape.ts'
import type { Place } from '../model/span.ts'

/** Line starts of the files that places lie in; offsets count as in the decoded text, a byte order mark included. */
export function indexSources(files: readonly SourceFile[], places: readonly Place[]): readonly SourceIndex[] {
  const wanted = new Set(places.map((place) => place.file))
  return files
    .filter((file) => wanted.has(file.path))
    .map((file) => ({ file: file.path, lineStarts: lineStartsOf(decodeLoosely(file.bytes)), excerpts: [] }))
}

/** The same index with the text of every line that a finding stands on, except where the line holds a credential, new or old. */
export function withExcerpts(
  sources: readonly SourceIndex[],
  files: readonly SourceFile[],
  findings: readonly Finding[],
  credentials: readonly Place[] = [],
): readonly SourceIndex[] {
  const texts = new Map(files.map((file) => [file.path, file]))
  const byFile = Map.groupBy(findings, (finding) => finding.place.file)
  return sources.map((source) => {
    const file = texts.get(source.file)
    const here = byFile.get(source.file) ?? []
    if (file === undefined || here.length === 0) return source
    const secret = here.filter((finding) => finding.rule.startsWith('secret/')).map(({ place }) => place)
    const hidden = new Set([...secret, ...credentials].flatMap((place) => coveredLines(source, place)))
    const lines = [...new Set(here.flatMap((finding) => linesOf(source, finding)))]
      .filter((line) => !hidden.has(line))
      .sort((a, b) => a - b)
    const text = decodeLoosely(file.bytes)
    return {
      ...source,
      excerpts: lines
        .map((line) => ({ line, text: lineText(text, source.lineStarts, line) }))
        .filter((e) => e.text.length <= MAX_EXCERPT_LENGTH && !holdsCredential(e.text)),
    }
  })
}

/** A rule that is switched off hides no line, so the text itself is looked at as well. */
function holdsCredential(text: string): boolean {
  return credentialIn(text) !== undefined || hasUrlPassword(text)
}

/** Offsets at which lines start; a byte order mark is not part of the first line. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The 1-based lines that a finding's place touches. */
function linesOf(source: SourceIndex, finding: Finding): readonly number[] {
  const first = lineAt(source.lineStarts, finding.place.span.start)
  const edits = (finding.fix?.edits ?? []).filter((edit) => edit.span.file === source.file)
  return [first, ...edits.map((edit) => lineAt(source.lineStarts, edit.span.span.start))]
}

/** All 1-based lines that a place covers. */
function coveredLines(source: SourceIndex, { file, span }: Place): readonly number[] {
  if (file !== source.file) return []
  const first = lineAt(source.lineStarts, span.start)
  const last = lineAt(source.lineStarts, Math.max(span.start, span.end - 1))
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** The 1-based line of an offset. */
export function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) > offset) high = middle
    else low = middle + 1
  }
  return Math.max(1, low)
}

function lineText(text: string, starts: readonly number[], line: number): string {
  const start = starts[line - 1] ?? text.length
  const end = starts[line] === undefined ? text.length : starts[line] - 1
  return text.slice(start, end).replace(/\r$/, '')
}

/** The text as offsets in it are counted everywhere: UTF-8, the byte order mark kept. */
function decodeLoosely(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
