import { readZip } from '../../languages/zip/zip.ts'
import type { Advisory, AdvisoryReference, PackageQuestion } from '../../model/advisory.ts'
import { readAdvisory } from '../../model/advisory-record.ts'
import { type Answer, absent, found, unknown } from '../../model/answer.ts'
import { MAX_ADVISORY_BYTES, MAX_EXPORT_FILES } from '../../model/limits.ts'
import type { Database } from './osv-api.ts'

/** Reads a file of an export by its path in it, such as `Debian/all.zip`. */
export type ReadExport = (path: string) => Promise<Answer<Uint8Array>>

/** What one ecosystem's archive holds, by the name of the package. */
interface Shelf {
  readonly byName: ReadonlyMap<string, readonly Advisory[]>
  readonly newest: string | undefined
}

/**
 * An export of OSV as its bucket has it: `ECOSYSTEM/all.zip`, each read once and only for ecosystems that are asked about. It answers
 * with everything about a package. An archive with a record that cannot be read answers nothing: a hole in it would pass for *none*.
 */
export function createExport(source: string, read: ReadExport): Database {
  const shelves = new Map<string, Promise<Answer<Shelf>>>()
  const records = new Map<string, Advisory>()
  let newest: string | undefined

  async function load(base: string): Promise<Answer<Shelf>> {
    const about = `${base}/all.zip`
    const bytes = await read(about)
    if (bytes.kind !== 'found') return bytes.kind === 'absent' ? unknown('unresolved', about, `${source} has no ${about}`) : bytes
    const shelf = shelve(bytes.value)
    if (typeof shelf === 'string') return unknown('malformed', about, shelf)
    if (shelf.newest !== undefined && (newest === undefined || shelf.newest > newest)) newest = shelf.newest
    return found(shelf)
  }

  async function askOne({ ecosystem, name }: PackageQuestion): Promise<Answer<readonly AdvisoryReference[]>> {
    const base = ecosystem.split(':')[0] ?? ''
    const loading = shelves.get(base) ?? load(base)
    shelves.set(base, loading)
    const shelf = await loading
    if (shelf.kind !== 'found') return shelf
    const about = shelf.value.byName.get(folded(name)) ?? []
    for (const advisory of about) records.set(keyOf(advisory), advisory)
    return found(about.map(({ id, modified }) => ({ id, modified })))
  }

  return {
    source,
    exact: false,
    ask: (questions) => Promise.all(questions.map(askOne)),
    newest: () => newest,
    async record(reference) {
      const advisory = records.get(keyOf(reference))
      return advisory === undefined ? absent : found(advisory)
    },
  }
}

function keyOf({ id, modified }: AdvisoryReference): string {
  return `${id} ${modified}`
}

/** Names that some ecosystem takes for one: what is too much in the answer, the comparison drops. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

function shelve(bytes: Uint8Array): Shelf | string {
  const files = readZip(bytes, MAX_EXPORT_FILES)
  if (files === undefined) return `it is no whole zip archive of at most ${MAX_EXPORT_FILES} files`
  const byName = new Map<string, Advisory[]>()
  let newest: string | undefined
  for (const file of files.filter(({ name }) => name.endsWith('.json'))) {
    const text = file.read(MAX_ADVISORY_BYTES)
    const advisory = text === undefined ? undefined : readAdvisory(text)
    if (advisory?.ok !== true) return `${file.name} in it cannot be read: ${advisory?.why ?? 'it is broken or too large'}`
    if (newest === undefined || advisory.value.modified > newest) newest = advisory.value.modified
    for (const name of new Set(advisory.value.affected.map((one) => folded(one.name)))) {
      const known = byName.get(name)
      if (known === undefined) byName.set(name, [advisory.value])
      else known.push(advisory.value)
    }
  }
  return { byName, newest }
}
