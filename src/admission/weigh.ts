import { createPublicKey } from 'node:crypto'
import { manifestsOf } from '../case/claims.ts'
import type { Problem } from '../model/answer.ts'
import type { ClusterDemand, ClusterPolicy, VouchedDemand } from '../model/cluster-policy.ts'
import { ANOTHER_IMAGE, type Claim, type Evidence, type VouchFacts } from '../model/evidence.ts'
import type { ImageName } from '../model/image-name.ts'
import type { Authority } from '../model/policy.ts'
import type { Subject } from '../model/subject.ts'
import { onlyRecorded } from './notation-steps.ts'
import { misnaming } from './signed-as.ts'
import { allOf, atLeastOf, no, openBecause, type Truth, unanswered, yes } from './truth.ts'

/** What is needed to weigh what a policy of the cluster demands of one image. */
export interface ClusterWeighing {
  readonly name: ImageName
  /** Undefined when the registry did not say what the image is. */
  readonly subject: Subject | undefined
  readonly evidence: (claim: Claim) => readonly Evidence[]
}

const READABLE = {
  legacy: 'signatures under .sig and .att tags only',
  bundle: 'Sigstore bundles in the registry only',
  any: 'the registry only',
} as const

/** The question to a verifier that a demand comes down to, for one manifest. */
export function clusterClaim(demand: VouchedDemand, name: ImageName, subject: Subject): Claim {
  const { registry, repository } = demand.repository ?? name
  const base = { repository: { registry, repository }, digest: subject.digest, authority: demand.authority }
  if (demand.attestation === undefined) return { verifier: 'signature', ...base }
  return { verifier: 'attestation', ...base, attestation: demand.attestation }
}

/** The manifests that a policy decides on: runtimes pull a platform's manifest out of an index, and judge that one. */
export function judgedManifests({ kind }: Pick<ClusterPolicy, 'kind'>, subject: Subject): readonly Subject[] {
  if (kind !== 'containers-policy' || !subject.isIndex) return [subject]
  return manifestsOf(subject).platforms.map((digest) => ({ ...subject, digest }))
}

/** Weighs a demand on every manifest that may be pulled; open where they differ, because nobody knows which one will be. */
export function weighManifests(policy: Pick<ClusterPolicy, 'kind'>, demand: ClusterDemand, weighing: ClusterWeighing): Truth {
  const { subject } = weighing
  if (subject === undefined) return weighDemand(demand, weighing)
  const manifests = judgedManifests(policy, subject)
  const truths = manifests.map((manifest) => weighDemand(demand, { ...weighing, subject: manifest }))
  const [first] = truths
  if (first === undefined) return onNoPlatform(demand, weighing)
  if (truths.every(({ value }) => value === first.value)) return allOf(truths)
  const words = { yes: 'accepted', no: 'refused', open: 'not decided' }
  const platformOf = (at: number) => subject.platforms.find(({ digest }) => digest === manifests[at]?.digest)?.platform
  const says = truths.map(({ value }, at) => `${platformOf(at)} is ${words[value]}`)
  const why = [`the runtime pulls the manifest of its platform, and they differ: ${says.join(', ')}`]
  return {
    value: 'open',
    why: [...why, ...truths.flatMap((truth) => truth.why)],
    lasting: truths.every(({ lasting }) => lasting),
  }
}

/** What needs no manifest is decided without one. */
function onNoPlatform(demand: ClusterDemand, weighing: ClusterWeighing): Truth {
  const truth = weighDemand(demand, { ...weighing, evidence: () => [] })
  return truth.value === 'open' ? openBecause('the index lists no platform that can run') : truth
}

/** Every demand for somebody's word inside a demand. */
export function vouchedDemandsIn(demand: ClusterDemand): readonly VouchedDemand[] {
  if (demand.kind === 'vouched') return [demand]
  return demand.kind === 'all' || demand.kind === 'atLeast' ? demand.of.flatMap(vouchedDemandsIn) : []
}

/** Whether a demand is met. Open wherever the answer is not certain to be the cluster's: only a proof is a yes. */
export function weighDemand(demand: ClusterDemand, weighing: ClusterWeighing): Truth {
  if (demand.kind === 'fixed') return demand.holds ? { ...yes, why: [demand.says] } : no(demand.says)
  if (demand.kind === 'open') return openBecause(demand.why)
  if (demand.kind === 'pinned')
    return weighing.name.digest === undefined ? no('it has no digest, and the policy asks for one') : yes
  if (demand.kind === 'vouched') return weighVouched(demand, weighing)
  const parts = demand.of.map((part) => weighDemand(part, weighing))
  if (demand.kind === 'all') return allOf(parts)
  return parts.length === 0
    ? no('nobody is named who could vouch for it')
    : atLeastOf(Math.max(1, demand.count), distinctly(demand.of, parts))
}

/** One authority counts once, however often it is listed. */
function distinctly(of: readonly ClusterDemand[], parts: readonly Truth[]): readonly Truth[] {
  const keys = of.map((demand) =>
    JSON.stringify(demand.kind === 'vouched' ? { ...demand, authority: { ...demand.authority, name: '' } } : demand),
  )
  return parts.filter((_, index) => of[index]?.kind !== 'vouched' || keys.indexOf(keys[index] ?? '') === index)
}

function weighVouched(demand: VouchedDemand, { name, subject, evidence }: ClusterWeighing): Truth {
  if (subject === undefined) return unanswered('the registry did not say which image it is')
  const answers = evidence(clusterClaim(demand, name, subject))
  const answer = answers.find(({ status }) => status !== 'proved') ?? answers[0]
  const who = demand.authority.name
  if (answer === undefined) return unanswered(`${who}: no verifier was asked`)
  const recorded = demand.records === undefined ? undefined : onlyRecorded(demand.records, answer)
  if (recorded !== undefined) return { ...recorded, why: recorded.why.map((one) => `${who}: ${one}`) }
  if (answer.status === 'unknown') return unknownAnswer(who, answer.problem)
  if (answer.status === 'proved') return weighProofs(demand, answer, name)
  const taken = takenForSignature(demand, answer)
  if (taken !== undefined) return openBecause(`${who}: nothing signed the image itself; but ${taken}`)
  const says = answer.status === 'absent' ? `${who}: nothing found` : `${who}: ${refusal(answer)}`
  const laxer = answer.status === 'refuted' ? [...demand.asksLess, ...untyped(demand, answer)] : []
  return laxer.length === 0 ? no(says) : openBecause(`${says}; but the cluster asks less (${laxer.join('; ')})`)
}

/** What cosign's payload says that it is, only containers/image reads (of Kyverno 1.19.1 and cosign's library it was tried). */
function untyped(
  { signedAs }: VouchedDemand,
  { reason, others = [] }: Evidence & { readonly status: 'refuted' },
): readonly string[] {
  const odd = [reason, ...others].find((one) => one.startsWith('payload-type:'))
  return signedAs !== undefined || odd === undefined ? [] : ['it does not look at the type of the payload']
}

type Proved = Evidence & { readonly status: 'proved' }

/** Any signature that fits store and name is enough, in whatever order they were found. */
function weighProofs(demand: VouchedDemand, answer: Proved, name: ImageName): Truth {
  const says = `${demand.authority.name}: vouched for (${answer.facts.signer})`
  const unfit = (answer.each ?? [answer.facts]).map((facts) => unfitness(demand, facts, name))
  const [first] = unfit
  if (first !== undefined && !unfit.includes(undefined)) {
    const sure = demand.reads === 'legacy' || (demand.reads === 'bundle' && (answer.bundles ?? []).length === 0)
    const certain = sure && demand.asksLess.length === 0 && answer.open === undefined
    return certain ? no(`${says}${first}`) : openBecause(`${says}${first}`)
  }
  const doubts = [...demand.asksMore, ...schemeDoubt(demand.authority, answer), ...hiddenBy(demand, answer)]
  return doubts.length > 0 ? openBecause(`${says}; but ${doubts.join('; ')}`) : { ...yes, why: [says] }
}

/** Why one signature that proves a claim does not count for a policy; undefined where it does. */
function unfitness({ authority, reads, signedAs }: VouchedDemand, facts: VouchFacts, name: ImageName): string | undefined {
  const kept = storeKind(facts.store)
  if (kept !== reads && (reads !== 'any' || kept === 'elsewhere'))
    return `, in ${facts.store}; but the policy reads ${READABLE[reads]}`
  const { scheme = CHECKED } = facts
  if (scheme !== CHECKED && authority.kind !== 'notation')
    return `; but it was signed with ${scheme}, and the cluster checks ${CHECKED} only`
  const misnamed = signedAs === undefined ? undefined : misnaming(signedAs, facts, name)
  return misnamed === undefined ? undefined : `; but ${misnamed}`
}

/**
 * What policy-controller, Kyverno and containers/image check (and RSA without PSS), unless a policy says otherwise: such a policy stays
 * open. cosign 3 signs a longer hash with keys of the longer curves.
 */
const CHECKED = 'sha256'

/** A key that may sign in several ways, and facts of an older version, which do not say in which. */
function schemeDoubt(authority: Authority, { each, facts }: Proved): readonly string[] {
  if (authority.kind !== 'key' || (each ?? [facts]).some(({ scheme }) => scheme === CHECKED)) return []
  const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(authority.pem)
  if (asymmetricKeyType === 'ed25519' || asymmetricKeyDetails?.namedCurve === 'prime256v1') return []
  return [`it is not known which hash was signed, and the cluster checks ${CHECKED} only`]
}

/** Kyverno reads tags only where there is no bundle of any kind: what stands in a tag is not seen beside one. */
function hiddenBy({ authority, reads }: VouchedDemand, { each, facts, bundles = [] }: Proved): readonly string[] {
  const inBundle = (each ?? [facts]).some(({ store }) => storeKind(store) === 'bundle')
  if (reads !== 'any' || authority.kind === 'notation' || bundles.length === 0 || inBundle) return []
  return [`there is a bundle (${bundles.join(', ')}), and beside bundles the cluster reads no tags`]
}

/** Kyverno takes the signature of an attestation in a bundle for one of the image. */
function takenForSignature({ attestation, reads, authority }: VouchedDemand, { bundles = [] }: Evidence): string | undefined {
  const statements = bundles.filter((kind) => kind !== 'signature' && kind !== ANOTHER_IMAGE)
  if (attestation !== undefined || reads === 'legacy' || authority.kind === 'notation' || statements.length === 0)
    return undefined
  return `there is a bundle of ${statements.join(', ')}, which the cluster takes for a signature, whatever it attests`
}

function unknownAnswer(who: string, { kind, detail }: Problem): Truth {
  const says = `${who} could not be checked: ${detail}`
  return kind === 'unsupported' ? openBecause(says) : unanswered(says)
}

/** What kind of store a proof came from; what only GitHub's API holds, no cluster looks at. */
function storeKind(store: string): 'legacy' | 'bundle' | 'elsewhere' {
  if (/\.(?:sig|att)\b/.test(store)) return 'legacy'
  return /referrer/.test(store) ? 'bundle' : 'elsewhere'
}

function refusal(answer: Evidence & { status: 'refuted' }): string {
  const { nearest } = answer
  return nearest === undefined
    ? answer.reason
    : `${answer.reason}; expected ${nearest.expected}, got ${nearest.got} (${nearest.where})`
}
