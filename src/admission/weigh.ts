import type { Problem } from '../model/answer.ts'
import type { ClusterDemand, VouchedDemand } from '../model/cluster-policy.ts'
import type { Claim, Evidence, VouchFacts } from '../model/evidence.ts'
import type { ImageName } from '../model/image-name.ts'
import type { Subject } from '../model/subject.ts'
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
  if (demand.anySignature === true && isThere(answer)) return { ...yes, why: [`${who}: there is a signature`] }
  if (answer.status === 'unknown') return unknownAnswer(who, answer.problem)
  if (answer.status === 'proved') return weighProof(demand, answer.facts, name)
  const says = answer.status === 'absent' ? `${who}: nothing found` : `${who}: ${refusal(answer)}`
  const laxer = answer.status === 'refuted' ? demand.asksLess : []
  return laxer.length === 0 ? no(says) : openBecause(`${says}; but the cluster asks less (${laxer.join('; ')})`)
}

/** Whether something was found at all: what cannot be judged is there, too. */
function isThere(answer: Evidence): boolean {
  if (answer.status === 'unknown') return answer.problem.kind === 'unsupported'
  return answer.status !== 'absent'
}

function weighProof(demand: VouchedDemand, facts: VouchFacts, name: ImageName): Truth {
  const says = `${demand.authority.name}: vouched for (${facts.signer})`
  if (demand.asksMore.length > 0) return openBecause(`${says}; but ${demand.asksMore.join('; ')}`)
  const misnamed = demand.signedAs === undefined ? undefined : misnaming(demand.signedAs, facts, name)
  if (misnamed !== undefined) return openBecause(`${says}; but ${misnamed}`)
  const kept = storeKind(facts.store)
  if (kept === demand.reads || (demand.reads === 'any' && kept !== 'elsewhere')) return { ...yes, why: [says] }
  return openBecause(`${says}, in ${facts.store}; but the policy reads ${READABLE[demand.reads]}`)
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
