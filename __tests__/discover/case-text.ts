import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Discovery, discover } from '../../src/discover/discover.ts'
import { formatName } from '../../src/model/image-name.ts'
import type { ImageReference } from '../../src/model/reference.ts'

/** One case: the files of its `.input` (each begins with a line `=== path`), by path. */
export interface Case {
  readonly format: string
  readonly name: string
  readonly input: string
  readonly expectedFile: string
}

/** All cases below a folder that has one folder per format. */
export function readCases(root: string): readonly Case[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.input') && path.split('/').length === 2)
    .toSorted()
    .map((path) => {
      const [format = '', file = ''] = path.split('/')
      const name = file.replace(/\.input$/, '')
      return { format, name, input: readFileSync(join(root, path), 'utf8'), expectedFile: join(root, format, `${name}.expected`) }
    })
}

/** The files of a case. */
export function filesOf(input: string): ReadonlyMap<string, string> {
  const parts = input.split(/^=== (.+)\n/m).slice(1)
  const files = new Map<string, string>()
  for (let at = 0; at + 1 < parts.length; at += 2) files.set(parts[at] ?? '', parts[at + 1] ?? '')
  return files
}

/** Discovery over texts. */
export function discoverTexts(files: ReadonlyMap<string, string>): Discovery {
  return discover([...files].map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) })))
}

/** What a case expects: every reference under its line, with carets, and everything that could not be read. */
export function render(files: ReadonlyMap<string, string>, discovery: Discovery): string {
  const references = discovery.references.map((reference) => renderReference(files, reference))
  const unread = discovery.unread.map(({ file, why, partly }) => `unread ${file}${partly ? ' (partly)' : ''}: ${why}\n`)
  return [...references, ...unread].join('\n')
}

function renderReference(files: ReadonlyMap<string, string>, reference: ImageReference): string {
  const { file, span, path, format, related } = reference.origin
  const text = files.get(file) ?? ''
  const { number, line, column } = lineAt(text, span.start)
  const width = Math.max(1, Math.min(span.end, span.start + line.length - column) - span.start)
  const notes = related.map((place) => {
    const at = lineAt(files.get(place.file) ?? '', place.span.start)
    return `  with ${place.file}:${at.number}:${at.column + 1} ${JSON.stringify((files.get(place.file) ?? '').slice(place.span.start, place.span.end))}\n`
  })
  const marks = [reference.verbatim ? '' : ' composed', reference.artifact ? ' artifact' : ''].join('')
  return `${file}:${number} ${format}\n  ${line}\n  ${line.slice(0, column).replace(/[^\t]/g, ' ')}${'^'.repeat(width)} ${outcome(reference)}${marks}\n  at ${path.join(' › ')}\n${notes.join('')}`
}

function lineAt(text: string, offset: number) {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const stop = text.indexOf('\n', offset)
  return {
    number: text.slice(0, offset).split('\n').length,
    line: text.slice(start, stop < 0 ? text.length : stop).replace(/\r$/, ''),
    column: offset - start,
  }
}

function outcome(reference: ImageReference): string {
  if (reference.kind === 'static') return `static ${formatName(reference.name)}`
  return `${reference.kind}: ${reference.why}`
}
