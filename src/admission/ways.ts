import { createHash } from 'node:crypto'
import type { ClusterDemand, VouchedDemand } from '../model/cluster-policy.ts'
import { MAX_WAY_PARTS, MAX_WAYS } from '../model/limits.ts'
import type { Authority } from '../model/policy.ts'
import { NOTATION_STEPS } from './notation-steps.ts'

/** One way to be admitted: all that must be true together, each as words that are equal when the demand is. */
export type Way = ReadonlySet<string>

/** Every way in which a demand can be met; undefined when there are too many to list. None means that nothing is admitted. */
export function waysOf(demand: ClusterDemand): readonly Way[] | undefined {
  if (demand.kind === 'fixed') return demand.holds ? [new Set()] : []
  if (demand.kind === 'pinned') return [new Set(['a digest'])]
  if (demand.kind === 'open') return [new Set([demand.why])]
  if (demand.kind === 'vouched') return [new Set(atomsOf(demand))]
  if (demand.of.length > MAX_WAY_PARTS) return undefined
  const parts = demand.of.map(waysOf)
  if (parts.some((part) => part === undefined)) return undefined
  const choices = parts.flatMap((part) => (part === undefined ? [] : [part]))
  const needed = demand.kind === 'all' ? choices.length : Math.max(1, demand.count)
  return combined(choices, needed)
}

/** A way of `head` that no way of `base` asked less for or as much: something that is admitted now and was not before. */
export function newWay(base: readonly Way[], head: readonly Way[]): Way | undefined {
  return head.find((way) => !base.some((before) => [...before].every((piece) => way.has(piece))))
}

/** A way in words. */
export function wordsOf(way: Way): string {
  return [...way].join(' and ')
}

/** What one proof asks, in pieces: asking for a piece more is stricter, for a piece less is weaker. */
function atomsOf({
  authority,
  attestation,
  repository,
  reads,
  signedAs,
  asksMore,
  asksLess,
  records,
}: VouchedDemand): readonly string[] {
  const what = attestation === undefined ? 'a signature' : `an attestation ${attestation.type}`
  const kept = repository === undefined ? '' : ` kept in ${repository.registry}/${repository.repository}`
  const by = `${what}${kept} by ${signerOf(authority)}`
  const where = Object.entries(attestation?.where ?? {}).map(([key, value]) => `${by} with ${key} ${value}`)
  const stricter = [
    ...logOf(authority, by),
    ...certificatesOf(authority, by),
    ...enforcedOf(authority, by, records),
    ...claimsOf(authority, by),
    ...where,
    ...namedBy(signedAs, by),
    ...asksMore.map((more) => `${by}: ${more}`),
  ]
  const laxer = asksLess.length === 0 ? [by, `${by}, checked in full`] : [by]
  return [...laxer, ...stricter, ...(reads === 'any' ? [] : [`${by} (${reads})`])]
}

/** The signer in words that no other signer has: the end of a key would not do, because RSA keys can be made to end alike. */
function signerOf(authority: Authority): string {
  if (authority.kind === 'key') return `the key ${fingerprintOf([authority.pem])}`
  if (authority.kind === 'keyless') {
    const { issuer, issuerExpression, identity, identityExpression, trustRoots } = authority
    const who = identityExpression === undefined ? identity : `/${identityExpression}/`
    return `${who} from ${issuerExpression === undefined ? issuer : `/${issuerExpression}/`} (${trustRoots.join(', ')})`
  }
  if (authority.kind === 'github') return authority.repository
  const { identities, trustStore, signingAuthorities = [] } = authority
  return `Notary identities ${identities.join(', ')} of certificates ${fingerprintOf(trustStore)}${
    signingAuthorities.length === 0 ? '' : ` and signing authorities ${fingerprintOf(signingAuthorities)}`
  }`
}

function fingerprintOf(pems: readonly string[]): string {
  const bodies = pems.map((pem) => pem.replaceAll(/-----[^-]+-----|\s/g, ''))
  return createHash('sha256').update(bodies.toSorted().join(' ')).digest('hex').slice(0, 32)
}

function logOf(authority: Authority, by: string): readonly string[] {
  return authority.kind === 'key' && authority.transparencyLog === 'required'
    ? [`${by}, in the log of ${authority.trustRoots.join(', ')}`]
    : []
}

/** What notation asks of certificates beside who they are of. */
function certificatesOf(authority: Authority, by: string): readonly string[] {
  if (authority.kind !== 'notation') return []
  const { level, timestampAuthorities = [] } = authority
  return [
    ...(level === 'strict' ? [`${by}, not revoked`] : []),
    ...(timestampAuthorities.length === 0 ? [] : [`${by}, countersigned by one of ${fingerprintOf(timestampAuthorities)}`]),
  ]
}

/** Which of notation's steps end the verification when they fail. */
function enforcedOf(authority: Authority, by: string, records: VouchedDemand['records'] = []): readonly string[] {
  if (authority.kind !== 'notation') return []
  return NOTATION_STEPS.filter((step) => !records.includes(step)).map((step) => `${by}, ${step} enforced`)
}

function claimsOf(authority: Authority, by: string): readonly string[] {
  if (authority.kind !== 'keyless' && authority.kind !== 'github') return []
  return Object.entries(authority.claims).map(([key, value]) => `${by} with ${key} ${value}`)
}

function namedBy(signedAs: VouchedDemand['signedAs'], by: string): readonly string[] {
  return signedAs === undefined
    ? []
    : [`${by}, named (${signedAs.rule} ${signedAs.as ?? Object.values(signedAs.remap ?? {}).join(' for ')})`]
}

/** Every union of one way from each of `needed` different parts. */
function combined(parts: readonly (readonly Way[])[], needed: number): readonly Way[] | undefined {
  if (needed === 0) return [new Set()]
  if (needed > parts.length) return []
  const [first, ...rest] = parts
  const without = combined(rest, needed)
  if (first === undefined || without === undefined) return undefined
  const withFirst = combined(rest, needed - 1)
  if (withFirst === undefined || first.length * withFirst.length > MAX_WAYS) return undefined
  const unions = first.flatMap((way) => withFirst.map((other) => new Set([...way, ...other])))
  const all = [...unions, ...without]
  return all.length > MAX_WAYS ? undefined : all
}
