import { type Answer, absent, found, type Problem, unknown } from '../model/answer.ts'
import type { Claim, Evidence } from '../model/evidence.ts'
import { type Digest, parseDigest } from '../model/image-name.ts'
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_BYTES, MAX_CANDIDATES } from '../model/limits.ts'
import { type Descriptor, MANIFEST_KINDS, type OciManifest, parseManifest } from '../model/oci-manifest.ts'
import type { AttestationDemand } from '../model/policy.ts'
import { isPredicate } from '../model/predicate.ts'
import type { Registry } from '../ports/registry.ts'
import { HOLDS_STATEMENTS, PREDICATE_TYPE, REFERENCE_DIGEST, REFERENCE_TYPE } from './buildkit.ts'
import type { Checked } from './crypto/checked.ts'
import { type Proof, shown } from './judge-candidate.ts'
import { type Attested, type Miss, predicateFacts, predicateMiss } from './predicate-match.ts'
import { IN_TOTO, readInlineStatement, type Stated } from './statement.ts'

/** A demand that BuildKit's statements may meet, and the signatures by its authority that stand on the very index that they are part of. */
export interface InlineQuestion {
  readonly claim: Claim
  readonly demand: AttestationDemand
  readonly proofs: readonly Proof[]
  readonly now: number
}

type Statements = readonly Checked<Stated>[]

/**
 * Whether statements that BuildKit put into an index meet a demand: they have no signature of their own, so a proved signature of the
 * authority on the index must cover them, and every image of the index needs one that holds in all that is demanded. Undefined where
 * the manifest is no index or holds nothing that speaks to it.
 */
export async function answerInline(registry: Registry, question: InlineQuestion): Promise<Evidence | undefined> {
  const { claim, demand, proofs, now } = question
  const index = await readIndex(registry, claim)
  if (index === undefined) return undefined
  if (index.kind === 'unknown') return { claim, status: 'unknown', problem: index.problem }
  const images = index.value.manifests.filter((one) => !isHolder(one))
  const read = await statementsOf(registry, claim, { demand, holders: index.value.manifests.filter(isHolder) })
  const lists = images.map(({ digest }) => read.statements.get(digest) ?? [])
  const covering = proofs.filter(({ times }) => lists.every((list) => list.some((one) => meets(one, { demand, times, now }))))
  const [proof] = covering
  if (proof !== undefined && images.length > 0) {
    const met = lists.flat().find((one) => meets(one, { demand, times: proof.times, now }))
    return proved(claim, { proof, covering, met, demand })
  }
  const [problem] = read.problems
  if (problem !== undefined) return { claim, status: 'unknown', problem }
  const miss = lists
    .flat()
    .map((one) => missOf(one, { demand, times: proofs[0]?.times ?? [], now }))
    .find((one) => one !== undefined)
  if (miss === undefined) return undefined
  const nearest = { expected: `${miss.what} ${miss.expected}`, got: shown(miss.got), where: PLACE }
  const reason = `the ${miss.what} in a statement of the signed index is not what the policy asks for`
  return { claim, status: 'refuted', because: 'predicate-mismatch', reason, nearest }
}

const PLACE = 'the index itself'

/**
 * What carries statements and can never run. Whatever else the index lists is an image that statements must be about: containerd
 * runs manifests without a platform, too, whatever their annotations call them.
 */
function isHolder({ annotations, platform }: Descriptor): boolean {
  return annotations[REFERENCE_TYPE] === HOLDS_STATEMENTS && platform === 'unknown/unknown'
}

async function readIndex(
  registry: Registry,
  { repository, digest }: Pick<Claim, 'repository' | 'digest'>,
): Promise<Exclude<Answer<OciManifest>, { kind: 'absent' }> | undefined> {
  const raw = await registry.manifest(repository, { digest })
  if (raw.kind === 'absent') return undefined
  if (raw.kind === 'unknown') return raw
  if (MANIFEST_KINDS[raw.value.mediaType] !== 'index') return undefined
  const index = parseManifest(raw.value.bytes, raw.value.mediaType)
  return index.kind === 'absent' ? undefined : index
}

/**
 * The statements of a type that BuildKit laid into an index, by the image that they are about. Nobody signed them: who signed the index,
 * if anybody did, is another question. Absent where the manifest is no index or has no such statement.
 */
export async function inlineStatements(
  registry: Registry,
  place: Pick<Claim, 'repository' | 'digest'>,
  type: string,
): Promise<Answer<ReadonlyMap<Digest, readonly Checked<Stated>[]>>> {
  const index = await readIndex(registry, place)
  if (index === undefined) return absent
  if (index.kind === 'unknown') return index
  const holders = index.value.manifests.filter(isHolder)
  const { statements, problems } = await statementsOf(registry, place, { demand: { type, where: {} }, holders })
  const [problem] = problems
  if (problem !== undefined) return { kind: 'unknown', problem }
  return statements.size === 0 ? absent : found(statements)
}

interface Read {
  readonly statements: ReadonlyMap<Digest, Statements>
  readonly problems: readonly Problem[]
}

interface Wanted {
  readonly demand: AttestationDemand
  readonly holders: readonly Descriptor[]
}

/** The statements by the image that they are about. What cannot be read leaves a problem and hides none of the others. */
async function statementsOf(
  registry: Registry,
  { repository, digest }: Pick<Claim, 'repository' | 'digest'>,
  { demand, holders }: Wanted,
): Promise<Read> {
  if (holders.length > MAX_CANDIDATES)
    return nothing('too-many', digest, `the index lists ${holders.length} manifests with statements, more than ${MAX_CANDIDATES}`)
  const manifests = await Promise.all(holders.map((holder) => registry.manifest(repository, { digest: holder.digest })))
  const layers = manifests.map((raw, at) => layersIn(raw, holders[at], demand))
  const wanted = layers.flatMap((answer) => (answer.kind === 'found' ? answer.value : []))
  if (wanted.length > MAX_CANDIDATES)
    return nothing('too-many', digest, `it holds ${wanted.length} statements, more than ${MAX_CANDIDATES}`)
  const total = wanted.reduce((sum, { layer }) => sum + layer.size, 0)
  if (total > MAX_ATTACHMENTS_BYTES || wanted.some(({ layer }) => layer.size > MAX_ATTACHMENT_BYTES))
    return nothing(
      'too-large',
      digest,
      `its statements have ${total} bytes, more than ${MAX_ATTACHMENTS_BYTES} or one of them more than ${MAX_ATTACHMENT_BYTES}`,
    )
  const blobs = await Promise.all(
    wanted.map(({ layer }) => bytesOf(layer, (size) => registry.blob(repository, layer.digest, size))),
  )
  const statements = wanted.flatMap(({ about }, at) => {
    const blob = blobs[at]
    return blob?.kind === 'found' ? [{ about, stated: readInlineStatement(Buffer.from(blob.value), about) }] : []
  })
  const grouped = Map.groupBy(statements, ({ about }) => about)
  return {
    statements: new Map([...grouped].map(([about, list]) => [about, list.map(({ stated }) => stated)])),
    problems: [...layers, ...blobs].flatMap((answer) => problemOf(answer, digest)),
  }
}

/** The sizes that manifests state are what was added up: nothing larger is read, and nothing of another size believed. */
async function bytesOf(
  { digest, size }: Descriptor,
  read: (atMost: number) => Promise<Answer<Uint8Array>>,
): Promise<Answer<Uint8Array>> {
  const blob = await read(size)
  if (blob.kind !== 'found' || blob.value.length === size) return blob
  return unknown('malformed', digest, 'its size is not the size that the manifest states')
}

function nothing(kind: Problem['kind'], about: string, detail: string): Read {
  return { statements: new Map(), problems: [{ kind, about, detail }] }
}

function problemOf(answer: Answer<unknown>, about: string): readonly Problem[] {
  if (answer.kind === 'found') return []
  if (answer.kind === 'unknown') return [answer.problem]
  return [{ kind: 'malformed', about, detail: 'the index lists a statement that its registry does not have' }]
}

/** The layers that may hold a statement of the demanded type: all but those that say that they hold another one. */
function layersIn(
  raw: Awaited<ReturnType<Registry['manifest']>>,
  holder: Descriptor | undefined,
  { type }: AttestationDemand,
): Answer<readonly { readonly about: Digest; readonly layer: Descriptor }[]> {
  if (raw.kind !== 'found') return raw
  const manifest = parseManifest(raw.value.bytes, raw.value.mediaType)
  if (manifest.kind !== 'found') return manifest
  const about = parseDigest(holder?.annotations[REFERENCE_DIGEST] ?? '')
  if (about === undefined)
    return unknown('malformed', raw.value.digest, `it does not say in ${REFERENCE_DIGEST} which image it is about`)
  const layers = manifest.value.layers.filter(
    ({ mediaType, annotations: { [PREDICATE_TYPE]: stated } }) =>
      mediaType === IN_TOTO && (stated === undefined || isPredicate(type, stated)),
  )
  return found(layers.map((layer) => ({ about, layer })))
}

interface Terms {
  readonly demand: AttestationDemand
  readonly times: readonly number[]
  readonly now: number
}

function meets(stated: Checked<Stated>, terms: Terms): boolean {
  return attested(stated, terms) !== undefined && missOf(stated, terms) === undefined
}

function attested(stated: Checked<Stated>, { demand, times }: Pick<Terms, 'demand' | 'times'>): Attested | undefined {
  if (!stated.ok || stated.value.kind !== 'attestation' || !isPredicate(demand.type, stated.value.predicateType)) return undefined
  return { ...stated.value, times }
}

function missOf(stated: Checked<Stated>, terms: Terms): Miss | undefined {
  if (!stated.ok) return { what: 'statement', expected: 'about the image beside it', got: stated.rejection.detail }
  const one = attested(stated, terms)
  return one === undefined ? undefined : predicateMiss(terms.demand, one, terms.now)
}

interface Covered {
  readonly proof: Proof
  readonly covering: readonly Proof[]
  /** The first statement that meets the demand: only such a one is shown. */
  readonly met: Checked<Stated> | undefined
  readonly demand: AttestationDemand
}

function proved(claim: Claim, { proof, covering, met, demand }: Covered): Evidence {
  const first = met === undefined ? undefined : attested(met, { demand, times: [] })
  const states = first === undefined ? [] : [...predicateFacts(first)].map(([name, value]) => [name, shown(value)] as const)
  const facts = {
    ...proof.facts,
    store: `${PLACE}, signed in ${proof.facts.store}`,
    ...(first === undefined ? {} : { predicateType: shown(first.predicateType) }),
    claims: [...proof.facts.claims, ...states],
  }
  return { claim, status: 'proved', facts, signers: [...new Set(covering.map(({ signer }) => signer))] }
}
