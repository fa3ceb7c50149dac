import { absent, found, unknown } from '../model/answer.ts'
import { MAX_REDIRECTS } from '../model/limits.ts'
import type { ChartServer } from '../ports/charts.ts'
import type { Download } from './download.ts'

/** Chart repositories over downloads: what lies on their hosts is fetched anonymously, over a few redirects to public hosts. */
export function createChartServer(listed: readonly string[], download: Download): ChartServer {
  const allowed = listed.flatMap((one) => urlOf(one) ?? [])
  return {
    allows: (repository) => {
      const url = urlOf(repository)
      return url !== undefined && allowed.some((one) => one.origin === url.origin && url.pathname.startsWith(one.pathname))
    },
    async get(url, maxBytes) {
      const origin = URL.parse(url)?.origin ?? url
      if (!allowed.some((one) => one.origin === origin))
        return unknown(
          'host-not-allowed',
          url,
          `it lies at ${url}, whose host is not listed: add "${origin}" to chartRepositories in the policy`,
        )
      const answer = await download(url, { maxBytes, redirects: MAX_REDIRECTS })
      if (answer.kind === 'found') return found(answer.bytes)
      if (answer.kind === 'trouble') return unknown(answer.problem, url, answer.why)
      return answer.status === 404 ? absent : unknown('denied', url, `the server answered ${answer.status}`)
    },
    requests: download.requests,
  }
}

/** A repository's address as a folder: with a slash at its end, without what may follow. */
function urlOf(text: string): URL | undefined {
  const url = URL.parse(text)
  if (url === null) return undefined
  url.search = ''
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}
