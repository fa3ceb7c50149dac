import type { ExploitedCatalogue } from '../../model/advisory.ts'
import { readExploited } from '../../model/advisory-record.ts'
import { type Answer, absent, found, unknown } from '../../model/answer.ts'
import { MAX_CATALOGUE_BYTES, MAX_EXPORT_BYTES } from '../../model/limits.ts'
import type { VulnerabilityPolicy } from '../../model/vulnerability-policy.ts'
import type { Advisories } from '../../ports/advisories.ts'
import type { Download } from '../download.ts'
import { createExport, type ReadExport } from './export.ts'
import { createOsvApi } from './osv-api.ts'

const OSV_API = 'https://api.osv.dev'
const CATALOGUE = 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json'

/** What the sources of advisories need. `folder` reads a file of the policy's repository, from its default branch. */
export interface AdvisoriesOptions {
  readonly download: Download
  readonly folder: ReadExport
  /** Other origins than the public ones, for tests. */
  readonly osv?: string
  readonly catalogue?: string
}

/** The sources that a policy names: OSV's API, a mirror of its export or a folder with one, and CISA's catalogue or a copy of it. */
export function createAdvisories(policy: VulnerabilityPolicy, options: AdvisoriesOptions): Advisories {
  const { download } = options
  const database = databaseOf(policy, options)
  let catalogue: Promise<Answer<ExploitedCatalogue>> | undefined
  return {
    ...database,
    exploited() {
      catalogue ??= fetchCatalogue(policy, options)
      return catalogue
    },
    requests: () => download.requests(),
  }
}

function databaseOf(
  { advisories }: VulnerabilityPolicy,
  { download, folder, osv }: AdvisoriesOptions,
): ReturnType<typeof createOsvApi> {
  if (advisories.kind === 'osv') return createOsvApi(osv ?? OSV_API, download)
  if (advisories.kind === 'folder')
    return createExport(`the folder ${advisories.path}`, (path) => folder(`${advisories.path}/${path}`))
  const base = advisories.url.replace(/\/$/, '')
  const read: ReadExport = (path) =>
    fetchFile(`${base}/${path.split('/').map(encodeURIComponent).join('/')}`, MAX_EXPORT_BYTES, download)
  return createExport(`the mirror ${new URL(base).host}`, read)
}

async function fetchCatalogue(
  { exploited }: VulnerabilityPolicy,
  { download, catalogue }: AdvisoriesOptions,
): Promise<Answer<ExploitedCatalogue>> {
  if (exploited.kind === 'off') return absent
  const url = exploited.kind === 'mirror' ? exploited.url : (catalogue ?? CATALOGUE)
  const about = 'the catalogue of exploited vulnerabilities'
  const bytes = await fetchFile(url, MAX_CATALOGUE_BYTES, download)
  if (bytes.kind === 'absent') return unknown('unresolved', about, `${url} is not there`)
  if (bytes.kind === 'unknown') return unknown(bytes.problem.kind, about, bytes.problem.detail)
  const read = readExploited(bytes.value)
  return read.ok ? found(read.value) : unknown('malformed', about, `it cannot be believed: ${read.why}`)
}

async function fetchFile(url: string, maxBytes: number, download: Download): Promise<Answer<Uint8Array>> {
  const reply = await download(url, { maxBytes })
  if (reply.kind === 'found') return found(reply.bytes)
  if (reply.kind === 'trouble') return unknown(reply.problem, url, reply.why)
  return reply.status === 404
    ? absent
    : unknown(reply.status === 403 ? 'denied' : 'unresolved', url, `it answered ${reply.status}`)
}
