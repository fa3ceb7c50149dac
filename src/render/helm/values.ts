import { fromBytes } from '../../languages/govalue/utf8.ts'
import { type MapValue, map, type Value } from '../../languages/govalue/value.ts'
import { readFirstYaml } from '../../languages/goyaml/read.ts'
import { fileSource, valueOfYaml, type YamlSource } from '../../languages/goyaml/values.ts'
import { ChartError, type ChartFile, ChartLimit } from './chart.ts'
import { copyMap, mergeMaps } from './coalesce.ts'
import { YAML_LIMITS } from './metadata.ts'

/** A values file. Helm 3 reads its first document, Helm 4 lays all of them over each other. Throws `ChartError` beginning with `what`. */
export function readValues(file: ChartFile, what: string, helm: 3 | 4): MapValue {
  const known = tables.get(file.bytes) ?? new Map<string, MapValue>()
  tables.set(file.bytes, known)
  const key = `${helm}:${file.path}`
  const found = known.get(key) ?? readTable(file, what, helm)
  known.set(key, found)
  // What is read once is laid into many renderings, which change their tables.
  return copyMap(found)
}

const tables = new WeakMap<Uint8Array, Map<string, MapValue>>()

function readTable(file: ChartFile, what: string, helm: 3 | 4): MapValue {
  const characters = fromBytes(file.bytes)
  if (helm === 3) return readDocument(characters, 0, file, what) ?? emptyMap()
  let merged = emptyMap()
  for (const { start, text } of splitDocuments(characters)) {
    merged = mergeMaps(merged, readDocument(text, start, file, `${what}: cannot unmarshal yaml document`) ?? emptyMap())
  }
  return merged
}

/** A mapping without entries. */
export function emptyMap(): MapValue {
  return { ...map(new Map()), keySources: new Map() }
}

function readDocument(characters: string, start: number, file: ChartFile, what: string): MapValue | undefined {
  const read = readFirstYaml(characters, { reader: 'sigs', limits: YAML_LIMITS })
  if ('problem' in read) {
    if (read.limit) throw new ChartLimit(`${file.path}: ${read.problem}`)
    throw new ChartError(`${what}: error converting YAML to JSON: ${read.problem}`, file.path, start + read.at)
  }
  if (read.root === undefined || (read.root.kind === 'scalar' && read.root.value === null)) return undefined
  const value = valueOfYaml(read.root, start === 0 ? fileSource(file.path, characters) : shifted(file.path, characters, start))
  const infinite = infinityIn(value)
  if (infinite !== undefined)
    throw new ChartError(`${what}: error converting YAML to JSON: json: unsupported value: ${infinite}`, file.path)
  if (value.kind === 'map') return value
  const kind = value.kind === 'list' ? 'array' : value.kind === 'text' ? 'string' : value.kind === 'bool' ? 'bool' : 'number'
  const go = 'Go value of type map[string]interface {}'
  throw new ChartError(
    `${what}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into ${go}`,
    file.path,
  )
}

function shifted(file: string, characters: string, by: number): YamlSource {
  const source = fileSource(file, ' '.repeat(by) + characters)
  return {
    text: characters,
    sourcesOf: (start, end) => source.sourcesOf(start + by, end + by),
    slice: (start, end) => source.slice(start + by, end + by),
    unknownOf: () => undefined,
  }
}

function infinityIn(value: Value): string | undefined {
  if (value.kind === 'float' && !Number.isFinite(value.value))
    return Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? '+Inf' : '-Inf'
  const inside = value.kind === 'list' ? value.items : value.kind === 'map' ? value.entries.values() : []
  for (const one of inside) {
    const found = infinityIn(one)
    if (found !== undefined) return found
  }
  return undefined
}

/** The documents as apimachinery's YAMLReader splits them: a line `---`, or `---` and a comment, ends one. */
function splitDocuments(characters: string): readonly { readonly start: number; readonly text: string }[] {
  const found: { start: number; text: string }[] = []
  const separator = /^---[ \t\r]*(?:#.*)?$/gm
  let start = 0
  for (const match of characters.matchAll(separator)) {
    if (match.index > start) found.push({ start, text: characters.slice(start, match.index) })
    start = Math.min(match.index + match[0].length + 1, characters.length)
  }
  if (start < characters.length) found.push({ start, text: characters.slice(start) })
  return found
}
