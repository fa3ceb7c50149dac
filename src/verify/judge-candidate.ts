import type { Claim, NearestMiss, VouchFacts } from '../model/evidence.ts'
import { claimName } from '../model/fulcio-claims.ts'
import { MAX_FACT_CHARACTERS } from '../model/limits.ts'
import { signerText } from './certificate-signer.ts'
import { type Checked, type Reason, type Rejection, reject } from './crypto/checked.ts'
import type { PublicKey, SignatureScheme } from './crypto/keys.ts'
import { matchIdentity } from './identity.ts'
import { verifyNotation } from './notation/verify-notation.ts'
import type { Opened } from './open.ts'
import { predicateFacts, predicateMiss } from './predicate-match.ts'
import { secondOpinion } from './second-opinion.ts'
import type { Stated } from './statement.ts'
import type { AnyTerms } from './terms.ts'
import { type Verified, verifyMaterial } from './verify-material.ts'

/** A candidate that proves a claim: who made it, and when that is proved to have been (milliseconds since 1970). */
export interface Proof {
  readonly kind: 'proved'
  readonly facts: VouchFacts
  readonly signer: string
  readonly times: readonly number[]
}

/** What one candidate is worth for one claim. The kinds after `proved` go from the nearest miss to the farthest. */
export type Worth =
  | Proof
  | {
      readonly kind: 'disagreement' | 'predicate-mismatch' | 'untrusted' | 'invalid' | 'unsupported' | 'unsigned' | 'other'
      readonly reason: string
      readonly nearest: NearestMiss
      /**
       * Set where a trust root could still make it good: nobody known vouches for it, and nothing in it is wrong. A `newer` copy of the
       * same root may know who does; what lacks a log entry or a timestamp needs an `other` root, one that asks for less.
       */
      readonly openTo?: 'newer' | 'other'
    }

/** Verifies material once per terms; a second opinion is part of it. */
export type Verify = (material: Opened, terms: AnyTerms) => Checked<Verified>

/** A memory for one manifest: the same candidate under the same terms is verified once, whatever the number of claims. */
export function createVerify(): Verify {
  const known = new Map<Opened, Map<string, Checked<Verified>>>()
  return (opened, terms) => {
    const perTerms = known.get(opened) ?? new Map<string, Checked<Verified>>()
    known.set(opened, perTerms)
    const name = nameOf(terms)
    const verified = perTerms.get(name) ?? verifyTwice(opened, terms)
    perTerms.set(name, verified)
    return verified
  }
}

/** A text that is equal for terms that are. */
export function nameOf(terms: AnyTerms): string {
  if (terms.scheme === 'notation') return terms.name
  const { start, end, key } = terms.key ?? { start: 0, end: 0, key: undefined }
  return JSON.stringify([terms.root.name, terms.log, terms.logs, key?.fingerprint, start, end])
}

/** Ours decides; where the library can read the material and does not accept what we accept, nobody is right. */
function verifyTwice(opened: Opened, terms: AnyTerms): Checked<Verified> {
  if (!opened.material.ok) return opened.material
  const material = opened.material.value
  if (material.scheme === 'notation' && terms.scheme === 'notation') return verifyNotation(material, terms)
  if (material.scheme === 'notation' || terms.scheme === 'notation')
    return reject('unsupported', 'it is of another scheme than the authority', { verdict: 'unsupported' })
  const verified = verifyMaterial(material, terms)
  if (!verified.ok) return verified
  const opinion = secondOpinion(material, terms, verified.value)
  if (opinion.kind !== 'disagrees') return verified
  return reject('disagreement', `it verifies here, and not with the second verifier: ${opinion.why}`, { verdict: 'unsupported' })
}

/** What a candidate is worth for a claim under one set of terms: content, signer, identity and predicate, all on this one candidate. */
export function judgeCandidate(claim: Claim, opened: Opened, terms: AnyTerms, verify: Verify): Worth {
  const { where } = opened.candidate
  if (!opened.stated.ok) return refused(opened.stated.rejection, where)
  const stated = opened.stated.value
  const verified = verify(opened, terms)
  if (!verified.ok) return refused(verified.rejection, where)
  const stranger = strangerTo(claim, verified.value, where)
  if (stranger !== undefined) return stranger
  const miss = constraintMiss(claim, stated, verified.value, terms.now)
  if (miss !== undefined) {
    const nearest = { expected: `${miss.what} ${miss.expected}`, got: shown(miss.got), where }
    return { kind: 'predicate-mismatch', reason: `the ${miss.what} in the attestation is not what the policy asks for`, nearest }
  }
  const { signer, times } = verified.value
  return {
    kind: 'proved',
    facts: factsOf(opened, stated, verified.value),
    signer: signerText(signer),
    times: times.map(({ at }) => at),
  }
}

const FOR_OTHER_ROOTS: readonly Reason[] = ['log-entry-missing', 'timestamp-missing']

/** What another key signed no root makes good. A certificate timestamp is missing, too, where its log is one that the root does not know. */
function openTo({ reason, verdict }: Rejection): { readonly openTo?: 'newer' | 'other' } {
  if (reason === 'key-mismatch') return {}
  if (verdict === 'untrusted' || reason === 'sct-missing') return { openTo: 'newer' }
  return FOR_OTHER_ROOTS.includes(reason) ? { openTo: 'other' } : {}
}

function refused(rejection: Rejection, where: string): Worth {
  const { reason, verdict, detail } = rejection
  const nearest = { expected: rejection.expected ?? 'material that verifies', got: shown(rejection.got ?? detail), where }
  return {
    kind: reason === 'disagreement' ? 'disagreement' : verdict,
    reason: `${reason}: ${detail}`,
    nearest,
    ...openTo(rejection),
  }
}

function strangerTo({ authority }: Claim, { signer }: Verified, where: string): Worth | undefined {
  if (signer.kind !== 'certificate' || (authority.kind !== 'keyless' && authority.kind !== 'github')) return undefined
  const match = matchIdentity(authority, signer)
  if (match.matches) return undefined
  const kind = match.unsupported === true ? 'unsupported' : 'untrusted'
  const reason = `the signature is valid, and its ${match.what} is not the one of "${authority.name}"`
  return { kind, reason, nearest: { expected: match.expected, got: shown(match.got), where } }
}

function constraintMiss({ attestation }: Claim, stated: Stated, { times }: Verified, now: number) {
  if (attestation === undefined || stated.kind !== 'attestation') return undefined
  return predicateMiss(attestation, { ...stated, times: times.map(({ at }) => at) }, now)
}

/** The facts of something verified, for people and for comparison with the replaced image. */
export function factsOf(opened: Opened, stated: Stated, { signer, key, times, logs, scheme }: Verified): VouchFacts {
  const [time] = times
  const certificate = signer.kind === 'certificate' ? [...signer.claims].filter(([number]) => number !== 1) : []
  const named = certificate.map(([number, value]) => [claimName(number), shown(value)] as const)
  const states = stated.kind === 'attestation' ? [...predicateFacts({ ...stated, times: [] })] : stated.notes
  return {
    format: opened.format,
    signer: shown(signerName(signer)),
    ...(signer.kind === 'key' ? {} : { issuer: shown(signer.issuer) }),
    ...(time === undefined ? {} : { time: new Date(time.at).toISOString(), timeSource: time.source }),
    ...(logs.length === 0 ? {} : { log: logs.join(', ') }),
    store: opened.candidate.where,
    ...(scheme === undefined || isUsual(key, scheme) ? {} : { scheme }),
    ...(stated.kind === 'attestation' ? { predicateType: shown(stated.predicateType) } : {}),
    claims: [...named, ...states.map(([name, value]) => [name, shown(value)] as const)],
  }
}

/** Ed25519 and P-256 leave no choice. */
function isUsual(key: PublicKey, scheme: SignatureScheme): boolean {
  return scheme === 'ed25519' || key.object.asymmetricKeyDetails?.namedCurve === 'prime256v1'
}

function signerName(signer: Verified['signer']): string {
  if (signer.kind === 'key') return signer.fingerprint
  return signer.kind === 'subject' ? signer.subject : signer.names.map(({ value }) => value).join(', ')
}

/** Text of strangers, cut to what a report can show. Comparisons are made before. */
export function shown(text: string): string {
  return text.length <= MAX_FACT_CHARACTERS ? text : `${text.slice(0, MAX_FACT_CHARACTERS)}…`
}
