import type { ImageKeys } from '../model/account.ts'
import { MAX_TEMPLATE_KEYS_TEXT } from '../model/limits.ts'
import type { Side } from './format.ts'

/** Lines that name an image: a key that ends in `image`, an argument, a variable of the environment. */
const IMAGE_LINE = /(?:^|[\s{,-])["']?\w*[iI]mage["']?\s*:|--[\w-]*image[\w-]*[=\s"',]|name:\s*["']?\w*IMAGE\w*/
const BUILT_IN = new Set(['Values', 'Chart', 'Release', 'Capabilities', 'Template', 'Files', 'Name', 'Namespace'])
const known = new WeakMap<Side, Map<string, ImageKeys>>()

/**
 * What takes part in naming the images of the chart that a file belongs to, told from the texts of its templates: last keys of values
 * (`tag`), and lines (`line:…`). It may hold too much, never too little of what a template names by key: where the templates are too
 * large to be gone through, any key may take part. Undefined outside a chart.
 */
export function imageKeysOf(path: string, side: Side): ImageKeys | undefined {
  const directory = chartOf(path, (candidate) => side.file(candidate) !== undefined)
  if (directory === undefined) return undefined
  const charts = known.get(side) ?? new Map<string, ImageKeys>()
  known.set(side, charts)
  const keys = charts.get(directory) ?? readKeys(directory, side)
  charts.set(directory, keys)
  return keys
}

/** The folder (`a/b/`, or empty) of the nearest chart around a file. */
export function chartOf(path: string, has: (path: string) => boolean): string | undefined {
  for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
    const directory = path.slice(0, end + 1)
    if (has(`${directory}Chart.yaml`)) return directory
    if (end < 0) return undefined
  }
}

function readKeys(directory: string, side: Side): ImageKeys {
  const paths = side.paths.filter((path) => path.startsWith(`${directory}templates/`))
  const texts: string[] = []
  let left = MAX_TEMPLATE_KEYS_TEXT
  for (const path of paths) {
    const text = side.file(path)?.text ?? ''
    left -= text.length
    if (left < 0) return 'any'
    texts.push(text)
  }
  const lines = texts.flatMap((text) => text.split('\n'))
  const blocks = blocksIn(texts)
  const variables = Map.groupBy(
    lines.filter((line) => /\$\w+\s*:?=/.test(line)),
    (line) => /\$(\w+)\s*:?=/.exec(line)?.[1] ?? '',
  )
  const open = lines.flatMap((line, at) =>
    IMAGE_LINE.test(line) ? [line, ...(/IMAGE/.test(line) ? [lines[at + 1] ?? ''] : [])] : [],
  )
  const seen = new Set<string>()
  const keys = new Set<string>()
  for (let line = open.pop(); line !== undefined; line = open.pop()) {
    const text = line.trim()
    if (seen.has(text)) continue
    seen.add(text)
    keys.add(`line:${text}`)
    for (const key of namesIn(text)) keys.add(key)
    for (const [, block] of text.matchAll(/\b(?:include|template)\s+["`]([^"`]+)["`]/g))
      open.push(...(blocks.get(block ?? '') ?? []))
    for (const [, name] of text.matchAll(/\$(\w+)/g)) open.push(...(variables.get(name ?? '') ?? []))
  }
  return keys
}

/** The last keys of the fields that a line names, and the words that it quotes as keys. */
function namesIn(line: string): readonly string[] {
  const actions = [...line.matchAll(/\{\{(.*?)\}\}/g)].map((match) => match[1] ?? '').join(' ')
  const text = actions === '' ? line : actions
  const fields = [...text.matchAll(/\.([A-Za-z_][\w.-]*)/g)].map((match) => match[1]?.split('.').at(-1) ?? '')
  const quoted = [...text.matchAll(/\b(?:get|index|dig|pluck|hasKey)\b[^)|]*/g)].flatMap((call) =>
    [...call[0].matchAll(/["`]([\w.-]+)["`]/g)].map((match) => match[1] ?? ''),
  )
  return [...fields, ...quoted].filter((name) => name !== '' && !BUILT_IN.has(name))
}

/** The lines of every named template. */
function blocksIn(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const blocks = new Map<string, string[]>()
  for (const text of texts) {
    const parts = text.split(/\{\{-?\s*define\s+["`]([^"`]+)["`]\s*-?\}\}/)
    for (let at = 1; at < parts.length; at += 2) {
      blocks.set(
        parts[at] ?? '',
        (parts[at + 1] ?? '').split('\n').filter((line) => line.trim() !== ''),
      )
    }
  }
  return blocks
}
