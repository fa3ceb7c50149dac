// npm run corpus -- DIR INDEX [OUT]: runs discovery over a corpus and writes its predictions as JSON.
// DIR holds one folder per repository (owner+name); INDEX is a JSON list of {repo, path}; one call of `discover` per repository.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { discover, type SourceFile } from '../src/discover/discover.ts'
import { formatName } from '../src/model/image-name.ts'
import type { ImageReference } from '../src/model/reference.ts'

interface Prediction {
  readonly line: number
  readonly col: number
  readonly normalized: string
  readonly unresolved?: true
}

const [directory, index, out] = process.argv.slice(2)
if (directory === undefined || index === undefined) {
  console.error('usage: npm run corpus -- DIR INDEX [OUT]')
  process.exit(2)
}

const entries: readonly { repo: string; path: string }[] = JSON.parse(readFileSync(index, 'utf8'))
const files = entries.map(({ repo, path }) => ({
  repo,
  path,
  bytes: new Uint8Array(readFileSync(join(directory, repo.replace('/', '+'), path))),
}))
const repositories = Map.groupBy(files, (file) => file.repo)

const started = performance.now()
const found = [...repositories].map(([repo, sources]) => ({ repo, sources, discovery: discover(sources) }))
const milliseconds = performance.now() - started

const predictions = Object.assign(
  {},
  ...found.map(({ repo, sources, discovery }) => predictionsOf(repo, sources, discovery.references)),
)
if (out !== undefined) writeFileSync(out, `${JSON.stringify(predictions, null, 1)}\n`)
else console.log(JSON.stringify(predictions, null, 1))
const unread = found.flatMap(({ repo, discovery }) =>
  discovery.unread.map((one) => `${repo}:${one.file}: ${one.why}${one.partly ? ' (partly read)' : ''}`),
)
console.error(unread.join('\n'))
console.error(
  `${files.length} files, ${found.reduce((sum, one) => sum + one.discovery.references.length, 0)} references, ${milliseconds.toFixed(0)} ms`,
)

function predictionsOf(repo: string, sources: readonly SourceFile[], references: readonly ImageReference[]) {
  const texts = new Map(sources.map(({ path, bytes }) => [path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)]))
  const byFile = Map.groupBy(references, (reference) => reference.origin.file)
  return Object.fromEntries(
    [...byFile].map(([path, list]) => [`${repo}:${path}`, list.map((one) => predictionOf(one, texts.get(path) ?? ''))]),
  )
}

function predictionOf(reference: ImageReference, text: string): Prediction {
  const before = text.slice(0, reference.origin.span.start)
  const place = { line: before.split('\n').length, col: before.length - before.lastIndexOf('\n') }
  if (reference.kind === 'static') return { ...place, normalized: formatName(reference.name) }
  return { ...place, normalized: reference.text, unresolved: true }
}
