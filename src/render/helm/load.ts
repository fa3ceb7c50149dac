import { text } from '../../languages/govalue/text.ts'
import { compareBytes, fromBytes } from '../../languages/govalue/utf8.ts'
import type { MapValue } from '../../languages/govalue/value.ts'
import { MAX_CHART_FILE_BYTES } from '../../model/limits.ts'
import { unpackChart, withoutMark } from './archive.ts'
import { type Chart, ChartError, type ChartFile, nameOf, setDependencies } from './chart.ts'
import { DEFAULT_RULES, isIgnored, parseIgnore } from './ignore.ts'
import { emptyMetadata, readMetadata, validateMetadata } from './metadata.ts'
import { readValues } from './values.ts'

export type HelmVersion = 3 | 4

/** A chart out of a folder: .helmignore holds, files come in the order in which Helm walks. Throws `ChartError` and `ChartLimit`. */
export function loadFolder(files: readonly ChartFile[], helm: HelmVersion): Chart {
  const ignoreFile = files.find((file) => file.name === '.helmignore')
  const own = ignoreFile === undefined ? [] : parseIgnore(fromBytes(ignoreFile.bytes), ignoreFile.path)
  const rules = [...own, ...DEFAULT_RULES]
  const kept = files.filter((file) => !isIgnored(file.name, rules)).map((file) => ({ ...file, bytes: withoutMark(file.bytes) }))
  for (const file of kept) {
    if (file.bytes.length > MAX_CHART_FILE_BYTES) {
      throw new ChartError(`chart file "${file.name}" is larger than the maximum file size ${MAX_CHART_FILE_BYTES}`, file.path)
    }
  }
  return loadFiles(kept.sort(compareWalk), helm)
}

/** A chart out of an archive, as `helm package` makes them. */
export function loadArchive(bytes: Uint8Array, path: string, helm: HelmVersion): Chart {
  return loadFiles(unpackChart(bytes, path), helm)
}

function compareWalk(a: ChartFile, b: ChartFile): number {
  const [left, right] = [a.name.split('/'), b.name.split('/')]
  for (let index = 0; index < left.length && index < right.length; index++) {
    const order = compareBytes(left[index] ?? '', right[index] ?? '')
    if (order !== 0) return order
  }
  return left.length - right.length
}

interface Parts {
  readonly files: ChartFile[]
  readonly templates: ChartFile[]
  readonly subcharts: Map<string, ChartFile[]>
  values: MapValue | undefined
  schema: ChartFile | undefined
}

function loadFiles(files: readonly ChartFile[], helm: HelmVersion): Chart {
  const chartFile = files.findLast((file) => file.name === 'Chart.yaml')
  let metadata = chartFile === undefined ? undefined : readMetadata(chartFile, undefined)
  if (metadata?.apiVersion.text === '') metadata.apiVersion = text('v1')
  const parts: Parts = { files: [], templates: [], subcharts: new Map(), values: undefined, schema: undefined }
  for (const file of files) {
    if (file.name === 'requirements.yaml') metadata = readMetadata(file, metadata ?? emptyMetadata())
    place(parts, file, metadata?.apiVersion.text === 'v1', helm)
  }
  if (metadata === undefined) throw new ChartError('Chart.yaml file is missing', files[0]?.path)
  validateMetadata(metadata, helm, chartFile?.path ?? 'requirements.yaml')
  const { values, schema } = parts
  const chart: Chart = {
    metadata,
    files: parts.files,
    templates: parts.templates,
    values,
    schema,
    parent: undefined,
    dependencies: [],
  }
  setDependencies(chart, loadSubcharts(chart, parts.subcharts, helm))
  return chart
}

function place(parts: Parts, file: ChartFile, isV1: boolean, helm: HelmVersion): void {
  const { name } = file
  if (name === 'Chart.yaml' || name === 'Chart.lock') return
  if (name === 'values.yaml') parts.values = readValues(file, 'cannot load values.yaml', helm)
  else if (name === 'values.schema.json') parts.schema = file
  else if (name === 'requirements.yaml' || name === 'requirements.lock') {
    if (isV1) parts.files.push(file)
  } else if (name.startsWith('templates/')) parts.templates.push(file)
  else if (!name.startsWith('charts/') || name.endsWith('.prov')) parts.files.push(file)
  else {
    const inner = name.slice('charts/'.length)
    const folder = inner.split('/', 1)[0] ?? inner
    const group = parts.subcharts.get(folder) ?? []
    group.push({ ...file, name: inner })
    parts.subcharts.set(folder, group)
  }
}

function loadSubcharts(chart: Chart, groups: ReadonlyMap<string, readonly ChartFile[]>, helm: HelmVersion): readonly Chart[] {
  const found: Chart[] = []
  for (const [folder, files] of groups) {
    if (folder.startsWith('_') || folder.startsWith('.')) continue
    try {
      found.push(loadSubchart(chart, folder, files, helm))
    } catch (error) {
      if (!(error instanceof ChartError)) throw error
      throw new ChartError(`error unpacking subchart ${folder} in ${nameOf(chart)}: ${error.message}`, error.file, error.offset)
    }
  }
  return found
}

function loadSubchart(chart: Chart, folder: string, files: readonly ChartFile[], helm: HelmVersion): Chart {
  const [first] = files
  if (folder.endsWith('.tgz') && first !== undefined) {
    if (first.name !== folder) {
      throw new ChartError(`error unpacking subchart tar in ${nameOf(chart)}: expected ${folder}, got ${first.name}`, first.path)
    }
    return loadArchive(first.bytes, first.path, helm)
  }
  const inside = files.filter((file) => file.name.includes('/'))
  return loadFiles(
    inside.map((file) => ({ ...file, name: file.name.slice(file.name.indexOf('/') + 1) })),
    helm,
  )
}
