import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import { BATCH_BYTES, BLOBS_PER_BATCH, MAX_CHANGED_FILES, MAX_FILE_BYTES } from '../../model/limits.ts'
import type { TreeEntry } from '../../ports/change.ts'
import { objectId } from '../git/object-id.ts'
import { refusal } from '../tree-entry.ts'
import type { GithubApi } from './api.ts'
import type { Json } from './json.ts'
import { at, booleanAt, textAt } from './json.ts'

/** Reads blobs of one repository by id, each id once; every answer was hashed and compared with its id. */
export type BlobReader = (entries: readonly TreeEntry[]) => Promise<ReadonlyMap<TreeEntry, Answer<Uint8Array>>>

interface Source {
  readonly api: GithubApi
  readonly repository: string
  readonly known: Map<string, Answer<Uint8Array>>
}

/** So few blobs are cheaper to read one by one, at the same time, than after a GraphQL query that may leave some out. */
const WORTH_A_BATCH = 4
/** Small reads at a time. */
const CONCURRENT = 8

/** A reader of blobs in `owner/name`: many small ones per GraphQL request, the others one by one over REST. */
export function createBlobReader(api: GithubApi, repository: string): BlobReader {
  const source: Source = { api, repository, known: new Map() }
  return async (entries) => {
    const wanted = new Map<string, TreeEntry>()
    for (const entry of entries) if (!source.known.has(entry.id) && refusal(entry) === undefined) wanted.set(entry.id, entry)
    const within = [...wanted.values()].slice(0, MAX_CHANGED_FILES)
    if (within.length >= WORTH_A_BATCH) await inTurns(batches(within), 4, (batch) => readBatch(source, batch))
    const rest = within.filter((entry) => !source.known.has(entry.id))
    await inTurns(rest, CONCURRENT, async (entry) => {
      source.known.set(entry.id, await readOne(source, entry))
    })
    return new Map(entries.map((entry) => [entry, refusal(entry) ?? source.known.get(entry.id) ?? tooMany(entry)]))
  }
}

function tooMany(entry: TreeEntry): Answer<Uint8Array> {
  return unknown('too-many', entry.path, `more than ${MAX_CHANGED_FILES} files would have to be read`)
}

function batches(entries: readonly TreeEntry[]): readonly (readonly TreeEntry[])[] {
  const all: TreeEntry[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    const size = entry.size ?? BATCH_BYTES + 1
    if (size > BATCH_BYTES) continue
    const last = all.at(-1)
    if (last === undefined || last.length === BLOBS_PER_BATCH || bytes + size > BATCH_BYTES) {
      all.push([entry])
      bytes = size
    } else {
      last.push(entry)
      bytes += size
    }
  }
  return all.filter((batch) => batch.length > 1)
}

async function inTurns<T>(items: readonly T[], concurrent: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: concurrent }, worker))
}

/** GraphQL decodes text, so its answer counts only where encoding it again gives the very same blob; others are left for REST. */
async function readBatch(source: Source, batch: readonly TreeEntry[]): Promise<void> {
  const [owner, name] = source.repository.split('/')
  const fields = batch.map((entry, index) => `b${index}: object(oid: "${entry.id}") { ...blob }`).join(' ')
  const query = `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${fields} } }
fragment blob on Blob { oid isBinary isTruncated text }`
  const answer = await source.api.graphql(query, { owner: owner ?? '', name: name ?? '' })
  if (answer.kind !== 'found') return
  batch.forEach((entry, index) => {
    const bytes = textOf(at(answer.value, 'repository', `b${index}`))
    if (bytes !== undefined && objectId('blob', bytes, entry.id) === entry.id) source.known.set(entry.id, found(bytes))
  })
}

function textOf(blob: Json | undefined): Uint8Array | undefined {
  const text = textAt(blob, 'text')
  const whole = booleanAt(blob, 'isBinary') === false && booleanAt(blob, 'isTruncated') === false
  return whole && text !== undefined ? Buffer.from(text, 'utf8') : undefined
}

async function readOne(source: Source, entry: TreeEntry): Promise<Answer<Uint8Array>> {
  const reply = await source.api.send({
    method: 'GET',
    path: `/repos/${source.repository}/git/blobs/${entry.id}`,
    accept: 'application/vnd.github.raw+json',
    maxBytes: MAX_FILE_BYTES,
  })
  if (reply.kind === 'absent') return unknown('unresolved', entry.path, `GitHub has no blob ${entry.id}`)
  if (reply.kind !== 'found') return reply
  const { bytes } = reply.value
  if (objectId('blob', bytes, entry.id) === entry.id) return found(bytes)
  return unknown('digest-mismatch', entry.path, `GitHub's answer does not hash to the blob id ${entry.id}`)
}
