import { TemplateError } from '../../languages/gotemplate/error.ts'
import { inAllWorlds } from '../../languages/gotemplate/worlds.ts'
import { LimitReached, NotKnown } from '../../languages/govalue/callable.ts'
import { MAX_RENDER_WORLDS } from '../../model/limits.ts'
import type { RenderedDocument, Rendering } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'
import type { Unknown } from '../../model/tree.ts'
import { parseKubeVersion } from './capabilities.ts'
import { type Chart, ChartError, ChartLimit, isLibrary } from './chart.ts'
import { isInRange, keysOf, missingDependencies, processDependencies } from './dependencies.ts'
import { documentsOf, joinWorlds } from './documents.ts'
import { failureOf } from './failure.ts'
import { layValues } from './layers.ts'
import { loadArchive, loadFolder } from './load.ts'
import { type Prepared, type Printed, printCharts } from './print-charts.ts'
import type { ChartRequest } from './request.ts'

/**
 * What a chart with one set of values comes to, as `helm template` of that version prints it: the objects with the places of every scalar, or the
 * error with which Helm refuses, or why it cannot be told. Pure: the same request gives the same rendering on every day. Never throws for what a chart says.
 */
export function renderChart(request: ChartRequest): Rendering {
  const open = request.values.find((set) => set.kind === 'unknown')
  if (open?.kind === 'unknown') return { kind: 'unknown', why: open.why, ...(open.at === undefined ? {} : { at: open.at }) }
  try {
    return render(request)
  } catch (error) {
    return outcomeOf(error)
  }
}

function render(request: ChartRequest): Rendering {
  const prepared = prepare(request)
  const worlds = inAllWorlds(MAX_RENDER_WORLDS, (decide) => {
    try {
      return { printed: printCharts(prepared, request, decide) }
    } catch (error) {
      if (error instanceof TemplateError || error instanceof ChartError) return { error }
      throw error
    }
  })
  const rendered: { readonly documents: readonly RenderedDocument[]; readonly unknowns: readonly Unknown[] }[] = []
  let failed: unknown
  for (const { result } of worlds) {
    if (result.printed === undefined) failed = result.error
    else rendered.push(documents(result.printed, request))
  }
  if (rendered.length === 0) throw failed
  const joined = joinWorlds(rendered)
  const mayFail = failed === undefined ? [] : [mayFailOf(failed)]
  const without = prepared.lacking.map(({ why }) => ({ why }))
  return {
    ...{ kind: 'rendered', documents: joined.documents, unknowns: [...joined.unknowns, ...mayFail, ...without] },
    ...(prepared.lacking.length === 0 ? {} : { lacking: prepared.lacking }),
    ...(prepared.off.length === 0 ? {} : { off: prepared.off }),
  }
}

function documents(printed: Printed, request: ChartRequest) {
  return documentsOf(printed, request.chart.path, request.endings ?? 'printed')
}

function mayFailOf(error: unknown): Unknown {
  const outcome = outcomeOf(error)
  const why = outcome.kind === 'rendered' ? '' : outcome.why
  return { why: `depending on what is not known, the chart fails: ${why}` }
}

function prepare(request: ChartRequest): Prepared {
  const { chart: source, helm } = request
  const values = layValues(request.values, helm)
  const chart = source.kind === 'folder' ? loadFolder(source.files, helm) : loadArchive(source.bytes, source.path, helm)
  if (isLibrary(chart)) throw new ChartError('library charts are not installable')
  const missing = missingDependencies(chart)
  if (missing.length > 0 && request.missing !== 'leave-out') {
    const names = missing.map(({ name }) => name.text).join(', ')
    const why = `found in Chart.yaml, but missing in charts/ directory: ${names}`
    throw new ChartError(`An error occurred while checking for chart dependencies. ${why}`, `${source.path}/Chart.yaml`)
  }
  const kube = parseKubeVersion(request.kubeVersion, helm)
  if (kube === undefined) throw new ChartError(`invalid kube version '${request.kubeVersion}'`)
  const wanted = chart.metadata.dependencies ?? []
  const open = missing.map((one) => ({ one, keys: keysOf(one), why: whyLacking(one.name.text, request) }))
  processDependencies(chart, values, helm)
  const left = new Set(chart.metadata.dependencies)
  const lacking = open.filter(({ one }) => left.has(one)).map(({ keys, why }) => ({ keys, why }))
  const off = wanted.filter((one) => !left.has(one)).map(({ name }) => name.text)
  return { chart, values, kube, lacking, off, checkKube: () => checkKube(chart, kube.plain) }
}

function whyLacking(name: string, { whyMissing }: ChartRequest): string {
  const why = whyMissing?.get(name)
  return why === undefined ? `the chart ${name}, on which it depends, is not in this repository` : `${why}, on which it depends`
}

function checkKube(chart: Chart, version: string): void {
  const range = chart.metadata.kubeVersion.text
  if (range !== '' && !isInRange(range, version)) {
    throw new ChartError(`chart requires kubeVersion: ${range} which is incompatible with Kubernetes ${version}`)
  }
}

function outcomeOf(error: unknown): Rendering {
  if (error instanceof ChartError) {
    const at = error.file === undefined ? undefined : { file: error.file, span: { start: error.offset, end: error.offset } }
    return { kind: 'failed', failure: failureOf(error.message), why: error.message, ...placed(at) }
  }
  if (error instanceof TemplateError) {
    return { kind: 'failed', failure: failureOf(error.message), why: error.message, ...placed(error.place) }
  }
  if (error instanceof NotKnown) return { kind: 'unknown', why: error.unknown.why, ...placed(error.unknown.at) }
  if (error instanceof LimitReached || error instanceof ChartLimit) return { kind: 'unknown', why: error.message }
  // A stack that overflows is a bound that was hit, like the others.
  if (error instanceof RangeError) return { kind: 'unknown', why: 'the chart is nested deeper than can be followed' }
  throw error
}

function placed(at: Place | undefined): { readonly at?: Place } {
  return at === undefined ? {} : { at }
}
