import { MAX_SIGNER_SETS } from '../model/limits.ts'
import type {
  AttestationEntry,
  Authority,
  GithubAuthority,
  ImageEntry,
  KeyAuthority,
  KeylessAuthority,
  Policy,
  SignedBy,
} from '../model/policy.ts'
import { PREDICATE_FAMILIES } from '../model/predicate.ts'
import { globExpression } from './export-patterns.ts'

/** What one run of an export gathers: the demands that the target cannot express, each in words. */
export interface Exported {
  readonly text: string
  readonly unexpressed: readonly string[]
}

/**
 * The sets of authorities of which one each must have vouched, so that together they mean the quantifier: any of n is one set, all of
 * n are n sets, at least k of n are all the sets of n−k+1. Undefined when there would be too many.
 */
export function setsFor({ quantifier, count, of }: SignedBy): readonly (readonly string[])[] | undefined {
  const needed = quantifier === 'anyOf' ? 1 : quantifier === 'allOf' ? of.length : count
  const size = of.length - needed + 1
  if (size < 1) return [[]]
  const sets = subsets(of, size)
  return sets.length > MAX_SIGNER_SETS ? undefined : sets
}

function subsets(of: readonly string[], size: number): readonly (readonly string[])[] {
  if (size === 0) return [[]]
  const [first, ...rest] = of
  if (first === undefined || of.length < size) return []
  const withFirst = subsets(rest, size - 1).map((subset) => [first, ...subset])
  return withFirst.length > MAX_SIGNER_SETS ? withFirst : [...withFirst, ...subsets(rest, size)]
}

/** The predicate types that an attestation demand means; what is beside them cannot be expressed elsewhere. */
export function typesOf({ type }: AttestationEntry): readonly string[] {
  return PREDICATE_FAMILIES.find(({ alias }) => alias === type)?.types ?? [type]
}

/** What of an entry no admission policy for signatures can express, in words. */
export function inexpressible(entry: ImageEntry): readonly string[] {
  const at = `line ${entry.line}`
  return [
    ...(entry.except.length > 0 ? [`${at}: except ${entry.except.join(', ')} (the demands apply to these images too)`] : []),
    ...(entry.subject === 'index' ? [] : [`${at}: subject ${entry.subject} (only the image that is named is verified)`]),
    ...(entry.platforms.length > 0 ? [`${at}: platforms ${entry.platforms.join(', ')}`] : []),
    ...(entry.minAgeSeconds === undefined ? [] : [`${at}: minAge`]),
    ...(entry.maxAgeSeconds === undefined ? [] : [`${at}: maxAge`]),
    ...(entry.denied.length > 0 ? [`${at}: denied digests`] : []),
    ...entry.attestations.flatMap((attestation) => attestationLimits(attestation, at)),
  ]
}

function attestationLimits(attestation: AttestationEntry, at: string): readonly string[] {
  const { type, where, maxAgeSeconds, inline } = attestation
  const family = PREDICATE_FAMILIES.find(({ alias }) => alias === type)
  return [
    ...Object.keys(where).map((key) => `${at}: attestation ${type} where ${key}`),
    ...(maxAgeSeconds === undefined ? [] : [`${at}: attestation ${type} maxAge`]),
    ...(inline === undefined ? [] : [`${at}: attestation ${type} inline`]),
    ...(family === undefined || family.prefixes.length === 0
      ? []
      : [`${at}: attestation ${type}: types that carry a version of their own`]),
  ]
}

/** What of the policy as a whole does not concern admission by signatures, in words. */
export function beyondImages(policy: Policy): readonly string[] {
  return [
    ...policy.images
      .filter(({ paths, exceptPaths }) => paths !== undefined || exceptPaths !== undefined)
      .map(({ match }) => `paths of the entry for ${match.join(', ')} (a cluster knows no files: it is demanded everywhere)`),
    ...(policy.exceptions.length > 0 ? [`${policy.exceptions.length} exceptions (dated exceptions are not carried over)`] : []),
    ...(policy.rules.length > 0 ? ['rules (levels are not carried over)'] : []),
  ]
}

/** One identity as other projects write it: exact halves, or an anchored expression. */
export interface ForeignIdentity {
  readonly issuer?: string
  readonly issuerRegExp?: string
  readonly subject?: string
  readonly subjectRegExp?: string
}

/** The identity of a keyless or GitHub authority for other projects, and what of it they cannot compare. */
export function identityFor(authority: KeylessAuthority | GithubAuthority): {
  readonly identity: ForeignIdentity
  readonly unexpressed: readonly string[]
} {
  const claims = Object.keys(authority.claims).map((claim) => `authority ${authority.name}: claim ${claim}`)
  if (authority.kind === 'github') return githubIdentity(authority, claims)
  const { issuer, issuerExpression, identity, identityExpression } = authority
  const subject = identity.replace(/^(?:uri|email|dns|other):/, '')
  const kind = subject === identity ? [] : [`authority ${authority.name}: the kind of name before "${subject}"`]
  return {
    identity: {
      ...(issuerExpression === undefined ? { issuer } : { issuerRegExp: issuerExpression }),
      ...(identityExpression === undefined ? subjectFor(subject) : { subjectRegExp: identityExpression }),
    },
    unexpressed: [...claims, ...kind],
  }
}

function githubIdentity(authority: GithubAuthority, claims: readonly string[]): ReturnType<typeof identityFor> {
  const { repository, workflow, ref, name } = authority
  const own = workflow === undefined || workflow.startsWith('.github/workflows/')
  const path = own ? `${repository}/${workflow ?? '.github/workflows/*'}` : workflow
  const at = own && ref !== undefined ? ref : '**'
  const caller = `authority ${name}: that the workflow was started by ${repository}${own ? '' : ', and its ref'}`
  const issuer = 'https://token.actions.githubusercontent.com'
  return { identity: { issuer, ...workflowFor(`https://github.com/${path}`, at) }, unexpressed: [...claims, caller] }
}

/** The workflow and the ref of a name are compared apart: each glob ends at the `@`. */
function workflowFor(location: string, ref: string): ForeignIdentity {
  if (!location.includes('*') && !ref.includes('*')) return { subject: `${location}@${ref}` }
  const [left, right] = [location, ref].map((glob) => globExpression(glob).slice(1, -1).replaceAll('[^/]', '[^/@]'))
  return { subjectRegExp: `^${left}@${right}$` }
}

function subjectFor(glob: string): ForeignIdentity {
  return glob.includes('*') ? { subjectRegExp: globExpression(glob) } : { subject: glob }
}

/** What other projects cannot be told about the time of a key: they would admit what it signed before or after. */
export function unexpressedTime({ name, validFor }: KeyAuthority): readonly string[] {
  if (validFor === undefined) return []
  const from = validFor.start === undefined ? [] : [`from ${validFor.start}`]
  const until = validFor.end === undefined ? [] : [`until ${validFor.end}`]
  return [`authority ${name}: that the key signed ${[...from, ...until].join(' ')}`]
}

/** The authority of a name; what is exported was read from a policy, in which every name is declared. */
export function authorityNamed(policy: Policy, name: string): Authority | undefined {
  return policy.authorities.find((authority) => authority.name === name)
}

/** The heading of an exported file: where it came from, and everything that could not be expressed, as comments. */
export function headingFor(target: string, unexpressed: readonly string[]): string {
  const lines =
    unexpressed.length === 0
      ? ['# Everything that the policy demands is in here.']
      : ['# Not expressed here, so not enforced by it:', ...unexpressed.map((one) => `#   ${one.replaceAll(/\s+/g, ' ')}`)]
  return [`# Written by preadmit policy export --to ${target}.`, ...lines, ''].join('\n')
}
