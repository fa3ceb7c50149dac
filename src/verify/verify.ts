import type { Problem } from '../model/answer.ts'
import type { Claim, Evidence, Inventory } from '../model/evidence.ts'
import type { Digest, ManifestPlace } from '../model/image-name.ts'
import type { Registry } from '../ports/registry.ts'
import type { AttestationStore, Trust } from '../ports/trust.ts'
import { answerClaim, type Case, proofsOf, worthOf } from './answer-claim.ts'
import { type Collected, collect, collectFrom, collectFromGithub, type Place, placeOf } from './collect.ts'
import { githubOwner } from './github-owner.ts'
import { answerInline } from './inline.ts'
import { type Trusted, takeInventory } from './inventory.ts'
import { createVerify } from './judge-candidate.ts'
import { createLikelyPlaces, type LikelyPlaces } from './likely.ts'
import { type Opened, openCandidate } from './open.ts'
import { createRoots, type Roots } from './roots.ts'
import { type TermsFor, termsFor } from './terms.ts'

/** What verification asks the outside. GitHub's attestations are looked at only when their store is given. */
export interface VerifyPorts {
  readonly registry: Registry
  readonly trust: Trust
  readonly attestations?: Pick<AttestationStore, 'bundles'>
}

/** A manifest of which everything is listed. `owners`: whose attestations GitHub is asked for, beside those that the claims name. */
export interface Listing extends ManifestPlace {
  readonly owners?: readonly string[]
}

/**
 * What to find out: answers to claims, and everything that is stored for some manifests, which is judged by all that is `trusted` (left
 * out: by the claims and the built-in roots alone). `now` is the time of judging.
 */
export interface VerifyRequest {
  readonly claims: readonly Claim[]
  readonly inventory: readonly Listing[]
  readonly trusted?: Trusted
  /** Whether all places are looked at even where a claim is proved already: somebody wants to know everything that is there. */
  readonly thorough?: boolean
  readonly now: Date
}

/** One answer per claim and one list per manifest asked for, in the order of the request. */
export interface VerifyResult {
  readonly evidence: readonly Evidence[]
  readonly inventories: readonly Inventory[]
}

/** Answers every claim and takes every inventory. Each manifest's stores are read once; one image's trouble never touches another. */
export async function verify(
  request: VerifyRequest,
  ports: VerifyPorts,
  progress?: (done: number, total: number) => void,
): Promise<VerifyResult> {
  const roots = createRoots(ports.trust)
  const likely = request.thorough === true ? undefined : createLikelyPlaces()
  const trusted = request.trusted ?? { authorities: [], trustRoots: [] }
  const groups = Map.groupBy([...request.claims, ...request.inventory], keyOf)
  let done = 0
  const answers = new Map<Claim | ManifestPlace, Evidence | Inventory>()
  await Promise.all(
    [...groups.values()].map(async (group) => {
      try {
        const found = await verifySubject(group, { ports, roots, trusted, likely, now: request.now.getTime() })
        for (const [asked, answer] of found) answers.set(asked, answer)
      } finally {
        // Others wait for what is learned here, whatever becomes of it.
        for (const claim of group.filter(isClaim)) likely?.learn(claim, undefined)
      }
      progress?.(++done, groups.size)
    }),
  )
  return {
    evidence: request.claims.flatMap((claim) => evidenceIn(answers.get(claim))),
    inventories: request.inventory.flatMap((subject) => inventoryIn(answers.get(subject))),
  }
}

function evidenceIn(answer: Evidence | Inventory | undefined): readonly Evidence[] {
  return answer !== undefined && 'claim' in answer ? [answer] : []
}

function inventoryIn(answer: Evidence | Inventory | undefined): readonly Inventory[] {
  return answer !== undefined && !('claim' in answer) ? [answer] : []
}

function keyOf({ repository, digest }: ManifestPlace): string {
  return `${repository.registry}/${repository.repository}@${digest}`
}

interface Context {
  readonly ports: VerifyPorts
  readonly roots: Roots
  readonly trusted: Trusted
  readonly likely: LikelyPlaces | undefined
  readonly now: number
}

type Asked = Claim | Listing

function isClaim(asked: Asked): asked is Claim {
  return 'authority' in asked
}

async function verifySubject(group: readonly Asked[], context: Context): Promise<ReadonlyMap<Asked, Evidence | Inventory>> {
  const [first] = group
  if (first === undefined) return new Map()
  const { repository, digest } = first
  const claims = group.filter(isClaim)
  const short = await proveShortly(claims, group, context)
  if (short !== undefined) return short
  const owners = ownersIn(group)
  const stores = collectStores(owners, { repository, digest }, context)
  const asked = claims.map((claim) => termsFor(claim.authority, context.roots, context.now))
  const [[registry, ...github], terms] = await Promise.all([Promise.all(stores), Promise.all(asked)])
  const opened = [registry, ...github].map((collected) => open(collected, digest))
  const verify = createVerify()
  const answers = new Map<Asked, Evidence | Inventory>()
  for (const [at, claim] of claims.entries()) {
    const place = owners.indexOf(githubOwner(claim.authority) ?? '')
    const own = place < 0 ? [] : (opened[place + 1] ?? [])
    const problems = [...(registry?.problems ?? []), ...(github[place]?.problems ?? [])]
    const under = terms[at] ?? { terms: [], problems: [] }
    const found = { opened: [...(opened[0] ?? []), ...own], problems, verify }
    const answer = answerClaim(claim, found, under)
    context.likely?.learn(claim, provedIn(claim, found, under))
    answers.set(claim, (await answerCovered(answer, { found, under }, context)) ?? answer)
  }
  for (const subject of group.filter((asked) => !isClaim(asked)))
    answers.set(
      subject,
      await takeInventory(
        { subject, opened: opened.flat(), problems: problemsOf([registry, ...github]) },
        { ...context, claims, verify, registry: context.ports.registry },
      ),
    )
  return answers
}

/** The answer that BuildKit's statements give where a policy lets them and no signed one did; undefined where they change nothing. */
async function answerCovered(
  { claim, status }: Evidence,
  { found, under }: { readonly found: Case; readonly under: TermsFor },
  { ports, now }: Context,
): Promise<Evidence | undefined> {
  const { attestation: demand, ...about } = claim
  if (demand?.inline !== true || status === 'proved') return undefined
  const signed = { ...about, verifier: 'signature' } as const
  const covering = answerClaim(signed, found, under)
  if (covering.status === 'unknown') return { claim, status: 'unknown', problem: covering.problem }
  if (covering.status !== 'proved') return undefined
  const answer = await answerInline(ports.registry, { claim, demand, proofs: proofsOf(signed, found, under), now })
  if (answer?.status === 'proved') return covering.open === undefined ? answer : { ...answer, open: covering.open }
  return answer?.status === 'refuted' && status === 'unknown' ? undefined : answer
}

/**
 * Answers claims from the places in which claims like them were proved before. Undefined unless each of them is proved there, each by a
 * signer of its own, so that nothing that all places could tell would change what the policy makes of it.
 */
async function proveShortly(
  claims: readonly Claim[],
  group: readonly Asked[],
  context: Context,
): Promise<ReadonlyMap<Asked, Evidence> | undefined> {
  const { likely, ports, roots, now } = context
  const [first] = claims
  if (likely === undefined || first === undefined) return undefined
  const places = await likely.before(claims)
  if (places === undefined || claims.length < group.length || !claims.every(isSettledByOne)) return undefined
  const { attestations } = ports
  const owners = places.includes('github') && attestations !== undefined ? ownersIn(group) : []
  const stores = await Promise.all([
    collectFrom(ports.registry, first, places),
    ...owners.flatMap((owner) => (attestations === undefined ? [] : [collectFromGithub(attestations, owner, first.digest)])),
  ])
  const opened = stores.flatMap((one) => open(one, first.digest))
  const verify = createVerify()
  const answers = await Promise.all(
    claims.map(async (claim) =>
      answerClaim(claim, { opened, problems: [], verify }, await termsFor(claim.authority, roots, now)),
    ),
  )
  const proved = answers.filter((answer) => answer.status === 'proved' && answer.open === undefined)
  const signers = proved.flatMap((answer) => (answer.status === 'proved' ? answer.signers : []))
  if (proved.length < claims.length || new Set(signers).size < signers.length) return undefined
  return new Map(claims.map((claim, at) => [claim, answers[at] as Evidence]))
}

/** Whether any proof is as good as another: where the policy asks for an age or a content, the newest may lie elsewhere. */
function isSettledByOne({ attestation }: Claim): boolean {
  return attestation === undefined
}

/** The place of the first candidate that proves a claim. */
function provedIn(claim: Claim, { opened, verify }: Case, { terms }: TermsFor): Place | undefined {
  const proof = opened.find((one) => worthOf(claim, one, terms, verify)?.kind === 'proved')
  return proof === undefined ? undefined : placeOf(proof.candidate)
}

function problemsOf(collected: readonly (Collected | undefined)[]): readonly Problem[] {
  return collected.flatMap((one) => one?.problems ?? [])
}

function open(collected: Collected | undefined, digest: Digest): readonly Opened[] {
  return (collected?.candidates ?? []).flatMap((candidate) => openCandidate(candidate, digest))
}

/** Whose attestations to ask GitHub for: those that the claims name, and those that somebody wants listed. */
function ownersIn(group: readonly Asked[]): readonly string[] {
  const named = group.flatMap((asked) => (isClaim(asked) ? (githubOwner(asked.authority) ?? []) : (asked.owners ?? [])))
  return [...new Set(named)]
}

/** The registry first, then GitHub's store once per repository or owner that an authority names. */
function collectStores(
  owners: readonly string[],
  { repository, digest }: ManifestPlace,
  { ports }: Context,
): readonly Promise<Collected>[] {
  const { attestations } = ports
  const github = attestations === undefined ? [] : owners.map((owner) => collectFromGithub(attestations, owner, digest))
  return [collect(ports.registry, repository, digest), ...github]
}
