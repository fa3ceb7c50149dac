import type { Answer, Problem } from '../model/answer.ts'
import type { Digest, ManifestPlace, Repository } from '../model/image-name.ts'
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_BYTES, MAX_CANDIDATES } from '../model/limits.ts'
import { type Descriptor, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import type { RawManifest, Registry } from '../ports/registry.ts'
import type { AttestationStore } from '../ports/trust.ts'
import type { Candidate } from './candidate.ts'
import { notation } from './verifiers/notation.ts'
import { verifiers } from './verifiers/table.ts'

/** All that was found next to a manifest, and every place that could not be read: with a problem left, *none* is not known. */
export interface Collected {
  readonly candidates: readonly Candidate[]
  readonly problems: readonly Problem[]
}

/** Something to be fetched as a candidate: a layer of an attached manifest, or what it turned out to be instead. */
type Attached = { readonly layer: Descriptor } & Pick<Candidate, 'where' | 'store' | 'artifact'>

interface Found {
  readonly attached: readonly Attached[]
  readonly problems: readonly Problem[]
}

/** Where signatures and attestations are kept: under cosign's tags, as referrers, or at GitHub. */
export type Place = 'sig' | 'att' | 'referrers' | 'github'

/** The place in which a candidate was found. */
export function placeOf({ store, where }: Pick<Candidate, 'store' | 'where'>): Place {
  if (store !== 'tag') return store === 'github' ? 'github' : 'referrers'
  return where.endsWith('.att') ? 'att' : 'sig'
}

/** Looks in every place of the image's own repository: the `.sig` and `.att` tags and everything that refers to the manifest. */
export async function collect(registry: Registry, repository: Repository, digest: Digest): Promise<Collected> {
  return collectFrom(registry, { repository, digest })
}

/** As `collect`, in some places alone: what is found there may prove something, and what is not found says nothing. */
export async function collectFrom(
  registry: Registry,
  { repository, digest }: ManifestPlace,
  some?: readonly Place[],
): Promise<Collected> {
  const isAsked = (place: Place): boolean => some?.includes(place) !== false
  const tag = digest.replace(':', '-')
  const places = await Promise.all([
    isAsked('sig') ? fromTag(registry, repository, `${tag}.sig`) : NOTHING,
    isAsked('att') ? fromTag(registry, repository, `${tag}.att`) : NOTHING,
    isAsked('referrers') ? fromReferrers(registry, { repository, digest }, some !== undefined) : NOTHING,
  ])
  const attached = places.flatMap((place) => place.attached)
  const blob = blobsOnce(registry, repository)
  const fetched = await Promise.all(withinBudget(attached.slice(0, MAX_CANDIDATES)).map((one) => fetchLayer(one, blob)))
  const whole = fetched.flatMap((answer) => (answer.kind === 'found' ? [answer.value] : []))
  const { candidates, problems: missing } = await withSubject(registry, { repository, digest }, whole)
  const problems = [...places.flatMap((place) => place.problems), ...fetched.flatMap(problemOf), ...missing]
  return { candidates, problems: attached.length > MAX_CANDIDATES ? [...problems, tooMany(attached.length, digest)] : problems }
}

/** GitHub's attestations for a digest, as unverified as what a registry serves. What could not be read stays open next to the rest. */
export async function collectFromGithub(
  store: Pick<AttestationStore, 'bundles'>,
  owner: string,
  digest: Digest,
): Promise<Collected> {
  const answer = await store.bundles(owner, digest)
  if (answer.kind === 'absent') return { candidates: [], problems: [] }
  if (answer.kind === 'unknown') return { candidates: [], problems: [answer.problem] }
  const bundles = answer.value.flatMap((one) => (one.kind === 'found' ? [one.value] : []))
  const problems = answer.value.flatMap(problemOf)
  const candidates = bundles.slice(0, MAX_CANDIDATES).map(
    (json): Candidate => ({
      where: `GitHub attestations of ${owner}`,
      store: 'github',
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      bytes: Buffer.from(json),
      annotations: {},
    }),
  )
  return { candidates, problems: bundles.length > MAX_CANDIDATES ? [...problems, tooMany(bundles.length, digest)] : problems }
}

function tooMany(count: number, digest: Digest): Problem {
  const detail = `${count} signatures and attestations are stored for it, only ${MAX_CANDIDATES} are looked at`
  return { kind: 'too-many', about: digest, detail }
}

function problemOf<T>(answer: Answer<T>): readonly Problem[] {
  return answer.kind === 'unknown' ? [answer.problem] : []
}

async function fromTag(registry: Registry, repository: Repository, tag: string): Promise<Found> {
  const raw = await registry.manifest(repository, { tag })
  if (raw.kind !== 'found') return { attached: [], problems: problemOf(raw) }
  const manifest = read(raw.value, tag)
  if (manifest.kind !== 'found') return { attached: [], problems: problemOf(manifest) }
  return { attached: manifest.value.layers.map((layer) => ({ layer, where: `tag ${tag}`, store: 'tag' as const })), problems: [] }
}

function read(raw: RawManifest, about: string): Answer<OciManifest> {
  const manifest = parseManifest(raw.bytes, raw.mediaType, about)
  if (manifest.kind !== 'found' || manifest.value.kind === 'image') return manifest
  return { kind: 'unknown', problem: { kind: 'unsupported', about, detail: 'an index stands where a signature manifest should' } }
}

const NOTHING: Found = { attached: [], problems: [] }

async function fromReferrers(registry: Registry, { repository, digest }: ManifestPlace, listed: boolean): Promise<Found> {
  const list = await (listed && registry.listedReferrers !== undefined
    ? registry.listedReferrers(repository, digest)
    : registry.referrers(repository, digest))
  if (list.kind !== 'found') return { attached: [], problems: problemOf(list) }
  const distinct = [...new Map(list.value.map((descriptor) => [descriptor.digest, descriptor])).values()]
  const manifests = await Promise.all(
    distinct.slice(0, MAX_CANDIDATES).map((descriptor) => fromReferrer(registry, { repository, digest }, descriptor)),
  )
  const problems = manifests.flatMap((found) => found.problems)
  return {
    attached: manifests.flatMap((found) => found.attached),
    problems: distinct.length > MAX_CANDIDATES ? [...problems, tooMany(distinct.length, digest)] : problems,
  }
}

const LISTED_ONLY = 'the registry lists it and does not have it'

/** A listing may lie: only a manifest whose own subject is the image refers to it. Types in the listing are not believed either. */
async function fromReferrer(registry: Registry, place: ManifestPlace, descriptor: Descriptor): Promise<Found> {
  const raw = await registry.manifest(place.repository, { digest: descriptor.digest })
  const where = `referrer ${descriptor.digest}`
  if (raw.kind === 'absent') return { attached: [], problems: [{ kind: 'malformed', about: where, detail: LISTED_ONLY }] }
  if (raw.kind === 'unknown') return { attached: [], problems: [raw.problem] }
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType, where)
  if (manifest.kind !== 'found') return { attached: [], problems: problemOf(manifest) }
  const { artifactType, config, kind, layers, mediaType, subject } = manifest.value
  if (subject?.digest !== place.digest) return { attached: [], problems: [] }
  // An index has no layers in which anything could be signed: it is listed as what it is.
  const itself = { mediaType, digest: raw.value.digest, size: raw.value.bytes.length, annotations: {} }
  const held = kind === 'index' ? [itself] : layers
  const artifact = { type: artifactType ?? config?.mediaType ?? '', layers: held.length }
  return { attached: held.map((layer) => ({ layer, where, store: 'referrer' as const, artifact })), problems: [] }
}

type Blobs = (digest: Digest) => Promise<Answer<Uint8Array>>

/** Several signatures often share one payload: each blob is asked for once. */
function blobsOnce(registry: Registry, repository: Repository): Blobs {
  const asked = new Map<Digest, Promise<Answer<Uint8Array>>>()
  return (digest) => {
    const answer = asked.get(digest) ?? registry.blob(repository, digest, MAX_ATTACHMENT_BYTES)
    asked.set(digest, answer)
    return answer
  }
}

type Budgeted = Attached & { readonly affordable: boolean }

/** Marks what would go beyond the bytes that are read for one manifest in all: sizes are added up before anything is fetched. */
function withinBudget(attached: readonly Attached[]): readonly Budgeted[] {
  let sum = 0
  return attached.map((one) => {
    const affordable = one.layer.size <= MAX_ATTACHMENT_BYTES && sum + one.layer.size <= MAX_ATTACHMENTS_BYTES
    if (affordable) sum += one.layer.size
    return { ...one, affordable }
  })
}

/** A layer that no scheme reads becomes a candidate without its content: it is listed, never fetched. */
async function fetchLayer({ layer, where, store, artifact, affordable }: Budgeted, blob: Blobs): Promise<Answer<Candidate>> {
  const { mediaType, annotations } = layer
  const candidate = { where, store, mediaType, annotations, ...(artifact === undefined ? {} : { artifact }) }
  if (!verifiers.some((verifier) => verifier.reads(mediaType)))
    return { kind: 'found', value: { ...candidate, bytes: Buffer.alloc(0) } }
  if (!affordable) return { kind: 'unknown', problem: tooLarge(layer, where) }
  const bytes = await blob(layer.digest)
  if (bytes.kind === 'unknown') return bytes
  if (bytes.kind === 'found' && bytes.value.length === layer.size)
    return { kind: 'found', value: { ...candidate, bytes: bytes.value } }
  const detail = bytes.kind === 'found' ? 'its size is not the size that the manifest states' : LISTED_ONLY
  return { kind: 'unknown', problem: { kind: 'malformed', about: where, detail } }
}

function tooLarge(layer: Descriptor, about: string): Problem {
  const single = `more than ${MAX_ATTACHMENT_BYTES} bytes`
  const detail = `it is ${layer.size} bytes large: ${single}, or more than ${MAX_ATTACHMENTS_BYTES} with the others`
  return { kind: 'too-large', about, detail }
}

/** A bundle with a bare message signature is over the manifest's own bytes, and notation signs their size and type: only then are they needed. */
async function withSubject(registry: Registry, place: ManifestPlace, candidates: readonly Candidate[]): Promise<Collected> {
  const needed = candidates.some(
    ({ bytes, mediaType }) => notation.reads(mediaType) || Buffer.from(bytes).includes('"messageSignature"'),
  )
  if (!needed) return { candidates, problems: [] }
  const manifest = await registry.manifest(place.repository, { digest: place.digest })
  if (manifest.kind !== 'found') return { candidates, problems: problemOf(manifest) }
  const { bytes: subject, mediaType: subjectType } = manifest.value
  return { candidates: candidates.map((candidate) => ({ ...candidate, subject, subjectType })), problems: [] }
}
