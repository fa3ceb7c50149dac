import type { SignedAs } from '../model/cluster-policy.ts'
import type { VouchFacts } from '../model/evidence.ts'
import { formatRepository, type ImageName, parseImageName } from '../model/image-name.ts'

/** Why the name inside a signature is not the one that a policy asks for; undefined when it is. */
export function misnaming({ rule, as }: SignedAs, { claims }: VouchFacts, name: ImageName): string | undefined {
  const carried = claims.find(([key]) => key === 'docker-reference')?.[1]
  if (carried === undefined) return 'the signature carries no name, and the policy compares it'
  const signed = parseImageName(carried)
  const wanted = as === undefined ? { ok: true as const, name } : parseImageName(as)
  if (!signed.ok || !wanted.ok) return `the signature carries the name "${carried}", which cannot be compared`
  const sameRepository = formatRepository(signed.name) === formatRepository(wanted.name)
  const sameTag = signed.name.tag !== undefined && signed.name.tag === (wanted.name.tag ?? 'latest')
  const byDigest = rule === 'matchRepoDigestOrExact' && wanted.name.digest !== undefined
  if (sameRepository && (rule === 'matchRepository' || byDigest || sameTag)) return undefined
  return `the signature carries the name "${carried}", and the policy says ${rule}`
}
