import { concatText, sliceText, type Text, text as textOf } from '../../languages/govalue/text.ts'
import { MAX_RENDERED_SOURCES } from '../../model/limits.ts'
import type { RenderedDocument } from '../../model/rendering.ts'
import type { Node, Unknown } from '../../model/tree.ts'
import { type ReadYaml, readPrinted } from '../printed-tree.ts'
import { ChartError } from './chart.ts'
import { YAML_LIMITS } from './metadata.ts'
import type { Printed, PrintedManifest } from './print-charts.ts'
import type { Endings } from './request.ts'

/** Documents of one world, and what stayed open beyond single scalars. */
export interface WorldDocuments {
  readonly documents: readonly RenderedDocument[]
  readonly unknowns: readonly Unknown[]
}

const LINE_BREAK = textOf('\n')

/** The documents of printed manifests as trees. Throws `ChartError` for one that nobody can read. */
export function documentsOf(printed: Printed, folder: string, endings: Endings): WorldDocuments {
  const all = printed.map((manifest, index) => readManifest(manifest, folder, endings === 'cut', index === printed.length - 1))
  return { documents: all.flatMap((one) => one.documents), unknowns: all.flatMap((one) => one.unknowns) }
}

const files = new WeakMap<Uint8Array, Map<string, WorldDocuments>>()

/** The documents of one manifest; those of a file that is applied as it is are read once. */
function readManifest(manifest: PrintedManifest, folder: string, cut: boolean, last: boolean): WorldDocuments {
  if (manifest.bytes === undefined) return readTexts(manifest, folder, cut, last)
  const known = files.get(manifest.bytes) ?? new Map<string, WorldDocuments>()
  files.set(manifest.bytes, known)
  const key = `${manifest.source}:${folder}:${cut}:${last}`
  const found = known.get(key) ?? readTexts(manifest, folder, cut, last)
  known.set(key, found)
  return found
}

function readTexts(manifest: PrintedManifest, folder: string, cut: boolean, last: boolean): WorldDocuments {
  const documents: RenderedDocument[] = []
  const unknowns: Unknown[] = []
  const texts = cutDocuments(manifest.printed)
  for (const [index, text] of texts.entries()) {
    const ended = cut ? cutEnd(text, last && index === texts.length - 1) : text
    readOne(ended, manifest, ended === manifest.printed ? manifest.read : undefined, folder, documents, unknowns)
  }
  return { documents, unknowns }
}

function cutEnd(text: Text, last: boolean): Text {
  const trimmed = sliceText(text, 0, text.text.trimEnd().length)
  return last ? concatText([trimmed, LINE_BREAK]) : trimmed
}

function readOne(
  text: Text,
  manifest: PrintedManifest,
  before: ReadYaml | undefined,
  folder: string,
  documents: RenderedDocument[],
  unknowns: Unknown[],
): void {
  const options = {
    limits: YAML_LIMITS,
    mostSources: MAX_RENDERED_SOURCES,
    isTemplate: (file: string) => file.startsWith(folder) && file.includes('/templates/'),
    fallback: { file: manifest.source, span: { start: 0, end: 0 } },
  }
  const read = readPrinted(text, options, before)
  if (read.kind === 'tree') {
    unknowns.push(...read.unknowns)
    if (isNothing(read.root)) return
    documents.push({ root: read.root, source: manifest.source, always: true, ...(manifest.hook ? { hook: true } : {}) })
  } else if (read.kind === 'unknown') unknowns.push(read.unknown)
  else if (read.kind === 'problem') throw new ChartError(`YAML parse error on ${manifest.source}: ${read.problem.problem}`)
}

function isNothing(root: Node): boolean {
  return root.kind === 'scalar' && root.unknown === undefined && root.plain && root.text === 'null'
}

/** A text cut at the lines `---` that begin YAML documents. */
function cutDocuments(printed: Text): readonly Text[] {
  const characters = printed.text
  const found: Text[] = []
  let from = 0
  for (const match of characters.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    if (match.index > from && characters.slice(from, match.index).trim() !== '') {
      found.push(sliceText(printed, from, match.index))
      from = match.index
    }
  }
  if (from === 0) return [printed]
  return [...found, sliceText(printed, from)]
}

/** The documents of all worlds, each once: those that are the same in every world always exist. */
export function joinWorlds(worlds: readonly WorldDocuments[]): WorldDocuments {
  const [only] = worlds
  if (worlds.length === 1 && only !== undefined) return only
  const found = new Map<string, { readonly document: RenderedDocument; worlds: number }>()
  for (const world of worlds) {
    const inWorld = new Map<string, number>()
    for (const document of world.documents) {
      const content = contentOf(document.root)
      const times = inWorld.get(content) ?? 0
      inWorld.set(content, times + 1)
      const key = `${times}:${content}`
      const before = found.get(key)
      if (before === undefined) found.set(key, { document, worlds: 1 })
      else before.worlds++
    }
  }
  const documents = [...found.values()].map(({ document, worlds: count }) => ({ ...document, always: count === worlds.length }))
  const unknowns = new Map(
    worlds.flatMap((world) => world.unknowns).map((one) => [`${one.why}:${one.at?.file}:${one.at?.span.start}`, one]),
  )
  return { documents, unknowns: [...unknowns.values()] }
}

function contentOf(node: Node): string {
  if (node.kind === 'scalar') {
    return node.unknown === undefined
      ? `${node.plain ? 'p' : 't'}${JSON.stringify(node.text)}`
      : `u${JSON.stringify(node.unknown.why)}`
  }
  if (node.kind === 'list') return `[${node.items.map(contentOf).join()}]`
  return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key.text)}:${contentOf(value)}`).join()}}`
}
