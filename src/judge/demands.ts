import { agesOf } from '../case/age.ts'
import type { DemandOutcome } from '../case/case.ts'
import { vouchDemands } from '../case/claims.ts'
import { platformsOf } from '../case/platforms.ts'
import { lineIn } from '../case/policy-line.ts'
import type { Answer, Problem } from '../model/answer.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import type { ImageEntry, Policy } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Subject } from '../model/subject.ts'
import { outcomeOfVouching } from './vouch-outcome.ts'
import { type Weighing, weigh } from './vouching.ts'

/** What the outcome of a demand depends on besides the image: the policy, the facts, and the instant of the run. */
export type Asked = Pick<Weighing, 'policy' | 'lookup'> & { readonly now: Date }

/** The demand that every reference meets first: it names an image, and the registry says which bytes that is. */
export function known(reference: ImageReference, answer: Answer<Subject>, policy: Policy): DemandOutcome {
  if (reference.kind === 'malformed') return refuted('image/malformed', `is not an image reference: ${reference.why}`)
  if (reference.kind === 'dynamic') return leftOpen(reference.why)
  const { name } = reference
  if (name.registry === '')
    return refuted('image/malformed', 'starts like a registry host but that cannot be one, so nothing can pull it')
  if (answer.kind === 'absent') return refuted('image/not-found', notFound(name, policy))
  if (answer.kind === 'unknown') return unanswered(answer.problem)
  const { digest } = answer.value
  if (name.digest === undefined || name.digest === digest) return { demand: 'known', status: 'proved' }
  return refuted('image/digest-mismatch', `is pinned to ${name.digest}, but the bytes that were read hash to ${digest}`)
}

/** Who said that there is no such image: a mirror speaks for itself, and says so as well where its own source did not answer it. */
function notFound({ registry }: ImageName, { registries }: Policy): string {
  const mirror = registries.find(({ mirrorOf }) => mirrorOf === registry)
  if (mirror === undefined) return `does not exist: ${registry} says that it has no such image`
  return `was not found at the mirror ${mirror.host}, which the policy has asked in place of ${registry}; ${registry} itself was not asked`
}

/** The demands of one matching entry, each with what became of it. */
export function demandsOf(entry: ImageEntry, name: ImageName, answer: Answer<Subject>, asked: Asked): readonly DemandOutcome[] {
  const byName = [allowed(entry, name), pinned(entry, name), ...denied(entry, name, answer)]
  if (answer.kind !== 'found') return [...byName, ...waiting(entry, answer)]
  const weighing = { policy: asked.policy, lookup: asked.lookup, repository: name, subject: answer.value }
  const aged = { repository: name, subject: answer.value, lookup: asked.lookup, now: asked.now }
  const vouched = vouchDemands(entry).map((demand) => outcomeOfVouching(entry, demand, weigh(weighing, entry, demand)))
  return [...byName, ...platformsOf(entry, answer.value), ...agesOf(entry, aged), ...vouched]
}

/** Demands that need the bytes when there are none: refused where there is no image, open where nobody knows. */
function waiting(entry: ImageEntry, answer: Exclude<Answer<Subject>, { kind: 'found' }>): readonly DemandOutcome[] {
  const asked: readonly (readonly [DemandOutcome['demand'], string, boolean])[] = [
    ['signature', 'signature/missing', entry.signedBy !== undefined],
    ['attestation', 'attestation/missing', entry.attestations.length > 0],
    ['platforms', 'image/platform-missing', entry.platforms.length > 0],
    ['age', 'image/too-new', entry.minAgeSeconds !== undefined],
    ['age', 'image/too-old', entry.maxAgeSeconds !== undefined],
  ]
  return asked.flatMap(([demand, rule, wanted]) => {
    if (!wanted) return []
    const says = `does not exist, so that what the policy (${lineIn(entry)}) demands of it cannot be there`
    if (answer.kind === 'absent') return { demand, entry, status: 'refuted', rule, says, evidence: [] }
    const { problem } = answer
    return { demand, entry, status: 'unknown', rule, says: problem.detail, problem, lasting: false, evidence: [] }
  })
}

function refuted(rule: string, says: string): DemandOutcome {
  return { demand: 'known', status: 'refuted', rule, says, evidence: [] }
}

function leftOpen(why: string): DemandOutcome {
  const problem: Problem = { kind: 'unresolved', about: 'the file', detail: why }
  const says = `does not say which image runs: ${why}`
  return { demand: 'known', status: 'unknown', rule: 'image/unresolved', says, problem, lasting: true, evidence: [] }
}

/** What a registry did not answer. A host that the policy does not list is a fact of the policy; all else may pass. */
function unanswered(problem: Problem): DemandOutcome {
  const open = {
    demand: 'known',
    status: 'unknown',
    problem,
    lasting: false,
    evidence: [],
  } as const
  if (problem.kind === 'host-not-allowed')
    return {
      ...open,
      rule: 'image/registry-unlisted',
      says: 'is on a registry that this run may not contact',
      lasting: true,
      evidence: [problem.detail],
    }
  if (problem.kind === 'digest-mismatch')
    return { ...open, rule: 'image/digest-mismatch', says: `came with bytes that do not hash to its digest: ${problem.detail}` }
  return { ...open, rule: 'image/unresolved', says: `could not be looked up (${problem.kind}): ${problem.detail}` }
}

function allowed(entry: ImageEntry, name: ImageName): DemandOutcome {
  if (entry.allowed) return { demand: 'allowed', entry, status: 'proved' }
  const says = `may not be used: the policy (${lineIn(entry)}) does not allow images from ${entry.match.join(', ')}`
  return { demand: 'allowed', entry, status: 'refuted', rule: 'image/registry-not-allowed', says, evidence: [formatName(name)] }
}

function pinned(entry: ImageEntry, name: ImageName): DemandOutcome {
  if (!entry.pinned || name.digest !== undefined) return { demand: 'pinned', entry, status: 'proved' }
  const says = `has no digest, and the policy (${lineIn(entry)}) demands one`
  return { demand: 'pinned', entry, status: 'refuted', rule: 'image/unpinned', says, evidence: [] }
}

function denied(entry: ImageEntry, name: ImageName, answer: Answer<Subject>): readonly DemandOutcome[] {
  if (entry.denied.length === 0) return []
  const subject = answer.kind === 'found' ? [answer.value.digest, ...answer.value.platforms.map(({ digest }) => digest)] : []
  const hit = entry.denied.find((digest) => digest === name.digest || subject.includes(digest))
  const demand = { demand: 'not-denied', entry } as const
  if (hit === undefined) return answer.kind === 'found' ? [{ ...demand, status: 'proved' }] : []
  const says = `is on the deny list of the policy (${lineIn(entry)})`
  return [{ ...demand, status: 'refuted', rule: 'image/denied', says, evidence: [`denied digest: ${hit}`] }]
}
