import { createHash } from 'node:crypto'
import { type Answer, found, unknown } from '../../model/answer.ts'
import { type Digest, formatRepository, parseDigest, type Repository } from '../../model/image-name.ts'
import { MAX_KEPT_BLOB, MAX_MANIFEST_BYTES, MAX_MEMO_BYTES, STREAM_TIMEOUT_MS } from '../../model/limits.ts'
import { type Descriptor, MANIFEST_KINDS, parseManifest } from '../../model/oci-manifest.ts'
import type { BlobStreams, Receiver } from '../../ports/blob-streams.ts'
import type { CredentialsFor, RawManifest, Registry } from '../../ports/registry.ts'
import { digestLike, digestProblem, judgeOutcome, mediaTypeOf } from './answers.ts'
import type { Credentials } from './docker-config.ts'
import type { Endpoint, Hosts } from './hosts.ts'
import { createMemo, type Memo } from './memo.ts'
import { listByApiFirst, listReferrers, OCI_INDEX } from './referrers.ts'
import type { Secrets } from './secrets.ts'
import type { Question, Session } from './session.ts'
import type { Outcome } from './transport.ts'

/** What questions are asked with. */
export interface QuestionParts {
  readonly session: Session
  readonly hosts: Hosts
  readonly credentials: Credentials
  readonly secrets: Secrets
  readonly credentialsFor?: CredentialsFor
}

/** The questions of the registry port, each answered once in a run. */
export type Questions = Required<Pick<Registry, 'manifest' | 'tagDigest' | 'blob' | 'referrers' | 'listedReferrers'>> &
  BlobStreams

interface Desk extends QuestionParts {
  readonly manifests: Memo<RawManifest>
  readonly blobs: Memo<Uint8Array>
  readonly tags: Memo<Digest>
  readonly listings: Memo<readonly Descriptor[]>
  readonly firstListings: Memo<readonly Descriptor[]>
  readonly withoutApi: Set<string>
}

const MANIFEST_ACCEPT = Object.keys(MANIFEST_KINDS).join(', ')

/** Questions over a session: one fetch per digest and one reading of each tag in a run. */
export function createQuestions(parts: QuestionParts): Questions {
  const desk: Desk = {
    ...parts,
    manifests: createMemo(MAX_MEMO_BYTES, (raw) => raw.bytes.length + 500),
    blobs: createMemo(MAX_MEMO_BYTES, (bytes) => (bytes.length > MAX_KEPT_BLOB ? Number.POSITIVE_INFINITY : bytes.length + 200)),
    tags: createMemo(MAX_MEMO_BYTES, () => 300),
    listings: createMemo(MAX_MEMO_BYTES, (list) => list.length * 500 + 200),
    firstListings: createMemo(MAX_MEMO_BYTES, (list) => list.length * 500 + 200),
    withoutApi: new Set(),
  }
  const clean = async <T>(question: Promise<Answer<T>>) => parts.secrets.redactAnswer(await question)
  return {
    manifest: (repository, selector) =>
      clean('digest' in selector ? byDigest(desk, repository, selector.digest) : byTag(desk, repository, selector.tag)),
    tagDigest: (repository, tag) => clean(desk.tags.once(keyOf(repository, tag), () => headTag(desk, repository, tag))),
    blob: (repository, digest, maxBytes) =>
      clean(desk.blobs.once(`${keyOf(repository, digest)} ${maxBytes}`, () => fetchBlob(desk, { repository, digest, maxBytes }))),
    stream: (repository, descriptor, open) => clean(streamBlob(desk, { repository, descriptor, open })),
    referrers: (repository, digest) =>
      clean(desk.listings.once(keyOf(repository, digest), () => list(desk, { repository, digest, by: listReferrers }))),
    listedReferrers: (repository, digest) =>
      clean(desk.firstListings.once(keyOf(repository, digest), () => list(desk, { repository, digest, by: listByApiFirst }))),
  }
}

type Shape = Pick<Question, 'accept' | 'maxBytes'> & Partial<Pick<Question, 'method' | 'url' | 'redirects' | 'streaming'>>

function ask(desk: Desk, repository: Repository, path: string, shape: Shape): Promise<Outcome> {
  const endpoint = desk.hosts.endpoint(repository.registry)
  if (endpoint === undefined) return Promise.resolve({ trouble: unlisted(repository) })
  const url = shape.url ?? urlOf(endpoint, repository, path)
  return desk.session.ask({ endpoint, repository: repository.repository, method: 'GET', url, redirects: anywhere, ...shape })
}

async function fetchManifest(desk: Desk, repository: Repository, selected: Selected): Promise<Answer<RawManifest>> {
  const { about, wanted } = selected
  const outcome = await ask(desk, repository, `manifests/${selected.reference}`, {
    accept: MANIFEST_ACCEPT,
    maxBytes: MAX_MANIFEST_BYTES,
  })
  const judged = judgeOutcome(outcome, about)
  if ('kind' in judged) return explain(judged, repository, desk)
  const { reply } = judged
  const problem = digestProblem(reply.body, wanted, reply, about)
  if (problem !== undefined) return { kind: 'unknown', problem }
  const mediaType = mediaTypeOf(reply)
  const parsed = parseManifest(reply.body, mediaType, about)
  if (parsed.kind !== 'found') return parsed
  return found({ digest: wanted ?? digestLike('sha256:', reply.body), mediaType, bytes: reply.body })
}

function byDigest(desk: Desk, repository: Repository, digest: Digest): Promise<Answer<RawManifest>> {
  const selected = { reference: digest, wanted: digest, about: `manifest ${keyOf(repository, digest)}` }
  return desk.manifests.once(keyOf(repository, digest), () => fetchManifest(desk, repository, selected))
}

/** A tag is read once: whoever asks again gets the manifest by the digest that it named then. */
async function byTag(desk: Desk, repository: Repository, tag: string): Promise<Answer<RawManifest>> {
  let first: Answer<RawManifest> | undefined
  const digest = await desk.tags.once(keyOf(repository, tag), async () => {
    first = await fetchManifest(desk, repository, selectTag(repository, tag))
    if (first.kind === 'found') desk.manifests.put(keyOf(repository, first.value.digest), first)
    return first.kind === 'found' ? found(first.value.digest) : first
  })
  if (first !== undefined) return first
  return digest.kind === 'found' ? byDigest(desk, repository, digest.value) : digest
}

async function headTag(desk: Desk, repository: Repository, tag: string): Promise<Answer<Digest>> {
  const selected = selectTag(repository, tag)
  const shape = { accept: MANIFEST_ACCEPT, maxBytes: MAX_MANIFEST_BYTES, method: 'HEAD' } as const
  const outcome = await ask(desk, repository, `manifests/${tag}`, shape)
  const judged = judgeOutcome(outcome, selected.about)
  const header = 'reply' in judged ? judged.reply.headers['docker-content-digest'] : undefined
  const digest = typeof header === 'string' ? parseDigest(header) : undefined
  if (digest !== undefined) return found(digest)
  const headless = 'reply' in outcome && [405, 501].includes(outcome.reply.status)
  if ('kind' in judged && !headless) return explain(judged, repository, desk)
  const whole = await fetchManifest(desk, repository, selected)
  return whole.kind === 'found' ? found(whole.value.digest) : whole
}

interface BlobRequest {
  readonly repository: Repository
  readonly digest: Digest
  readonly maxBytes: number
}

async function fetchBlob(desk: Desk, { repository, digest, maxBytes }: BlobRequest): Promise<Answer<Uint8Array>> {
  const about = `blob ${keyOf(repository, digest)}`
  const judged = judgeOutcome(await ask(desk, repository, `blobs/${digest}`, { accept: '*/*', maxBytes }), about)
  if ('kind' in judged) return explain(judged, repository, desk)
  const real = digestLike(digest, judged.reply.body)
  return real === digest
    ? found(judged.reply.body)
    : unknown('digest-mismatch', about, `the registry sent bytes that hash to ${real}`)
}

interface StreamRequest {
  readonly repository: Repository
  readonly descriptor: Descriptor
  readonly open: () => Receiver
}

/** Of a body that a retry begins anew, the hash begins anew as well. */
async function streamBlob(desk: Desk, { repository, descriptor, open }: StreamRequest): Promise<Answer<true>> {
  const { digest, size } = descriptor
  const about = `blob ${keyOf(repository, digest)}`
  const algorithm = digest.slice(0, digest.indexOf(':'))
  let hash = createHash(algorithm)
  let length = 0
  const begin = () => {
    hash = createHash(algorithm)
    length = 0
    const receiver = open()
    return (chunk: Uint8Array) => {
      hash.update(chunk)
      length += chunk.length
      return receiver.take(chunk)
    }
  }
  const streaming = { open: begin, totalMs: STREAM_TIMEOUT_MS }
  const outcome = await ask(desk, repository, `blobs/${digest}`, { accept: '*/*', maxBytes: size, streaming })
  const judged = judgeOutcome(outcome, about)
  if ('kind' in judged) return explain(judged, repository, desk)
  const real = `${algorithm}:${hash.digest('hex')}`
  if (real !== digest) return unknown('digest-mismatch', about, `the registry sent bytes that hash to ${real}`)
  return length === size ? found(true) : unknown('malformed', about, `it has ${length} bytes, and its manifest says ${size}`)
}

interface Listing {
  readonly repository: Repository
  readonly digest: Digest
  readonly by: typeof listReferrers
}

async function list(desk: Desk, { repository, digest, by }: Listing): Promise<Answer<readonly Descriptor[]>> {
  const endpoint = desk.hosts.endpoint(repository.registry)
  const about = `referrers of ${keyOf(repository, digest)}`
  if (endpoint === undefined) return unknown('host-not-allowed', about, unlisted(repository).detail)
  const redirects = (target: URL) => target.pathname.endsWith(`/referrers/${digest}`)
  const shape = { accept: OCI_INDEX, maxBytes: MAX_MANIFEST_BYTES, redirects }
  const answer = await by(
    { digest, about },
    {
      firstPage: urlOf(endpoint, repository, `referrers/${digest}`),
      fetchPage: (url) => ask(desk, repository, '', { ...shape, url }),
      fallback: (tag) => byTag(desk, repository, tag),
      offered: !desk.withoutApi.has(endpoint.host),
      notOffered: () => desk.withoutApi.add(endpoint.host),
    },
  )
  return answer.kind === 'unknown' ? explain(answer, repository, desk) : answer
}

/** Manifests and blobs may come from anywhere: their bytes are judged by their digest. */
function anywhere(): boolean {
  return true
}

interface Selected {
  readonly reference: string
  readonly wanted?: Digest
  readonly about: string
}

function selectTag(repository: Repository, tag: string): Selected {
  return { reference: tag, about: `manifest ${formatRepository(repository)}:${tag}` }
}

/** Adds to a refusal what the configuration has to do with it. */
function explain(answer: Answer<never>, repository: Repository, { credentials, credentialsFor }: Desk): Answer<never> {
  if (answer.kind !== 'unknown' || answer.problem.kind !== 'denied') return answer
  const hint = credentialsFor?.(repository) === false ? WITHHELD : helperHint(credentials.helper(repository.registry))
  return hint === undefined ? answer : unknown('denied', answer.problem.about, `${answer.problem.detail}; ${hint}`)
}

const WITHHELD =
  'the change comes from a fork, and credentials are used only for repositories that the base names, so that its author does not learn what is in others'

function helperHint(helper: string | undefined): string | undefined {
  return helper === undefined
    ? undefined
    : `the docker configuration names the credential helper "${helper}" for it, and credential helpers are never executed: log in without a helper`
}

function unlisted({ registry }: Repository) {
  const detail = `${registry} is not a host that this run may contact: it is neither a built-in public registry nor listed under registries in the policy`
  return { kind: 'host-not-allowed', detail, again: false } as const
}

function urlOf(endpoint: Endpoint, { repository }: Repository, path: string): URL {
  return new URL(`v2/${repository}/${path}`, endpoint.base)
}

function keyOf(repository: Repository, reference: string): string {
  return `${formatRepository(repository)}@${reference}`
}
