import type { Callable } from '../../languages/govalue/callable.ts'
import { CallError } from '../../languages/govalue/callable.ts'
import { EMPTY, text } from '../../languages/govalue/text.ts'
import { ANY_MAP, type MapValue, map, type Struct, type Value } from '../../languages/govalue/value.ts'
import { printYaml } from '../../languages/goyaml/print.ts'
import { type Chart, type ChartFile, fullPathOf, isLibrary, nameOf } from './chart.ts'
import { freshMap } from './coalesce.ts'
import { tableAt } from './dependencies.ts'
import { filesValue } from './files.ts'
import type { HelmVersion } from './load.ts'
import { metadataValue } from './metadata-value.ts'

/** One template file of a chart or of a subchart, with the dot that it is executed with. */
export interface ChartTemplate {
  /** `parent/charts/child/templates/x.yaml`. */
  readonly name: string
  readonly file: ChartFile
  readonly dot: MapValue
  readonly basePath: string
}

/** What is the same in the dot of every chart. */
export interface Top {
  readonly values: MapValue
  readonly release: Value
  readonly capabilities: Struct
  readonly helm: HelmVersion
}

/** Every template of a chart and its subcharts by name, in the order in which Helm parses and executes them. */
export function templatesOf(chart: Chart, top: Top): readonly ChartTemplate[] {
  const found = new Map<string, ChartTemplate>()
  collect(chart, top, undefined, found)
  return [...found.values()].sort(compareTemplates)
}

function collect(chart: Chart, top: Top, parent: MapValue | undefined, found: Map<string, ChartTemplate>): MapValue {
  const subcharts = new Map<string, Value>()
  const values = parent === undefined ? top.values : (tableAt(parent, `Values.${nameOf(chart)}`) ?? freshMap())
  const dot = map(
    new Map<string, Value>([
      ['Chart', metadataValue(chart.metadata, chart.parent === undefined, top.helm)],
      ['Files', filesValue(chart.files)],
      ['Release', top.release],
      ['Capabilities', top.capabilities],
      ['Values', valuesValue(values, top.helm)],
      ['Subcharts', map(subcharts)],
    ]),
  )
  for (const child of chart.dependencies) subcharts.set(nameOf(child), collect(child, top, dot, found))
  const path = fullPathOf(chart)
  for (const file of chart.templates) {
    if (isLibrary(chart) && !baseName(file.name).startsWith('_')) continue
    const name = `${path}/${file.name}`
    found.set(name, { name, file, dot, basePath: `${path}/templates` })
  }
  return dot
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Deepest paths first, within one depth the last name first. */
function compareTemplates(a: ChartTemplate, b: ChartTemplate): number {
  const depth = b.name.split('/').length - a.name.split('/').length
  return depth !== 0 ? depth : compareNames(b.name, a.name)
}

/** By bytes, as Go compares; names of files are almost always ASCII. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** `.Template` of one file. */
export function templateValue(template: ChartTemplate, helm: HelmVersion): MapValue {
  const entries = new Map<string, Value>([
    ['Name', text(template.name)],
    ['BasePath', text(template.basePath)],
  ])
  return { ...map(entries, valuesType(helm)), underlying: ANY_MAP }
}

function valuesType(helm: HelmVersion): string {
  return helm === 3 ? 'chartutil.Values' : 'common.Values'
}

/** A table as Helm's type Values, which has methods; the entries are shared with the table. */
function valuesValue(table: MapValue, helm: HelmVersion): MapValue {
  const type = valuesType(helm)
  const at = (path: Value | undefined) => (path?.kind === 'text' ? path.text : '')
  const methods = new Map<string, Callable>([
    ['AsMap', { name: 'AsMap', params: [], call: () => ({ ...map(table.entries), keySources: table.keySources ?? new Map() }) }],
    ['YAML', { name: 'YAML', params: [], result: 'string', call: (_, run) => printYaml(table, run) ?? EMPTY }],
    ['Table', { name: 'Table', params: ['string'], call: ([path]) => tableOrFail(table, at(path), helm) }],
    ['PathValue', { name: 'PathValue', params: ['string'], call: ([path]) => valueOrFail(table, at(path)) }],
  ])
  return { ...table, type, underlying: ANY_MAP, methods }
}

function tableOrFail(table: MapValue, path: string, helm: HelmVersion): Value {
  const found = tableAt(table, path)
  if (found === undefined) throw new CallError(`"${path.slice(path.lastIndexOf('.') + 1)}" is not a table`)
  return valuesValue(found, helm)
}

function valueOrFail(table: MapValue, path: string): Value {
  if (path === '') throw new CallError('YAML path cannot be empty')
  let at: Value | undefined = table
  for (const part of path.split('.')) at = at?.kind === 'map' ? at.entries.get(part) : undefined
  if (at === undefined || at.kind === 'map') throw new CallError(`"${path.slice(path.lastIndexOf('.') + 1)}" is not a value`)
  return at
}
