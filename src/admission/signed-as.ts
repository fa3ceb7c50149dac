import type { SignedAs } from '../model/cluster-policy.ts'
import type { VouchFacts } from '../model/evidence.ts'
import { formatName, formatRepository, type ImageName, parseImageName } from '../model/image-name.ts'

/**
 * Why the name inside a signature is not the one that a policy asks for; undefined when it is. Compared as containers/image does
 * (policy_reference_match.go): the texts of two references, and never a reference without tag and digest, which is what cosign
 * writes, unless only repositories are compared.
 */
export function misnaming(signedAs: SignedAs, { claims }: VouchFacts, name: ImageName): string | undefined {
  const carried = claims.find(([key]) => key === 'docker-reference')?.[1]
  if (carried === undefined) return 'the signature carries no name, and the policy compares it'
  const signed = parseImageName(carried)
  const wanted = wantedName(signedAs, name)
  if (!signed.ok || wanted === undefined) return `the signature carries the name "${carried}", which cannot be compared`
  if (accepts(signedAs.rule, signed.name, wanted)) return undefined
  const bare = signed.name.tag === undefined && signed.name.digest === undefined && signedAs.rule !== 'matchRepository'
  const hint = bare ? ', which takes no name without a tag or a digest: cosign writes such names, matchRepository takes them' : ''
  return `the signature carries the name "${carried}", and the policy says ${signedAs.rule}${hint}`
}

function accepts(rule: SignedAs['rule'], signed: ImageName, wanted: ImageName): boolean {
  const sameRepository = formatRepository(signed) === formatRepository(wanted)
  if (rule === 'matchRepository') return sameRepository
  if (signed.tag === undefined && signed.digest === undefined) return false
  if (rule !== 'matchExact' && wanted.tag === undefined && wanted.digest !== undefined) return sameRepository
  return formatName(signed) === formatName(wanted)
}

/** The name that the signature must carry: the policy's own, or that of the image as the runtime hands it over. */
function wantedName({ rule, as, remap }: SignedAs, name: ImageName): ImageName | undefined {
  if (as !== undefined) return parsed(as)
  const pulled = asPulled(name)
  return rule === 'remapIdentity' && remap !== undefined ? remapped(pulled, remap) : pulled
}

/** Podman, CRI-O and Skopeo pull by digest where there is one, without the tag beside it; the default tag is written out. */
function asPulled({ registry, repository, tag, digest }: ImageName): ImageName {
  return { registry, repository, ...(digest === undefined ? { tag: tag ?? 'latest' } : { digest }) }
}

/** The name with another prefix; as it is where the prefix is not one of whole components. Undefined when no name comes out. */
function remapped(name: ImageName, { prefix, signedPrefix }: NonNullable<SignedAs['remap']>): ImageName | undefined {
  const repository = formatRepository(name)
  if (repository !== prefix && !repository.startsWith(`${prefix}/`)) return name
  return parsed(`${signedPrefix}${formatName(name).slice(prefix.length)}`)
}

function parsed(text: string): ImageName | undefined {
  const read = parseImageName(text)
  return read.ok ? read.name : undefined
}
