import type { Discovery, SourceFile } from '../src/discover/discover.ts'
import { mayHoldManifest } from '../src/discover/discover.ts'
import { formatName } from '../src/model/image-name.ts'
import type { ImageReference } from '../src/model/reference.ts'

/** A token of a file that looks like an image, at its 1-based line, and where it stands: what a hunter looks at first is `manifest`. */
export interface Token {
  readonly file: string
  readonly line: number
  readonly text: string
  readonly stands: 'manifest' | 'comment' | 'elsewhere'
}

const DIGEST = '@sha256:[0-9a-f]{64}'
const TAG = ':[A-Za-z0-9_][\\w.+-]{0,127}'
const PATH = '[a-z0-9]+(?:[._/-]+[a-z0-9]+)*'
const HOST = '(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}(?::\\d{2,5})?'
const START = '(?<![\\w.@:/$}>-])'
/** With a host and a tag, with a digest, or as the value of a key that says `image` or `repository`. The longest comes first. */
const LOOKS = [
  `${START}${HOST}/${PATH}(?:${TAG})?${DIGEST}`,
  `${START}${PATH}(?:${TAG})?${DIGEST}`,
  `${START}${HOST}/${PATH}${TAG}(?![\\w/{$(<:])`,
  `(?<=\\b(?:image|repository)["']?\\s*[:=]\\s*["']?)${HOST}/${PATH}(?=["']?,?\\s*(?:$|[#}]))`,
  `(?<=\\bimage["']?\\s*[:=]\\s*["']?)${PATH}${TAG}(?=["']?,?\\s*(?:$|[#}]))`,
].map((source) => new RegExp(source, 'gim'))

/** Every token of these files that looks like an image and is no reference, as text or as name, of its file. */
export function unreported(files: readonly SourceFile[], discovery: Discovery): readonly Token[] {
  const byFile = Map.groupBy(discovery.references, ({ origin }) => origin.file)
  return files.flatMap(({ path, bytes }) => {
    if (bytes.includes(0)) return []
    return tokensOf(path, new TextDecoder().decode(bytes), byFile.get(path) ?? [])
  })
}

function tokensOf(file: string, text: string, references: readonly ImageReference[]): readonly Token[] {
  if (!/image|\.[a-z]{2,}(?::\d+)?\/|@sha256:/.test(text)) return []
  const said = new Set(references.flatMap((one) => (one.kind === 'static' ? [one.text, formatName(one.name)] : [one.text])))
  const places = references.flatMap(({ origin }) => [
    origin.span,
    ...origin.related.filter((one) => one.file === file).map((one) => one.span),
  ])
  const found = LOOKS.flatMap((pattern) => [...text.matchAll(pattern)]).toSorted(
    (a, b) => a.index - b.index || b[0].length - a[0].length,
  )
  let end = 0
  const distinct = found.filter(({ index, 0: match }) => {
    if (index < end) return false
    end = index + match.length
    return !said.has(match) && !places.some((span) => index < span.end && span.start < index + match.length)
  })
  return distinct.map(({ index, 0: match }) => ({
    file,
    line: lineOf(text, index),
    text: match,
    stands: standing(file, text, index),
  }))
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function standing(file: string, text: string, index: number): Token['stands'] {
  if (!mayHoldManifest(file)) return 'elsewhere'
  const line = text.slice(text.lastIndexOf('\n', index - 1) + 1, index)
  return /^\s*(?:#|\/\/|\*|--)|\s#\s/.test(line) ? 'comment' : 'manifest'
}
