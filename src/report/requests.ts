import type { Facts } from '../model/facts.ts'
import type { Report } from '../model/report.ts'

/** All requests of a run, by host: whoever sent them, a host is listed once. */
export function requestsOf(counts: Facts['requests']): Report['requests'] {
  const hosts = [...Map.groupBy(counts, ({ host }) => host)]
  const byHost = hosts
    .map(([host, list]) => ({ host, count: list.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((a, b) => (a.host < b.host ? -1 : 1))
  return { total: byHost.reduce((sum, { count }) => sum + count, 0), byHost }
}
