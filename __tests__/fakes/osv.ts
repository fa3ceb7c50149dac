import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A record that the fake database holds: what it answers a question with, and the whole record in OSV's schema. */
export interface FakeRecord {
  readonly id: string
  readonly modified?: string
  /** The versions of the package that it is about; it is asked by equality. */
  readonly at: readonly { readonly ecosystem: string; readonly name: string; readonly versions: readonly string[] }[]
  readonly record?: Readonly<Record<string, unknown>>
}

/** What goes wrong at the fake database. */
export interface OsvSwitches {
  /** Every request is answered with this status. */
  readonly status?: number
  /** Answers are cut into pages of so many ids; the first page of every question is empty and has a token. */
  readonly pageSize?: number
  /** A batch with a question about this package is refused whole, as OSV does for one that it cannot read. */
  readonly refuses?: string
  /** The catalogue of exploited vulnerabilities; not there where it is left out. */
  readonly exploited?: Readonly<Record<string, string>>
  readonly released?: string
  /** Ids whose records cannot be had. */
  readonly lost?: readonly string[]
  /** Ids that answers name and of which there is no record. */
  readonly gone?: readonly string[]
  /** What every question of a batch is answered with, in place of the ids. */
  readonly results?: unknown
}

/** An OSV on this machine, over real HTTP, with its batches, pages and records, and CISA's catalogue beside it. */
export interface FakeOsv {
  readonly origin: string
  /** `POST /v1/querybatch 3` with the number of questions, `GET /v1/vulns/ID`. */
  readonly seen: readonly string[]
  close(): Promise<void>
}

/** Starts the fake database on loopback. */
export async function startOsv(records: readonly FakeRecord[], switches: OsvSwitches = {}): Promise<FakeOsv> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const path = request.url ?? ''
    const queries: readonly Query[] = path === '/v1/querybatch' ? JSON.parse(body).queries : []
    seen.push(`${request.method} ${path}${queries.length === 0 ? '' : ` ${queries.length}`}`)
    const reply = switches.status === undefined ? respond(path, queries) : { status: switches.status, json: {} }
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.json))
  }
  function respond(path: string, queries: readonly Query[]): { readonly status: number; readonly json: unknown } {
    if (path === '/kev.json') return catalogue()
    if (path.startsWith('/v1/vulns/')) return whole(decodeURIComponent(path.slice('/v1/vulns/'.length)))
    if (path !== '/v1/querybatch' || queries.length > 1000)
      return { status: 400, json: { code: 3, message: 'Too many queries.' } }
    if (queries.some(({ package: { name } }) => name === switches.refuses))
      return { status: 400, json: { code: 3, message: 'Invalid query.' } }
    return { status: 200, json: { results: queries.map(result) } }
  }
  function result(query: Query): unknown {
    if (switches.results !== undefined) return switches.results
    const hits = records
      .filter(({ at }) =>
        at.some(
          (one) =>
            one.ecosystem === query.package.ecosystem && one.name === query.package.name && one.versions.includes(query.version),
        ),
      )
      .map(({ id, modified }) => ({ id, modified: modified ?? MODIFIED }))
    if (switches.pageSize === undefined) return hits.length === 0 ? {} : { vulns: hits }
    if (query.page_token === undefined) return { next_page_token: 'RklSU1RfUEFHRV9UT0tFTg==' }
    const from = query.page_token === 'RklSU1RfUEFHRV9UT0tFTg==' ? 0 : Number(query.page_token)
    const to = from + switches.pageSize
    return { vulns: hits.slice(from, to), ...(to < hits.length ? { next_page_token: String(to) } : {}) }
  }
  function whole(id: string): { readonly status: number; readonly json: unknown } {
    const found = [...(switches.lost ?? []), ...(switches.gone ?? [])].includes(id)
      ? undefined
      : records.find((one) => one.id === id)
    if (found === undefined)
      return { status: switches.lost?.includes(id) === true ? 403 : 404, json: { code: 5, message: 'Bug not found.' } }
    const affected = found.at.map(({ ecosystem, name, versions }) => ({ package: { ecosystem, name }, versions }))
    return { status: 200, json: { id, modified: found.modified ?? MODIFIED, affected, ...found.record } }
  }
  function catalogue(): { readonly status: number; readonly json: unknown } {
    if (switches.exploited === undefined) return { status: 404, json: {} }
    const vulnerabilities = Object.entries(switches.exploited).map(([cveID, dateAdded]) => ({
      cveID,
      dateAdded,
      dueDate: '2026-12-24',
    }))
    return { status: 200, json: { dateReleased: switches.released ?? '2026-11-21T00:00:00Z', vulnerabilities } }
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

interface Query {
  readonly package: { readonly ecosystem: string; readonly name: string }
  readonly version: string
  readonly page_token?: string
}

const MODIFIED = '2026-11-01T00:00:00Z'
