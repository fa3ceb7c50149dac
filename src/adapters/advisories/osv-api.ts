import { type AdvisoryReference, type PackageQuestion, questionKey } from '../../model/advisory.ts'
import { ADVISORY_ID, readAdvisory } from '../../model/advisory-record.ts'
import { type Answer, absent, found, type Problem, unknown } from '../../model/answer.ts'
import { MAX_ADVISORY_BYTES, MAX_ADVISORY_PAGES, MAX_BATCH_BYTES, MAX_BATCH_QUESTIONS } from '../../model/limits.ts'
import { isList, isObject, type JsonValue, member, parseStrictJson } from '../../model/strict-json.ts'
import type { Advisories } from '../../ports/advisories.ts'
import type { Download, Downloaded } from '../download.ts'

/** The part of the port that the database answers, without the catalogue. */
export type Database = Pick<Advisories, 'source' | 'exact' | 'ask' | 'record' | 'newest'>

/** A question on its way: what was found so far, and the token of the next page. */
interface Errand {
  readonly question: PackageQuestion
  readonly token?: string
  readonly found: readonly AdvisoryReference[]
}
type Answers = Map<string, Answer<readonly AdvisoryReference[]>>

/**
 * OSV's API, version 1: `POST /v1/querybatch` with up to a thousand questions, again for those whose answer was cut into pages, and
 * `GET /v1/vulns/ID`. A refused batch is halved until the one bad question is alone. `base` is its origin.
 */
export function createOsvApi(base: string, download: Download): Database {
  const host = new URL(base).host
  const records = new Map<string, ReturnType<Database['record']>>()

  async function ask(questions: readonly PackageQuestion[]): Promise<readonly Answer<readonly AdvisoryReference[]>[]> {
    const answers: Answers = new Map()
    let open: readonly Errand[] = questions.map((question) => ({ question, found: [] }))
    for (let page = 0; open.length > 0; page++) {
      if (page >= MAX_ADVISORY_PAGES) {
        settle(answers, open, { kind: 'too-many', about: host, detail: `its answer has more than ${MAX_ADVISORY_PAGES} pages` })
        break
      }
      open = (await Promise.all(chunks(open).map((chunk) => send(chunk, answers)))).flat()
    }
    const missing = unknown('malformed', host, 'a question was not answered')
    return questions.map((question) => answers.get(questionKey(question)) ?? missing)
  }

  /** What of a chunk goes on: pages that are left. */
  async function send(chunk: readonly Errand[], answers: Answers): Promise<readonly Errand[]> {
    const json = JSON.stringify({ queries: chunk.map(queryOf) })
    const reply = await download(`${base}/v1/querybatch`, { maxBytes: MAX_BATCH_BYTES, json })
    if (reply.kind === 'refused' && reply.status === 400 && chunk.length > 1) {
      const half = Math.ceil(chunk.length / 2)
      const halves = [chunk.slice(0, half), chunk.slice(half)]
      return (await Promise.all(halves.map((part) => send(part, answers)))).flat()
    }
    const results = reply.kind === 'found' ? readBatch(reply.bytes, chunk.length) : undefined
    if (results === undefined) return settle(answers, chunk, problemOf(reply, host))
    return chunk.flatMap((errand, at) => step(errand, results[at], answers))
  }

  function step({ question, found: before }: Errand, result: BatchResult | undefined, answers: Answers): readonly Errand[] {
    const all = [...before, ...(result?.references ?? [])]
    if (result?.token !== undefined) return [{ question, token: result.token, found: all }]
    answers.set(questionKey(question), found(all))
    return []
  }

  return {
    source: `OSV (${host})`,
    exact: true,
    ask,
    // What it answers with may be old for good: its age is not that of its newest answer.
    newest: () => undefined,
    record({ id, modified }) {
      const key = `${id} ${modified}`
      const known = records.get(key) ?? fetchRecord(`${base}/v1/vulns/${encodeURIComponent(id)}`, id, download)
      records.set(key, known)
      return known
    },
  }
}

async function fetchRecord(url: string, id: string, download: Download): ReturnType<Database['record']> {
  const reply = await download(url, { maxBytes: MAX_ADVISORY_BYTES })
  if (reply.kind === 'refused' && reply.status === 404) return absent
  if (reply.kind !== 'found') return { kind: 'unknown', problem: problemOf(reply, id) }
  const read = readAdvisory(reply.bytes)
  if (!read.ok) return unknown('malformed', id, `the advisory cannot be believed: ${read.why}`)
  return read.value.id === id ? found(read.value) : unknown('malformed', id, `the server sent ${read.value.id} instead`)
}

interface BatchResult {
  readonly references: readonly AdvisoryReference[]
  readonly token?: string
}

/** Undefined when the answer is not one result per question: then nothing in it can be given to anybody. */
function readBatch(bytes: Uint8Array, count: number): readonly BatchResult[] | undefined {
  const parsed = parseStrictJson(bytes, { anyKeys: true })
  const results = parsed.ok ? member(parsed.value, 'results') : undefined
  if (!isList(results) || results.length !== count) return undefined
  const read = results.map(readResult)
  return read.includes(undefined) ? undefined : read.flatMap((one) => one ?? [])
}

/** An empty mapping is *none*; anything of another shape is no answer. */
function readResult(result: JsonValue): BatchResult | undefined {
  if (!isObject(result)) return undefined
  const token = member(result, 'next_page_token')
  const vulns = member(result, 'vulns')
  if (!(token === undefined || typeof token === 'string') || !(vulns === undefined || isList(vulns))) return undefined
  const references = (vulns ?? []).map((one) => ({ id: member(one, 'id'), modified: member(one, 'modified') }))
  const good = references.flatMap(({ id, modified }) =>
    typeof id === 'string' && ADVISORY_ID.test(id) && typeof modified === 'string' ? [{ id, modified }] : [],
  )
  if (good.length !== references.length) return undefined
  return { references: good, ...(token === undefined || token === '' ? {} : { token }) }
}

function queryOf({ question: { ecosystem, name, version }, token }: Errand): unknown {
  return { package: { ecosystem, name }, version, ...(token === undefined ? {} : { page_token: token }) }
}

function settle(answers: Answers, errands: readonly Errand[], problem: Problem): readonly Errand[] {
  for (const { question } of errands) answers.set(questionKey(question), { kind: 'unknown', problem })
  return []
}

function problemOf(reply: Downloaded, about: string): Problem {
  if (reply.kind === 'trouble') return { kind: reply.problem, about, detail: reply.why }
  if (reply.kind === 'refused')
    return { kind: reply.status === 403 ? 'denied' : 'unresolved', about, detail: `it answered ${reply.status}` }
  return { kind: 'malformed', about, detail: 'its answer is not one result for each question' }
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / MAX_BATCH_QUESTIONS)
  return Array.from({ length: count }, (_, at) => items.slice(at * MAX_BATCH_QUESTIONS, (at + 1) * MAX_BATCH_QUESTIONS))
}
