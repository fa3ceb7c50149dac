import { type Answer, absent, found, type Problem } from '../model/answer.ts'
import type { ManifestPlace } from '../model/image-name.ts'
import type { Authority } from '../model/policy.ts'
import { worthOf } from './answer-claim.ts'
import { collect, collectFromGithub } from './collect.ts'
import { githubOwner } from './github-owner.ts'
import type { JsonRecord } from './json-shape.ts'
import { createVerify } from './judge-candidate.ts'
import { openCandidate } from './open.ts'
import { createRoots } from './roots.ts'
import { termsFor } from './terms.ts'
import type { VerifyPorts } from './verify.ts'

/** A predicate that an authority attested about a manifest, with the time that the signature proves (ISO 8601) where it proves one. */
export interface AttestedPredicate {
  readonly authority: string
  readonly predicateType: string
  readonly predicate: JsonRecord
  readonly time?: string
}

/**
 * Every predicate of a type that one of some authorities is proved to have attested about exactly this manifest. Unknown where a place
 * could not be read and nothing was proved; absent where all places answered and none of them holds one.
 */
export async function attestedBy(
  place: ManifestPlace,
  { type, authorities, now }: { readonly type: string; readonly authorities: readonly Authority[]; readonly now: Date },
  ports: VerifyPorts,
): Promise<Answer<readonly AttestedPredicate[]>> {
  const roots = createRoots(ports.trust)
  const own = await collect(ports.registry, place.repository, place.digest)
  const said = await Promise.all(
    authorities.map(async (authority) => {
      const owner = githubOwner(authority)
      const { attestations } = ports
      const github =
        owner === undefined || attestations === undefined ? undefined : await collectFromGithub(attestations, owner, place.digest)
      const under = await termsFor(authority, roots, now.getTime())
      const claim = { ...place, verifier: 'attestation', authority, attestation: { type, where: {} } } as const
      const verify = createVerify()
      const opened = [...own.candidates, ...(github?.candidates ?? [])].flatMap((one) => openCandidate(one, place.digest))
      const proved = opened.flatMap((one): readonly AttestedPredicate[] => {
        const worth = worthOf(claim, one, under.terms, verify)
        if (worth?.kind !== 'proved' || !one.stated.ok || one.stated.value.kind !== 'attestation') return []
        const { predicateType, predicate } = one.stated.value
        const { time } = worth.facts
        return [{ authority: authority.name, predicateType, predicate, ...(time === undefined ? {} : { time }) }]
      })
      return { proved, problems: [...(github?.problems ?? []), ...under.problems] }
    }),
  )
  const proved = said.flatMap((one) => one.proved)
  if (proved.length > 0) return found(proved)
  const [problem]: readonly Problem[] = [...own.problems, ...said.flatMap((one) => one.problems)]
  return problem === undefined ? absent : { kind: 'unknown', problem }
}
