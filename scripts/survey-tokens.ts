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
const KNOWN =
  '(?:docker\\.io|ghcr\\.io|quay\\.io|(?:[a-z]+\\.)?gcr\\.io|registry\\.k8s\\.io|mcr\\.microsoft\\.com|public\\.ecr\\.aws)'
/** With a host and a tag, a digest, a registry that everybody knows, or as the value of a key that says `image`. */
const LOOKS = [
  `(?<![\\w.@:/$}>-])${HOST}/${PATH}(?:${TAG})?${DIGEST}`,
  `(?<![\\w.@:/$}>-])${HOST}/${PATH}${TAG}(?![\\w/{$(<:])`,
  `(?<![\\w.@:/$}>-])${KNOWN}/${PATH}(?![\\w/{$(<])`,
  `(?<![\\w.@:/$}>-])${PATH}(?:${TAG})?${DIGEST}`,
  `(?<=\\bimage["']?\\s*[:=]\\s*["']?)${PATH}${TAG}(?=["']?,?\\s*(?:$|[#}]))`,
].map((source) => new RegExp(source, 'gm'))

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
  const spans = references.map(({ origin }) => origin.span)
  const found = LOOKS.flatMap((pattern) => [...text.matchAll(pattern)])
  const fresh = found
    .filter(
      ({ index, 0: match }) => !said.has(match) && !spans.some((span) => index < span.end && span.start < index + match.length),
    )
    .toSorted((a, b) => a.index - b.index || b[0].length - a[0].length)
  const distinct = fresh.filter(({ index }, at) => {
    const before = fresh[at - 1]
    return before === undefined || index >= before.index + before[0].length
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
