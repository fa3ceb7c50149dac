import { MAX_REMOTE_CHARTS } from '../model/limits.ts'
import type { RemoteChart } from '../model/rendering.ts'
import type { FetchedChart } from '../render/remote-charts.ts'
import { type ChartSources, fetchChart, whyNoChart } from '../resolve/charts.ts'

/** Fetches charts that lie outside the repository, by their keys; what went wrong is that chart's answer. */
export type FetchCharts = (wanted: ReadonlyMap<string, RemoteChart>) => Promise<ReadonlyMap<string, FetchedChart>>

/** Charts through the registry and the chart repositories of a run, which fetches so many of them. */
export function chartFetcher(doors: Omit<ChartSources, 'indexes'>): FetchCharts {
  const sources: ChartSources = { ...doors, indexes: new Map() }
  let left = MAX_REMOTE_CHARTS
  return async (wanted) => {
    const asked = [...wanted].map(async ([key, chart]): Promise<readonly [string, FetchedChart]> => {
      if (left-- <= 0)
        return [key, { why: `more than ${MAX_REMOTE_CHARTS} charts outside the repository are asked for in one run` }]
      const answer = await fetchChart(chart, sources)
      return [key, answer.kind === 'found' ? { bytes: answer.value } : { why: whyNoChart(chart, answer) }]
    })
    return new Map(await Promise.all(asked))
  }
}

/** Where nothing is fetched: the same answer for every chart. */
export const noCharts: FetchCharts = async (wanted) =>
  new Map(
    [...wanted].map(([key, { name }]) => [key, { why: `the chart ${name} lies outside the repository and is not fetched here` }]),
  )
