import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChartServer } from '../../src/adapters/charts.ts'
import { createDownload, type Download } from '../../src/adapters/download.ts'
import { packChart } from '../fakes/packed-chart.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { clientOf, createHastyClock, createKeptLog } from '../fakes/registry-client.ts'
import { pushArtifact } from '../fakes/registry-push.ts'
import { type Files, run, touched } from './two-sides.ts'

const open: { readonly servers: Server[]; readonly downloads: Download[]; readonly registries: FakeRegistry[] } = {
  servers: [],
  downloads: [],
  registries: [],
}
/** Closes all that was opened here. */
export async function closeAll(): Promise<void> {
  for (const one of open.downloads.splice(0)) one.close()
  for (const one of open.servers.splice(0)) await new Promise((closed) => one.close(closed))
  for (const one of open.registries.splice(0)) await one.close()
}

/** The chart `web`, whose own tag is its version. */
function chart(version: string): Uint8Array {
  return packChart('web', {
    'Chart.yaml': `apiVersion: v2\nname: web\nversion: ${version}\n`,
    'values.yaml': `image:\n  repository: ghcr.io/acme/web\n  tag: ${version}\nside: ghcr.io/acme/side:1\n`,
    'values-prod.yaml': 'image:\n  tag: prod\n',
    'templates/web.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}\n    - {name: side, image: {{ .Values.side }}}\n',
  })
}

/** The digest of bytes, in hexadecimal digits. */
export const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
/** The chart in two versions. */
export const CHARTS = { '1.0.0': chart('1.0.0'), '1.1.0': chart('1.1.0') }

/** The index of a repository that has the chart in these versions with these digests. */
export function indexOf(digests: Readonly<Record<string, string>>): string {
  const entries = Object.entries(digests).map(([version, digest]) => ({
    name: 'web',
    version,
    urls: [`web-${version}.tgz`],
    digest,
  }))
  return JSON.stringify({ apiVersion: 'v1', entries: { web: entries } })
}

/** The index as it should be. */
export const GOOD = indexOf(Object.fromEntries(Object.entries(CHARTS).map(([version, bytes]) => [version, hex(bytes)])))

/** What a chart repository serves instead of what it should. */
export interface Serving {
  /** Collects the paths that were asked for. */
  readonly asked?: string[]
  readonly index?: string
  readonly archive?: Uint8Array
  readonly redirect?: string
}

/** Starts a chart repository; answers its address. */
export async function serve({ index = GOOD, archive, redirect, asked }: Serving = {}): Promise<string> {
  const server = createServer((request, response) => {
    asked?.push(request.url ?? '')
    const version = /web-(.*)\.tgz$/.exec(request.url ?? '')?.[1] as keyof typeof CHARTS | undefined
    if (redirect !== undefined && version !== undefined) response.writeHead(302, { location: redirect }).end()
    else response.end(version === undefined ? index : (archive ?? CHARTS[version]))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  open.servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/charts`
}

/** Runs the gate with a chart repository that the policy lists, or not. */
export async function changed(url: string, base: Files, head: Files, listed: boolean | readonly string[] = true) {
  const repositories = listed === true ? [url] : listed === false ? [] : listed
  const policy = `version: 1\n${repositories.length === 0 ? '' : `chartRepositories: ${JSON.stringify(repositories)}\n`}`
  const download = createDownload({
    ...{ environment: {}, clock: createHastyClock(), log: createKeptLog(), loopback: true },
    budget: { left: () => 60_000 },
  })
  open.downloads.push(download)
  const result = await run(base, head, policy, { openCharts: (repositories) => createChartServer(repositories, download) })
  return { ...result, says: touched(result, head), unread: result.facts.unread.map(({ why }) => why) }
}

/** Starts a registry with the chart in both versions. */
export async function pushed(configType = 'application/vnd.cncf.helm.config.v1+json') {
  const registry = await startRegistry()
  open.registries.push(registry)
  for (const [tag, bytes] of Object.entries(CHARTS)) {
    const layers = [{ bytes, mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' }]
    pushArtifact(registry.content, 'charts/web', { tag, configType, layers })
  }
  const client = clientOf([registry.host])
  return { host: registry.host, openRegistry: () => client }
}
