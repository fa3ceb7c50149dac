import type { Build } from './build.ts'
import type { GeneratorArgs } from './kustomization.ts'
import { type Loader, loadBytes, loadText, locate, placeAt } from './loader.ts'
import { Refusal } from './refusal.ts'
import type { Scalar, Source } from './tree.ts'

/** One entry of a generated ConfigMap or Secret. */
export interface Pair {
  readonly key: string
  readonly text: string
  readonly bytes: Uint8Array
  /** Whether the bytes are UTF-8. */
  readonly isText: boolean
  readonly from: Source
}

/** The entries of a generator: env files, then literals, then files; sorted, none twice. */
export function readPairs(build: Build, loader: Loader, args: GeneratorArgs): readonly Pair[] {
  const pairs = [
    ...args.envs.flatMap((source) => envPairs(build, loader, source)),
    ...args.literals.map(literalPair),
    ...args.files.map((source) => filePair(build, loader, source)),
  ]
  const seen = new Set<string>()
  for (const { key } of pairs) {
    if (seen.has(key))
      throw new Refusal('other', `configmap ${args.name?.text} illegally repeats the key \`${key}\``, {
        file: args.at.file ?? '',
        span: args.at,
      })
    seen.add(key)
  }
  return pairs.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function envPairs(build: Build, loader: Loader, source: Scalar): readonly Pair[] {
  const file = locate(build, loader, source)
  const text = loadText(build, loader, source)
  const pairs: Pair[] = []
  let start = 0
  for (const [index, raw] of text.split('\n').entries()) {
    const line = (index === 0 ? raw.replace(/^\ufeff/, '') : raw).replace(/\r$/, '').replace(/^[\s\u0085]+/, '')
    const at = start + raw.replace(/\r$/, '').length - line.length
    start += raw.length + 1
    if (line === '' || line.startsWith('#')) continue
    const cut = line.indexOf('=')
    const key = cut < 0 ? line : line.slice(0, cut)
    const value = cut < 0 ? '' : line.slice(cut + 1)
    const begin = cut < 0 ? at : at + cut + 1
    // Without a key there is no pair: kustomize skips the line.
    if (key !== '') pairs.push(textPair(key, value, { span: { start: begin, end: at + line.length, file } }))
  }
  return pairs
}

function literalPair(source: Scalar): Pair {
  const cut = source.text.indexOf('=')
  if (cut <= 0) throw new Refusal('other', `invalid literal source ${source.text}, expected key=value`, placeAt(source))
  const written = source.text.slice(cut + 1)
  const quote = written[0]
  const quoted = written.length >= 2 && (quote === '"' || quote === "'") && written.at(-1) === quote
  return textPair(source.text.slice(0, cut), quoted ? written.slice(1, -1) : written, source)
}

function filePair(build: Build, loader: Loader, source: Scalar): Pair {
  const cut = source.text.indexOf('=')
  const refuse = (why: string) => new Refusal('other', `${why} in source "${source.text}"`, placeAt(source))
  if (cut >= 0 && source.text.indexOf('=', cut + 1) >= 0) throw refuse("key name or file path contains '='")
  if (cut === 0) throw refuse('missing key name for file path')
  if (cut === source.text.length - 1 && cut > 0) throw refuse('missing file path for key name')
  const name: Scalar = cut < 0 ? source : { ...source, text: source.text.slice(cut + 1) }
  const key = cut < 0 ? (name.text.replace(/\/+$/, '').split('/').at(-1) ?? '') : source.text.slice(0, cut)
  const file = locate(build, loader, name)
  const text = loadText(build, loader, name)
  const bytes = loadBytes(build, loader, name)
  const isText = isUtf8(bytes)
  const place = { file, span: { start: 0, end: text.length } }
  return { key, text, bytes, isText, from: { span: { ...place.span, file }, sources: [place, placeAt(source)] } }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function textPair(key: string, text: string, from: Source): Pair {
  return { key, text, bytes: Buffer.from(text, 'utf8'), isText: true, from }
}
