import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDoorman, type RegistryAuth } from './registry-auth.ts'
import { type Reaction, react, type SeenRequest } from './registry-reaction.ts'
import { referrersOf, repositoryOf, type Store, type StoredManifest } from './registry-store.ts'
import { createWriter, type StoreWriter } from './registry-writer.ts'

/** How a fake registry behaves. Everything is switched off unless said otherwise: it is then a good registry with a referrers API. */
export interface RegistrySwitches {
  /** `api`: with pages; `missing`: 404 as distribution answers it; `redirect`: to a web page; a number: that status. */
  readonly referrers?: 'api' | 'missing' | 'redirect' | 'empty' | number
  readonly pageSize?: number
  readonly auth?: RegistryAuth
  /** `missing`: no Docker-Content-Digest; `lying`: a digest of other bytes. */
  readonly digestHeader?: 'right' | 'missing' | 'lying'
  readonly head?: 'right' | 'refused'
  /** Blobs are served from another origin, without asking for credentials there. */
  readonly blobsFrom?: string
  /** Milliseconds before each answer. */
  readonly latency?: number
  /** Looks at each request first; undefined leaves it to the registry. `nth` counts requests to this path from 1. */
  readonly intercept?: (seen: SeenRequest, nth: number) => Reaction | undefined
  readonly address?: string
}

/** An OCI registry in memory, over real HTTP on this machine. */
export interface FakeRegistry {
  /** `127.0.0.1:PORT`, as image names write it. */
  readonly host: string
  readonly origin: string
  /** Every request so far. */
  readonly seen: readonly SeenRequest[]
  readonly content: StoreWriter
  /** Hears of every request that begins (+1) and ends (-1). */
  watch(listener: (delta: 1 | -1) => void): void
  /** Connections accepted so far. */
  connections(): number
  close(): Promise<void>
}

/** Starts a registry on a free port. */
export async function startRegistry(switches: RegistrySwitches = {}): Promise<FakeRegistry> {
  const store: Store = new Map()
  const seen: SeenRequest[] = []
  const visits = new Map<string, number>()
  const doorman = createDoorman(switches.auth ?? { kind: 'none' })
  const address = switches.address ?? '127.0.0.1'
  const listeners: ((delta: 1 | -1) => void)[] = []
  const tell = (delta: 1 | -1) => {
    for (const listener of listeners) listener(delta)
  }
  let origin = ''

  function answer(request: SeenRequest): Reaction {
    const nth = (visits.get(request.path) ?? 0) + 1
    visits.set(request.path, nth)
    const scripted = switches.intercept?.(request, nth) ?? doorman.token(request) ?? doorman.refuse(request, origin)
    return scripted ?? serve(store, request, switches)
  }

  const server = createServer((request, response) => {
    tell(1)
    response.on('close', () => tell(-1))
    read(request).then((one) => {
      seen.push(one)
      const send = () => react(response, answer(one), one.method)
      if (switches.latency === undefined) send()
      else setTimeout(send, switches.latency).unref()
    }, noBody)
  })
  let accepted = 0
  server.on('connection', () => accepted++)
  await new Promise<void>((ready) => server.listen(0, address, ready))
  const host = `${address}:${(server.address() as AddressInfo).port}`
  origin = `http://${host}`
  return {
    host,
    origin,
    seen,
    content: createWriter(store, (switches.referrers ?? 'api') === 'api'),
    watch: (listener) => void listeners.push(listener),
    connections: () => accepted,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const url = new URL(request.url ?? '/', 'http://registry')
  const body = Buffer.concat(chunks).toString('utf8')
  return { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body }
}

/** A client that went away while it sent. */
function noBody(): void {}

function serve(store: Store, request: SeenRequest, switches: RegistrySwitches): Reaction {
  const [, name = '', kind = '', reference = ''] = /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(request.path) ?? []
  if (kind === '') return request.path === '/v2/' ? { status: 200, json: {} } : notFound
  if (kind === 'referrers') return serveReferrers(store, request, { name, reference, switches })
  if (!store.has(name)) return failure(404, 'NAME_UNKNOWN')
  return kind === 'blobs'
    ? serveBlob(store, name, reference, switches)
    : serveManifest(store, request, { name, reference, switches })
}

interface Served {
  readonly name: string
  readonly reference: string
  readonly switches: RegistrySwitches
}

function serveManifest(store: Store, request: SeenRequest, { name, reference, switches }: Served): Reaction {
  if (request.method === 'HEAD' && switches.head === 'refused') return { status: 405 }
  const repository = repositoryOf(store, name)
  const manifest = repository.manifests.get(repository.tags.get(reference) ?? reference)
  if (manifest === undefined) return failure(404, 'MANIFEST_UNKNOWN')
  if (!(request.headers.accept ?? '').includes(manifest.mediaType)) return failure(404, 'MANIFEST_UNKNOWN')
  return {
    status: 200,
    headers: { 'content-type': manifest.mediaType, ...digestHeader(manifest, switches) },
    body: manifest.bytes,
  }
}

function digestHeader({ digest }: StoredManifest, { digestHeader }: RegistrySwitches): Readonly<Record<string, string>> {
  if (digestHeader === 'missing') return {}
  return { 'docker-content-digest': digestHeader === 'lying' ? `sha256:${'0'.repeat(64)}` : digest }
}

function serveBlob(store: Store, name: string, digest: string, { blobsFrom }: RegistrySwitches): Reaction {
  const blob = repositoryOf(store, name).blobs.get(digest)
  if (blob === undefined) return failure(404, 'BLOB_UNKNOWN')
  if (blobsFrom !== undefined)
    return { status: 307, headers: { location: `${blobsFrom}/v2/${name}/blobs/${digest}?signature=of-the-cdn` } }
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: blob }
}

function serveReferrers(store: Store, request: SeenRequest, { name, reference, switches }: Served): Reaction {
  const { referrers = 'api' } = switches
  if (referrers === 'missing') return notFound
  if (referrers === 'redirect') return { status: 303, headers: { location: 'https://github.example/login' }, body: '<html>' }
  if (typeof referrers === 'number') return { status: referrers }
  const all = referrers === 'empty' ? [] : referrersOf(repositoryOf(store, name), reference)
  const from = Number(request.query.get('from') ?? 0)
  const size = switches.pageSize ?? all.length
  const more = from + size < all.length ? { link: `<${request.path}?from=${from + size}>; rel="next"` } : {}
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: all.slice(from, from + size),
  }
  return { status: 200, headers: { 'content-type': index.mediaType, ...more }, body: JSON.stringify(index) }
}

const notFound: Reaction = { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' }

function failure(status: number, code: string): Reaction {
  return { status, json: { errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] } }
}
