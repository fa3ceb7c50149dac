import type { Observation, VouchFacts } from '../model/evidence.ts'
import { PREDICATE_FAMILIES } from '../model/predicate.ts'
import { identityProblem, issuerProblem } from './values.ts'

/** Somebody who was verified to have signed: `authority` is how a policy names them, undefined when no policy can. */
export interface Signer {
  readonly name: string
  readonly authority?: string
  readonly time?: string
  /** The kind of attestation that they signed; undefined for a signature. */
  readonly attests?: string
}

const GITHUB = 'https://token.actions.githubusercontent.com'
const WORKFLOW =
  /^https:\/\/github\.com\/([A-Za-z0-9-]+\/[A-Za-z0-9._-]+)\/(\.github\/workflows\/[A-Za-z0-9._-]+)@(refs\/(?:heads|tags)\/[A-Za-z0-9._/-]+)$/

/** The signer of a valid observation; undefined for anything that was not verified, and for signers without a certificate. */
export function signerOf({ kind, status, format, facts }: Observation): Signer | undefined {
  if (status !== 'valid' || facts?.issuer === undefined) return undefined
  if (format === 'notation') return { name: nameFrom(facts.signer, '') }
  const attests = kind === 'attestation' ? aliasOf(facts.predicateType) : undefined
  if (kind === 'attestation' && attests === undefined) return undefined
  const shared = { ...(facts.time === undefined ? {} : { time: facts.time }), ...(attests === undefined ? {} : { attests }) }
  return { ...(workflow(facts) ?? identity(facts, facts.issuer)), ...shared }
}

function aliasOf(type: string | undefined): string | undefined {
  return PREDICATE_FAMILIES.find(
    ({ types, prefixes }) => type !== undefined && (types.includes(type) || prefixes.some((prefix) => type.startsWith(prefix))),
  )?.alias
}

/** A workflow of the repository that it ran for: by name, and by the numbers that a rename or a take-over of the name cannot bring along. */
function workflow({ signer, issuer, claims }: VouchFacts): Signer | undefined {
  const [, own = '', path = '', ref = ''] = (issuer === GITHUB ? WORKFLOW.exec(signer) : null) ?? []
  const claim = (name: string): string | undefined => claims.find(([known]) => known === name)?.[1]
  const caller = claim('sourceRepositoryURI')?.replace('https://github.com/', '') ?? own
  if (own === '' || !/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/.test(caller)) return undefined
  const numbers = ['sourceRepositoryId', 'sourceRepositoryOwnerId'].flatMap((name) => {
    const value = claim(name)
    return value !== undefined && /^\d{1,20}$/.test(value) ? [`${name}: "${value}"`] : []
  })
  const parts = [
    `repository: ${caller}`,
    `workflow: ${own === caller ? path : `${own}/${path}`}`,
    ...(own === caller ? [`ref: ${/^refs\/tags\/v?\d/.test(ref) ? 'refs/tags/*' : ref}`] : []),
    ...(numbers.length === 0 ? [] : [`claims: {${numbers.join(', ')}}`]),
  ]
  return { name: nameFrom(caller, path), authority: `github: {${parts.join(', ')}}` }
}

function identity({ signer }: VouchFacts, issuer: string): Signer {
  const usable =
    signer !== '' &&
    identityProblem(signer) === undefined &&
    issuerProblem(issuer) === undefined &&
    !/[*\u0000-\u001f\u007f-\uffff]/.test(signer + issuer)
  const name = nameFrom(signer.replace(/^[a-z]+:\/\//, ''), '')
  return usable
    ? { name, authority: `keyless: {issuer: ${JSON.stringify(issuer)}, identity: ${JSON.stringify(signer)}}` }
    : { name }
}

/** A name that a policy may use, from text that anybody may have written. */
function nameFrom(text: string, path: string): string {
  const file = path.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
  const plain = `${text} ${file}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const short = plain.slice(0, 48).replace(/-+$/, '')
  return /^(?:|null|true|false|\d+)$/.test(short) ? `signer-${short}`.replace(/-$/, '') : short
}
