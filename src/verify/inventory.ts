import type { Problem } from '../model/answer.ts'
import type { Claim, Inventory, Observation } from '../model/evidence.ts'
import type { Digest } from '../model/image-name.ts'
import type { Registry } from '../ports/registry.ts'
import { factsOf, type Verify } from './judge-candidate.ts'
import type { Opened } from './open.ts'
import type { Roots } from './roots.ts'
import { type TermsFor, termsFor } from './terms.ts'
import { listUnsigned } from './unsigned.ts'
import type { Subject } from './verify.ts'
import type { Terms } from './verify-material.ts'

/** What was found for one manifest. */
export interface Findings {
  readonly subject: Subject
  readonly opened: readonly Opened[]
  readonly problems: readonly Problem[]
}

/** By what the list is judged: the built-in trust roots and those of the claims about the same manifest. */
export interface InventoryContext {
  readonly claims: readonly Claim[]
  readonly roots: Roots
  readonly now: number
  readonly verify: Verify
  readonly registry: Registry
}

const BUILT_IN = ['public-good', 'github']

/** Lists everything that was found for a manifest, whoever made it, each with what it proves or why it proves nothing. */
export async function takeInventory({ subject, opened, problems }: Findings, context: InventoryContext): Promise<Inventory> {
  const named = await Promise.all(context.claims.map((claim) => termsFor(claim.authority, context.roots, context.now)))
  const builtIn = await Promise.all(opened.length === 0 ? [] : BUILT_IN.map((name) => context.roots(name)))
  const keyless = builtIn.flatMap((root): Terms[] =>
    root.kind === 'found' ? [{ root: root.value, log: 'required', now: context.now }] : [],
  )
  const terms = [...named.flatMap((one: TermsFor) => one.terms), ...keyless]
  const observations = opened.map((one) => observe(one, subject.digest, { terms, verify: context.verify }))
  const unsigned = await listUnsigned(context.registry, subject)
  return {
    repository: subject.repository,
    digest: subject.digest,
    observations: [...observations, ...unsigned.observations],
    problems: [...problems, ...unsigned.problems],
  }
}

function observe(
  opened: Opened,
  digest: Digest,
  judged: { readonly terms: readonly Terms[]; readonly verify: Verify },
): Observation {
  const { format, stated } = opened
  const kind = stated.ok ? stated.value.kind : opened.candidate.mediaType.includes('simplesigning') ? 'signature' : 'attestation'
  const seen = { digest, kind, format } as const
  if (!stated.ok) return { ...seen, status: statusOf(stated.rejection.verdict), reason: stated.rejection.detail }
  const results = judged.terms.map((terms) => judged.verify(opened, terms))
  const verified = results.find((result) => result.ok)
  if (verified?.ok) return { ...seen, status: 'valid', facts: factsOf(opened, stated.value, verified.value) }
  const byKey = opened.material.ok && opened.material.value.signer.kind === 'key'
  if (byKey) return { ...seen, status: 'unchecked', reason: 'it is signed with a key that no policy names' }
  const refusals = results.flatMap((result) => (result.ok ? [] : [result.rejection]))
  const nearest = refusals.find(({ verdict }) => verdict === 'invalid') ?? refusals[0]
  if (nearest === undefined) return { ...seen, status: 'unchecked', reason: 'no trust root could be read' }
  return { ...seen, status: statusOf(nearest.verdict), reason: nearest.detail }
}

function statusOf(verdict: 'invalid' | 'untrusted' | 'unsupported' | 'unsigned'): Observation['status'] {
  return verdict === 'untrusted' ? 'unchecked' : verdict
}
