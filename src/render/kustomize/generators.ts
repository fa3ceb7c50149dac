import type { Build } from './build.ts'
import type { GeneratorArgs, GeneratorOptions, TextMap } from './kustomization.ts'
import type { Loader } from './loader.ts'
import { type Pair, readPairs } from './pairs.ts'
import { Refusal } from './refusal.ts'
import { NOTES, type Resource, setMetaMap, setNote } from './resource.ts'
import { lineBase64 } from './secret-data.ts'
import { type Entry, type Mapping, type Scalar, type Source, scalar, type Tree } from './tree.ts'
import { isOldNonText } from './values.ts'

/** Makes the ConfigMap or Secret of one generator. */
export function generate(
  build: Build,
  loader: Loader,
  kind: 'ConfigMap' | 'Secret',
  args: GeneratorArgs,
  global: GeneratorOptions | undefined,
): Resource {
  const { at, name } = args
  const from: Source = { span: at }
  if (name === undefined || name.text === '') {
    throw new Refusal('other', 'a configmap must have a name', { file: at.file ?? '', span: at })
  }
  const options = mergedOptions(args.options, global)
  const metadata = map(from, [['name', text(name.text, name)], ...namespaceEntry(args.namespace)])
  const entries: [string, Tree][] = [
    ['apiVersion', scalar('v1', from, 'str')],
    ['kind', scalar(kind, from, 'str')],
    ['metadata', metadata],
  ]
  if (kind === 'Secret')
    entries.push(['type', args.type === undefined ? text('Opaque', from) : text(args.type.text || 'Opaque', args.type)])
  entries.push(...dataEntries(kind, readPairs(build, loader, args), from))
  if (options?.immutable === true) entries.push(['immutable', scalar('true', from, 'bool')])
  const node = map(from, entries)
  if (options !== undefined && options.labels.size > 0) setMetaMap(node, 'labels', options.labels)
  if (options !== undefined && options.annotations.size > 0) setMetaMap(node, 'annotations', options.annotations)
  if (options?.disableNameSuffixHash !== true) setNote(node, NOTES.hash, 'enabled')
  setNote(node, NOTES.behavior, args.behavior?.text ?? 'unspecified')
  return { node, file: at.file ?? '', variables: [] }
}

function namespaceEntry(namespace: Scalar | undefined): readonly [string, Tree][] {
  return namespace === undefined || namespace.text === '' ? [] : [['namespace', text(namespace.text, namespace)]]
}

function dataEntries(kind: 'ConfigMap' | 'Secret', pairs: readonly Pair[], from: Source): readonly [string, Tree][] {
  if (kind === 'Secret') {
    const data = pairs.map((pair): [string, Tree] => [pair.key, text(lineBase64(pair.bytes), pair.from)])
    return [['data', map(from, data)]]
  }
  const texts = pairs.filter(({ isText }) => isText).map((pair): [string, Tree] => [pair.key, text(pair.text, pair.from)])
  const binaries = pairs
    .filter(({ isText }) => !isText)
    .map((pair): [string, Tree] => [pair.key, text(lineBase64(pair.bytes), pair.from)])
  const parts: [string, Tree][] = []
  if (texts.length > 0) parts.push(['data', map(from, texts)])
  if (binaries.length > 0) parts.push(['binaryData', map(from, binaries)])
  return parts
}

function text(value: string, from: Source): Scalar {
  return { ...scalar(value, from, 'str'), quoted: value.includes('\n') || isOldNonText(value) }
}

function map(from: Source, entries: readonly (readonly [string, Tree])[]): Mapping {
  const made: Entry[] = entries.map(([key, value]) => ({ key: scalar(key, value.kind === 'scalar' ? value : from), value }))
  return { kind: 'map', entries: made, span: from.span }
}

/** `options` with what `generatorOptions` adds; own labels and annotations win. */
export function mergedOptions(
  own: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (global === undefined || own === undefined) return own ?? global
  const both = (a: TextMap, b: TextMap): TextMap => new Map([...b, ...a])
  return {
    labels: both(own.labels, global.labels),
    annotations: both(own.annotations, global.annotations),
    disableNameSuffixHash: own.disableNameSuffixHash || global.disableNameSuffixHash,
    immutable: own.immutable || global.immutable,
  }
}
