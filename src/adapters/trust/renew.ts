import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, found, type Problem, unknown } from '../../model/answer.ts'
import type { RequestCount } from '../../model/facts.ts'
import { MAX_SHOWN_TEXT, MAX_TUF_FILE_BYTES, TUF_TIMEOUT_MS } from '../../model/limits.ts'
import { createDownload, type Download, type Downloaded, type DownloadOptions } from '../download.ts'
import type { TufRepository } from './repositories.ts'

/** Gets the newest copy of what a TUF repository hands out; unknown when that cannot be had or cannot be believed. */
export interface Renewal {
  (repository: TufRepository): Promise<Answer<string>>
  /** Requests sent so far. */
  requests(): readonly RequestCount[]
}

/**
 * Renews over the network: anonymously, at the repository's own host only, within `TUF_TIMEOUT_MS`. Nothing is tried twice: where there
 * is no way out, a run should not wait for what it has a copy of.
 */
export function createRenewal(options: Omit<DownloadOptions, 'loopback' | 'resolver'>): Renewal {
  const { budget } = options
  const downloads: Download[] = []
  const renew = async (repository: TufRepository): Promise<Answer<string>> => {
    const signals = [AbortSignal.timeout(TUF_TIMEOUT_MS), ...(budget.signal === undefined ? [] : [budget.signal])]
    const download = createDownload({ ...options, budget: { signal: AbortSignal.any(signals), left: () => 0 } })
    downloads.push(download)
    const answer = await renewTrustedRoot(repository, download)
    download.close()
    return answer
  }
  return Object.assign(renew, { requests: () => downloads.flatMap((download) => download.requests()) })
}

const TARGET = 'trusted_root.json'

/**
 * The `trusted_root.json` that a TUF repository hands out now, by the client workflow of the TUF specification (5.3 to 5.7), beginning
 * at the root metadata of this release: every newer root in turn, then timestamp, snapshot, targets and the file, each signed by whom
 * the one before names, none of it expired. Nothing is kept between runs. Unknown for whatever went wrong, and why.
 */
export async function renewTrustedRoot(repository: TufRepository, download: Download): Promise<Answer<string>> {
  const about = `the trust root of ${new URL(repository.url).host}`
  let trouble: Omit<Problem, 'about'> | undefined
  try {
    const answered = await inFolder(async (folder) => {
      const client = await openClient(repository, folder, async (url, maxBytes) => {
        const answer = await download(url, { maxBytes: Math.min(maxBytes, MAX_TUF_FILE_BYTES) })
        trouble = answer.kind === 'found' ? undefined : troubleOf(answer, url)
        return answer
      })
      const target = await client.getTargetInfo(TARGET)
      if (target === undefined) return undefined
      return readFile(await client.downloadTarget(target, join(folder, TARGET)), 'utf8')
    })
    return answered === undefined ? unknown('unresolved', about, `its targets name no ${TARGET}`) : found(answered)
  } catch (error) {
    const { kind, detail } = trouble ?? refusal(error)
    return unknown(kind, about, detail)
  }
}

/** What is wrong without the network having a part in it: with this machine (a file system that is full or read-only), or with the answers. */
function refusal(error: unknown): Omit<Problem, 'about'> {
  if (error instanceof Error && 'syscall' in error && 'code' in error)
    return { kind: 'unreachable', detail: `this machine keeps no files for it (${String(error.syscall)}: ${String(error.code)})` }
  const why = error instanceof Error ? error.message.slice(0, MAX_SHOWN_TEXT) : 'no reason'
  return { kind: 'malformed', detail: `what it hands out cannot be believed: ${why}` }
}

function troubleOf(answer: Exclude<Downloaded, { kind: 'found' }>, url: string): Omit<Problem, 'about'> {
  if (answer.kind === 'trouble') return { kind: answer.problem, detail: answer.why }
  return { kind: 'unreachable', detail: `${url} was answered with ${answer.status}` }
}

type Get = (url: string, maxBytes: number) => Promise<Downloaded>

/** The TUF client is loaded only here: most runs verify nothing that needs it. */
async function openClient({ url, root }: TufRepository, folder: string, get: Get) {
  const [{ Updater }, { DownloadHTTPError }] = await Promise.all([import('tuf-js'), import('tuf-js/dist/error.js')])
  const downloadBytes = async (from: string, maxBytes: number) => {
    const answer = await get(from, maxBytes)
    if (answer.kind === 'found') return Buffer.from(answer.bytes)
    throw new DownloadHTTPError('no such file', answer.kind === 'refused' ? answer.status : 0)
  }
  await writeFile(join(folder, 'root.json'), root)
  return new Updater({
    metadataBaseUrl: url,
    targetBaseUrl: `${url}/targets`,
    metadataDir: folder,
    fetcher: {
      downloadBytes,
      async downloadFile(from, maxBytes, take) {
        const file = join(folder, 'download')
        await writeFile(file, await downloadBytes(from, maxBytes))
        return take(file)
      },
    },
  })
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'preadmit-tuf-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
