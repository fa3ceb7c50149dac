import type { Inventory, Observation, VouchFacts } from '../model/evidence.ts'
import type { ReferenceFact } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import type { DemandOutcome } from './case.ts'
import { levelOf } from './levels.ts'
import type { Lookup } from './lookup.ts'
import type { Rule } from './rule.ts'

/** An image and the one that it replaces, each with what was found about it. The two are different manifests. */
export interface Succession {
  readonly before: Inventory
  /** Undefined when nobody looked. */
  readonly after: Inventory | undefined
}

/** What a reference replaces, compared by manifest; undefined when it replaces nothing known, or the same bytes. */
export function successionOf({ reference, replaces }: ReferenceFact, lookup: Lookup): Succession | undefined {
  if (reference.kind !== 'static' || replaces?.kind !== 'static') return undefined
  const [now, then] = [lookup.subject(reference.name), lookup.subject(replaces.name)]
  if (now.kind !== 'found' || then.kind !== 'found' || now.value.digest === then.value.digest) return undefined
  const before = lookup.inventory(replaces.name, then.value.digest)
  return before === undefined ? undefined : { before, after: lookup.inventory(reference.name, now.value.digest) }
}

/** What stands verified in an inventory: signatures or attestations of anybody. */
export function validIn({ observations }: Inventory, kind: Observation['kind']): readonly VouchFacts[] {
  return observations.flatMap((one) =>
    one.kind === kind && one.status === 'valid' && one.facts !== undefined ? [one.facts] : [],
  )
}

/** Whether an inventory proves that there is nothing valid of a kind: all places answered, and nothing was left unchecked. */
export function provesNone(inventory: Inventory, kind: Observation['kind']): boolean {
  const { observations, problems } = inventory
  const undecided = observations.some((one) => one.kind === kind && (one.status === 'unchecked' || one.status === 'unsupported'))
  return problems.length === 0 && !undecided && validIn(inventory, kind).length === 0
}

/** Who signed, without the branch or tag that a workflow ran for: a new release is the same signer. */
export function signersIn(inventory: Inventory): readonly string[] {
  const facts = [...validIn(inventory, 'signature'), ...validIn(inventory, 'attestation')]
  return [
    ...new Set(
      facts.map(({ signer, issuer }) => `${signer.replace(/@refs\/[^@]*$/, '')}${issuer === undefined ? '' : ` (${issuer})`}`),
    ),
  ]
}

/** The values of a fact that verified attestations state, without branches, tags and repeats. */
export function statedIn(inventory: Inventory, ...names: readonly string[]): readonly string[] {
  const stated = validIn(inventory, 'attestation').flatMap(({ claims }) =>
    claims.flatMap(([name, value]) => (names.includes(name) ? [value] : [])),
  )
  return [
    ...new Set(
      stated.map((value) =>
        value
          .replace(/^git\+/, '')
          .replace(/@refs\/[^@]*$/, '')
          .replace(/\.git$/, ''),
      ),
    ),
  ]
}

/**
 * What stays open because nobody could tell whether a signature or an attestation was lost, where losing it would block. That
 * it was lost is for the rules to say.
 */
export function openSuccession(
  fact: ReferenceFact,
  asked: { readonly policy: Policy; readonly lookup: Lookup },
  lostRules: readonly Rule[],
): readonly DemandOutcome[] {
  const succession = successionOf(fact, asked.lookup)
  if (succession === undefined) return []
  const { before, after } = succession
  return (['signature', 'attestation'] as const).flatMap((kind) => {
    const rule = lostRules.find(({ id }) => id === `${kind}/lost`)
    const blocks = rule !== undefined && levelOf(asked.policy, rule, { place: fact.reference.origin }) === 'error'
    const kept = after !== undefined && validIn(after, kind).length > 0
    if (!blocks || validIn(before, kind).length === 0 || kept || (after !== undefined && provesNone(after, kind))) return []
    const problem =
      after?.problems[0] ??
      ({ kind: 'unsupported', about: fact.reference.text, detail: `a ${kind} of it could not be checked` } as const)
    const says = `replaces an image with a valid ${kind}, and whether it has one itself could not be told: ${problem.detail}`
    return { demand: kind, status: 'unknown', rule: `${kind}/unchecked`, says, problem, lasting: false, evidence: [] }
  })
}
