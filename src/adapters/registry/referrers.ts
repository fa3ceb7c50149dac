import { type Answer, absent, found, unknown } from '../../model/answer.ts'
import type { Digest } from '../../model/image-name.ts'
import { MAX_REFERRER_PAGES, MAX_REFERRERS } from '../../model/limits.ts'
import { type Descriptor, type OciManifest, parseManifest } from '../../model/oci-manifest.ts'
import type { RawManifest } from '../../ports/registry.ts'
import { errorCodes, judgeOutcome, mediaTypeOf } from './answers.ts'
import type { Outcome, Reply } from './transport.ts'

/** The media type of every referrers answer. */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'

/** One listing of one manifest. */
export interface ListingRequest {
  readonly digest: Digest
  readonly about: string
}

/** How a listing reaches the registry. `fetchPage` follows redirects to the same listing elsewhere only; `offered` remembers hosts without the API. */
export interface ListingParts {
  readonly firstPage: URL
  readonly fetchPage: (url: URL) => Promise<Outcome>
  readonly fallback: (tag: string) => Promise<Answer<RawManifest>>
  readonly offered: boolean
  readonly notOffered: () => void
}

/**
 * Everything that refers to a manifest (distribution-spec 1.1): the referrers API with its pages and the fallback tag, merged by
 * digest. An empty API answer proves nothing, so the tag is always asked too; both must answer. `absent` when there is none.
 */
export async function listReferrers(request: ListingRequest, parts: ListingParts): Promise<Answer<readonly Descriptor[]>> {
  const [api, tag] = await Promise.all([parts.offered ? listByApi(request, parts) : absent, listByTag(request, parts)])
  if (api.kind === 'unknown') return api
  if (tag.kind === 'unknown') return tag
  const merged = new Map<Digest, Descriptor>()
  for (const one of [...listOf(api), ...listOf(tag)]) merged.set(one.digest, combine(merged.get(one.digest), one))
  if (merged.size > MAX_REFERRERS) return tooMany(request)
  return merged.size === 0 ? absent : found([...merged.values()])
}

/** As `listReferrers`, by the API alone; by both where the registry does not have it. */
export async function listByApiFirst(request: ListingRequest, parts: ListingParts): Promise<Answer<readonly Descriptor[]>> {
  const api = parts.offered ? await listByApi(request, parts) : absent
  return api.kind === 'found' && api.value.length > 0 ? api : listReferrers(request, { ...parts, offered: false })
}

/** The fallback tag of a digest: algorithm and at most 64 characters of the encoded part, as the specification writes it. */
export function fallbackTag(digest: Digest): string {
  const [algorithm = '', encoded = ''] = digest.split(':')
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`
}

/** The target of `Link: <…>; rel="next"` (RFC 8288); undefined without one, `malformed` when it leaves the listing that was asked. */
export function nextPage(reply: Reply): URL | 'malformed' | undefined {
  const current = reply.url
  const links = [reply.headers.link ?? []].flat().join(', ')
  const next = [...links.matchAll(/<([^<>]{0,4096})>((?:\s*;\s*[^,;<>]{1,256}){0,8})/g)].find((one) =>
    /;\s*rel\s*=\s*"?next"?\s*(?:;|$)/i.test(one[2] ?? ''),
  )
  if (next === undefined) return undefined
  const url = URL.parse(next[1] ?? '', current.href)
  const same = url !== null && url.origin === current.origin && url.pathname === current.pathname && url.href !== current.href
  return same && url.username === '' && url.password === '' ? url : 'malformed'
}

async function listByApi(request: ListingRequest, parts: ListingParts): Promise<Answer<readonly Descriptor[]>> {
  const list: Descriptor[] = []
  let url = parts.firstPage
  for (let page = 1; ; page++) {
    const outcome = await parts.fetchPage(url)
    if (page === 1 && 'reply' in outcome && isNotOffered(outcome.reply, request.about)) {
      if (outcome.reply.status === 404 && errorCodes(outcome.reply).length === 0) parts.notOffered()
      return absent
    }
    const read = readPage(outcome, request)
    if (read.kind !== 'found') return page === 1 ? read : lostPage(read, request)
    list.push(...read.value.manifests)
    if (list.length > MAX_REFERRERS) return tooMany(request)
    const next = 'reply' in outcome ? nextPage(outcome.reply) : undefined
    if (next === undefined) return found(list)
    if (next === 'malformed')
      return unknown('malformed', request.about, 'the referrers listing links to a page outside of itself')
    if (page >= MAX_REFERRER_PAGES)
      return unknown('too-many', request.about, `the referrers listing has more than ${MAX_REFERRER_PAGES} pages`)
    url = next
  }
}

/** Registries without the API say so in many ways, a redirect to a web page among them. A refusal is none of these, whatever its status. */
function isNotOffered(reply: Reply, about: string): boolean {
  if (reply.status >= 300 && reply.status < 400) return true
  const judged = judgeOutcome({ reply }, about)
  const refused = 'kind' in judged && judged.kind === 'unknown' && ['denied', 'rate-limited'].includes(judged.problem.kind)
  return [400, 404, 405, 406, 501].includes(reply.status) && !refused
}

function readPage(outcome: Outcome, { about }: ListingRequest): Answer<OciManifest> {
  const judged = judgeOutcome(outcome, about)
  if ('kind' in judged) return judged
  const type = mediaTypeOf(judged.reply)
  if (type !== OCI_INDEX)
    return unknown('malformed', about, `the referrers answer is of type "${type.slice(0, 80)}", not ${OCI_INDEX}`)
  return parseManifest(judged.reply.body, type, about)
}

function lostPage(answer: Answer<OciManifest>, { about }: ListingRequest): Answer<never> {
  return answer.kind === 'unknown' ? answer : unknown('malformed', about, 'a page of the referrers listing is missing')
}

async function listByTag({ digest, about }: ListingRequest, parts: ListingParts): Promise<Answer<readonly Descriptor[]>> {
  const raw = await parts.fallback(fallbackTag(digest))
  if (raw.kind !== 'found') return raw
  const index = parseManifest(raw.value.bytes, raw.value.mediaType, about)
  if (index.kind !== 'found') return index
  if (index.value.kind !== 'index')
    return unknown('malformed', about, `the tag ${fallbackTag(digest)} is not an index of referrers`)
  return found(index.value.manifests)
}

function listOf(answer: Answer<readonly Descriptor[]>): readonly Descriptor[] {
  return answer.kind === 'found' ? answer.value : []
}

/** Fallback entries may lack what the API says; the first to say something is kept. */
function combine(known: Descriptor | undefined, other: Descriptor): Descriptor {
  return known === undefined ? other : { ...other, ...known, annotations: { ...other.annotations, ...known.annotations } }
}

function tooMany({ about }: ListingRequest): Answer<never> {
  return unknown('too-many', about, `there are more than ${MAX_REFERRERS} referrers`)
}
