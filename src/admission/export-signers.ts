import { matchesGlob } from '../model/glob.ts'
import type { Authority, GithubAuthority, ImageEntry, KeylessAuthority, Policy, SignedBy } from '../model/policy.ts'

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'

/**
 * What of an entry's demands for several signers the targets cannot express: they count authorities, so that one signer whom two
 * of them accept counts twice. Nothing where no signer can be meant by two.
 */
export function countedTwice(policy: Policy, entry: ImageEntry): readonly string[] {
  const demands = [
    ...(entry.signedBy === undefined ? [] : [entry.signedBy]),
    ...entry.attestations.map(({ signedBy }) => signedBy),
  ]
  return demands.filter(needsSeveral).flatMap(({ of }) => {
    const pair = overlapping(policy.authorities.filter(({ name }) => of.includes(name)))
    if (pair === undefined) return []
    return [
      `line ${entry.line}: different signers (one whom both ${pair[0].name} and ${pair[1].name} accept counts for each of them)`,
    ]
  })
}

function needsSeveral({ quantifier, count, of }: SignedBy): boolean {
  return (quantifier === 'allOf' && of.length > 1) || (quantifier === 'atLeast' && count > 1)
}

function overlapping(authorities: readonly Authority[]): readonly [Authority, Authority] | undefined {
  for (const [index, one] of authorities.entries()) {
    const other = authorities.slice(index + 1).find((candidate) => mayAcceptTheSame(one, candidate))
    if (other !== undefined) return [one, other]
  }
  return undefined
}

/** Whether one signer may be meant by both; never false without a reason. */
function mayAcceptTheSame(one: Authority, other: Authority): boolean {
  if (one.kind === 'key' || other.kind === 'key')
    return one.kind === 'key' && other.kind === 'key' && bytesOf(one.pem) === bytesOf(other.pem)
  if (one.kind === 'notation' || other.kind === 'notation') return one.kind === other.kind
  if (one.kind === 'github' && other.kind === 'github')
    return mayBeOne(one.repository.toLowerCase(), other.repository.toLowerCase())
  const [first, second] = [certified(one), certified(other)]
  if (first.issuer !== undefined && second.issuer !== undefined && first.issuer !== second.issuer) return false
  const exact = !first.open && !second.open
  if (exact) return first.identity === second.identity
  return first.identity.startsWith(second.identity) || second.identity.startsWith(first.identity)
}

function mayBeOne(one: string, other: string): boolean {
  return matchesGlob(one, other) || matchesGlob(other, one)
}

interface Certified {
  /** Undefined where an expression decides. */
  readonly issuer: string | undefined
  /** The whole identity, or what stands before the first wildcard where it is `open`. */
  readonly identity: string
  readonly open: boolean
}

function certified(authority: KeylessAuthority | GithubAuthority): Certified {
  if (authority.kind === 'github') return { issuer: GITHUB_ISSUER, identity: '', open: true }
  const issuer = authority.issuerExpression === undefined ? authority.issuer : undefined
  const identity = authority.identity.replace(/^(?:uri|email|dns|other):/, '')
  const wildcard = authority.identityExpression === undefined ? identity.indexOf('*') : 0
  return wildcard < 0
    ? { issuer, identity, open: false }
    : { issuer, identity: identity.slice(0, wildcard).replace(/\/$/, ''), open: true }
}

function bytesOf(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '')
}
