import { matchesRepository } from '../case/pattern.ts'
import type { Facts } from '../model/facts.ts'
import { type Digest, formatName, type ImageName } from '../model/image-name.ts'
import type { VulnerabilityPolicy } from '../model/vulnerability-policy.ts'

/** A new image and the one that it replaces, by what their registries say that they are. */
export interface Pair {
  readonly name: ImageName
  readonly digest: Digest
  readonly replaces?: { readonly name: ImageName; readonly digest: Digest }
}

/** The pairs of manifests that the change makes, each once. An image that stays the same bytes brings nothing in. */
export function pairsOf(
  { references, resolutions }: Pick<Facts, 'references' | 'resolutions'>,
  policy: VulnerabilityPolicy,
): readonly Pair[] {
  const digests = new Map(
    resolutions.flatMap(({ name, answer }) => (answer.kind === 'found' ? [[formatName(name), answer.value.digest]] : [])),
  )
  const pairs = references.flatMap(({ reference, replaces, touched }): readonly Pair[] => {
    const digest = reference.kind === 'static' && touched ? digests.get(formatName(reference.name)) : undefined
    if (digest === undefined || reference.kind !== 'static' || !isLookedAt(reference.name, policy)) return []
    if (replaces?.kind !== 'static') return [{ name: reference.name, digest }]
    const before = digests.get(formatName(replaces.name))
    if (before === digest) return []
    return [
      { name: reference.name, digest, ...(before === undefined ? {} : { replaces: { name: replaces.name, digest: before } }) },
    ]
  })
  return [
    ...new Map(pairs.map((pair) => [`${formatName(pair.name)} ${pair.digest} ${pair.replaces?.digest ?? ''}`, pair])).values(),
  ]
}

function isLookedAt(name: ImageName, { match, except }: VulnerabilityPolicy): boolean {
  return match.some((pattern) => matchesRepository(pattern, name)) && !except.some((pattern) => matchesRepository(pattern, name))
}
