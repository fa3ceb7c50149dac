import { createHash } from 'node:crypto'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { Deadline } from '../model/deadline.ts'
import { parseImageName } from '../model/image-name.ts'
import { MAX_CHART_ARCHIVE_BYTES, MAX_CHART_INDEX_BYTES } from '../model/limits.ts'
import { parseManifest } from '../model/oci-manifest.ts'
import type { RemoteChart } from '../model/rendering.ts'
import type { Node } from '../model/tree.ts'
import type { ChartServer } from '../ports/charts.ts'
import type { Registry } from '../ports/registry.ts'
import { chosenChart, readIndex } from './chart-index.ts'

const CONFIG = 'application/vnd.cncf.helm.config.v1+json'
const LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'

/** Where charts are fetched from. `indexes` keeps the indexes of chart repositories that were asked for, by their addresses: each is fetched and read once. */
export interface ChartSources {
  readonly registry: () => Registry
  readonly server?: ChartServer
  readonly indexes: Map<string, Promise<Answer<Node>>>
  readonly deadline?: Deadline
}

/** The bytes of a chart that lies outside the repository: hashed, and the ones that a manifest or an index vouches for, else no bytes at all. */
export async function fetchChart(chart: RemoteChart, sources: ChartSources): Promise<Answer<Uint8Array>> {
  return chart.kind === 'oci' ? fromRegistry(chart, sources.registry()) : fromServer(chart, sources)
}

async function fromRegistry({ url, version }: RemoteChart, registry: Registry): Promise<Answer<Uint8Array>> {
  const base = url.replace(/^oci:\/\//, '')
  const range = !version.startsWith('sha256:') && !/^[\w][\w.+-]*$/.test(version)
  if (version === '' || range || /^[\dvx]+(?:\.[\dxX*]+)?$|\.[xX]$/.test(version))
    return unknown('unsupported', url, `its version "${version}" is a range, which is not looked up in a registry`)
  const parsed = parseImageName(version.startsWith('sha256:') ? `${base}@${version}` : `${base}:${version.replaceAll('+', '_')}`)
  if (!parsed.ok) return unknown('malformed', url, parsed.why)
  const { registry: host, repository, tag, digest } = parsed.name
  const selector = digest === undefined ? { tag: tag ?? '' } : { digest }
  const raw = await registry.manifest({ registry: host, repository }, selector)
  if (raw.kind !== 'found') return raw
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, url)
  if (manifest.kind !== 'found') return manifest
  if (manifest.value.kind !== 'image' || manifest.value.config?.mediaType !== CONFIG)
    return unknown('unsupported', url, 'it is no Helm chart: its config is not of the type that charts have')
  const [layer, second] = manifest.value.layers.filter(({ mediaType }) => mediaType === LAYER)
  if (layer === undefined || second !== undefined)
    return unknown('malformed', url, 'its manifest does not have exactly one chart')
  if (layer.size > MAX_CHART_ARCHIVE_BYTES) return tooLarge(url)
  return registry.blob({ registry: host, repository }, layer.digest, MAX_CHART_ARCHIVE_BYTES)
}

async function fromServer({ url, name, version }: RemoteChart, sources: ChartSources): Promise<Answer<Uint8Array>> {
  const { server, indexes } = sources
  if (server?.allows(url) !== true)
    return unknown('host-not-allowed', url, `the chart repository ${url} is not listed under chartRepositories in the policy`)
  const base = url.endsWith('/') ? url : `${url}/`
  const asked = indexes.get(base) ?? indexAt(base, server, sources.deadline)
  indexes.set(base, asked)
  const index = await asked
  if (index.kind !== 'found') return index.kind === 'absent' ? unknown('unresolved', url, `${url} has no index.yaml`) : index
  const chosen = chosenChart(index.value, name, version)
  if (chosen.kind !== 'found') return chosen
  const archive = URL.parse(chosen.value.url, base)?.href
  if (archive === undefined) return unknown('malformed', url, `the index names "${chosen.value.url}", which is no URL`)
  const bytes = await server.get(archive, MAX_CHART_ARCHIVE_BYTES)
  if (bytes.kind !== 'found') return bytes.kind === 'absent' ? unknown('unresolved', url, `${archive} is not there`) : bytes
  const digest = createHash('sha256').update(bytes.value).digest('hex')
  if (digest !== chosen.value.digest)
    return unknown('digest-mismatch', url, `${archive} has the digest ${digest}, the index says ${chosen.value.digest}`)
  return found(bytes.value)
}

async function indexAt(base: string, server: ChartServer, deadline: Deadline | undefined): Promise<Answer<Node>> {
  const bytes = await server.get(`${base}index.yaml`, MAX_CHART_INDEX_BYTES)
  return bytes.kind === 'found' ? readIndex(bytes.value, base, deadline) : bytes
}

function tooLarge(url: string): Answer<never> {
  return unknown('too-large', url, `the chart is larger than ${MAX_CHART_ARCHIVE_BYTES} bytes`)
}

/** What became of a chart, as the reason why its entry is not known. */
export function whyNoChart(
  { name, version, url }: RemoteChart,
  answer: Exclude<Answer<unknown>, { readonly kind: 'found' }>,
): string {
  const what = `the chart ${name}${version === '' ? '' : ` ${version}`}`
  return answer.kind === absent.kind ? `${what} is not there (${url})` : `${what} could not be fetched: ${answer.problem.detail}`
}
