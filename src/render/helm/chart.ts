import type { Text } from '../../languages/govalue/text.ts'
import type { MapValue, Value } from '../../languages/govalue/value.ts'

/** One file of a chart: `name` inside the chart, `path` in the tree that it came from (for a packed chart, that of the archive and the name in it). */
export interface ChartFile {
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array
}

export interface Maintainer {
  readonly name: Text
  readonly email: Text
  readonly url: Text
}

/** One entry of `dependencies`. Helm renames and enables it while it works. */
export interface Dependency {
  name: Text
  readonly version: Text
  readonly repository: Text
  readonly condition: Text
  readonly tags: readonly Text[] | undefined
  enabled: boolean
  importValues: readonly Value[] | undefined
  readonly alias: Text
}

/** Chart.yaml, together with requirements.yaml. */
export interface Metadata {
  name: Text
  home: Text
  sources: readonly Text[] | undefined
  version: Text
  description: Text
  keywords: readonly Text[] | undefined
  maintainers: readonly Maintainer[] | undefined
  icon: Text
  apiVersion: Text
  condition: Text
  tags: Text
  appVersion: Text
  deprecated: boolean
  annotations: ReadonlyMap<string, Text> | undefined
  kubeVersion: Text
  dependencies: Dependency[] | undefined
  type: Text
}

/** A chart in memory, its subcharts below it. `dependencies` and their parents change while conditions and aliases are worked out. */
export interface Chart {
  metadata: Metadata
  readonly files: readonly ChartFile[]
  readonly templates: readonly ChartFile[]
  values: MapValue | undefined
  readonly schema: ChartFile | undefined
  parent: Chart | undefined
  dependencies: Chart[]
}

/** Why Helm would refuse: its own words, and the file at fault. */
export class ChartError extends Error {
  readonly file: string | undefined
  readonly offset: number
  constructor(message: string, file?: string, offset = 0) {
    super(message)
    this.file = file
    this.offset = offset
  }
}

/** A bound of ours was hit while the chart was read: what Helm would do with it is not known. */
export class ChartLimit extends Error {}

export function nameOf(chart: Chart): string {
  return chart.metadata.name.text
}

/** `parent/charts/child`, as names of templates begin. */
export function fullPathOf(chart: Chart): string {
  return chart.parent === undefined ? nameOf(chart) : `${fullPathOf(chart.parent)}/charts/${nameOf(chart)}`
}

export function isLibrary(chart: Chart): boolean {
  return chart.metadata.type.text.toLowerCase() === 'library'
}

/** Makes these the subcharts of a chart. */
export function setDependencies(chart: Chart, charts: readonly Chart[]): void {
  chart.dependencies = [...charts]
  for (const child of charts) child.parent = chart
}
