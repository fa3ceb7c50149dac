import type { DemandOutcome } from '../case/case.ts'
import type { VouchDemand } from '../case/claims.ts'
import { lineIn } from '../case/policy-line.ts'
import type { ImageEntry } from '../model/policy.ts'
import { signers } from '../policy/signers.ts'
import type { RefutedBecause, Vouching } from './vouching.ts'

/** A weighed demand for vouching as an outcome: which rule explains it, and in which words. */
export function outcomeOfVouching(entry: ImageEntry, demand: VouchDemand, vouching: Vouching): DemandOutcome {
  const kind = demand.attestation === undefined ? 'signature' : 'attestation'
  const common = { demand: kind, entry } as const
  if (vouching.status === 'proved') return { ...common, status: 'proved' }
  const wanted = wantedBy(entry, demand)
  const { evidence } = vouching
  if (vouching.status === 'refuted') {
    const says = `${refutation(demand, vouching.because)}; ${wanted}`
    return { ...common, status: 'refuted', rule: `${kind}/${ruleFor(kind, vouching.because)}`, says, evidence }
  }
  const { problem } = vouching
  const rule = kind === 'signature' && problem.kind === 'unsupported' ? 'signature/unsupported' : `${kind}/unchecked`
  const says = `could not be checked (${problem.kind}): ${problem.detail}; ${wanted}`
  return { ...common, status: 'unknown', rule, says, problem, lasting: false, evidence }
}

/** What is one signer short is missing; a signature says nothing that could mismatch. */
function ruleFor(kind: 'signature' | 'attestation', because: RefutedBecause): string {
  if (because === 'too-few') return 'missing'
  return kind === 'signature' && because === 'predicate-mismatch' ? 'untrusted' : because
}

function refutation(demand: VouchDemand, because: RefutedBecause): string {
  const what = demand.attestation === undefined ? 'signature' : `${demand.attestation.type} attestation`
  if (because === 'missing') return `has no ${what}: every place that could hold one was asked`
  if (because === 'too-few') return `has a ${what} by too few different signers`
  if (because === 'invalid') return `has a ${what} that does not verify`
  if (because === 'untrusted') return `has a valid ${what}, but by nobody whom the policy trusts for it`
  return `has a ${what} by a trusted signer, but it does not say what the policy demands`
}

function wantedBy(entry: ImageEntry, { signedBy, attestation }: VouchDemand): string {
  const what = attestation === undefined ? 'one' : `a ${attestation.type} attestation`
  return `the policy (${lineIn(entry)}) demands ${what} by ${signers(signedBy)}`
}
