import { missingAttributes, parseDistinguishedName } from '../../model/distinguished-name.ts'
import type { NotationAuthority } from '../../model/policy.ts'
import { type Certificate, readCertificate } from '../crypto/certificate.ts'
import { all, type Checked, MalformedError, pass, reading, reject } from '../crypto/checked.ts'
import { formatName } from '../crypto/distinguished-name.ts'
import { readPem } from '../crypto/encoding.ts'
import type { Authority } from '../trust-root.ts'
import { isRoot, mayBeTrusted } from './chain.ts'
import type { SignedAttributes } from './envelope.ts'

/** An identity that a signer must have: every attribute equal. `anybody` comes from policies of the cluster only. */
export type TrustedIdentity = ReadonlyMap<string, string> | 'anybody'

/** By what Notary Project signatures are judged. `name` is equal for terms that are. */
export interface NotationTerms {
  readonly scheme: 'notation'
  readonly name: string
  /** Certificates that are trusted, for each signing scheme its own. */
  readonly trusted: Readonly<Record<SignedAttributes['scheme'], readonly Certificate[]>>
  readonly identities: readonly TrustedIdentity[]
  readonly revocation: 'required' | 'waived'
  /** Empty where certificates must be valid now; else a countersignature of one of these must prove the time. */
  readonly timestampAuthorities: readonly Authority[]
  readonly now: number
}

/** Reads what an authority trusts. Everything must be readable: half a trust store would be another one. */
export function notationTerms(authority: NotationAuthority, now: number): Checked<NotationTerms> {
  const trusted = certificatesIn(authority.trustStore, 'the trust store')
  if (!trusted.ok) return trusted
  const signing = certificatesIn(authority.signingAuthorities ?? [], 'the signing authorities')
  if (!signing.ok) return signing
  const certificates = [...trusted.value, ...signing.value]
  if (certificates.length === 0) return malformed('the trust store holds no certificates')
  if (!certificates.every(mayBeTrusted))
    return malformed('the trust store holds a certificate that is neither an authority nor self-signed')
  const stampers = certificatesIn(authority.timestampAuthorities ?? [], 'the timestamp authorities')
  if (!stampers.ok) return stampers
  if (!stampers.value.every(isRoot)) return malformed('a timestamp authority is not given by its root certificate')
  const timestampAuthorities = all(stampers.value.map(asAuthority))
  if (!timestampAuthorities.ok) return timestampAuthorities
  const identities = all(authority.identities.map(readIdentity))
  if (!identities.ok) return identities
  return pass({
    scheme: 'notation',
    name: JSON.stringify({ ...authority, name: '' }),
    trusted: { x509: trusted.value, 'signing-authority': signing.value },
    identities: identities.value,
    revocation: authority.level === 'permissive' ? 'waived' : 'required',
    timestampAuthorities: timestampAuthorities.value,
    now,
  })
}

function malformed(detail: string) {
  return reject('trust-root-malformed', detail)
}

function certificatesIn(pems: readonly string[], what: string): Checked<readonly Certificate[]> {
  const ders = reading('trust-root-malformed', what, () =>
    pems.flatMap((pem) =>
      readPem(pem, what).map(({ label, der }) => {
        if (label !== 'CERTIFICATE') throw new MalformedError('it holds something else than certificates')
        return der
      }),
    ),
  )
  if (!ders.ok) return ders
  const certificates = all(ders.value.map(readCertificate))
  return certificates.ok ? certificates : malformed(`${what}: ${certificates.rejection.detail}`)
}

function asAuthority(anchor: Certificate): Checked<Authority> {
  const name = reading('trust-root-malformed', 'timestamp authority', () => formatName(anchor.subject))
  return name.ok ? pass({ name: name.value, chain: [anchor], anchor, start: -8.64e15, end: 8.64e15 }) : name
}

function readIdentity(text: string): Checked<TrustedIdentity> {
  if (text === '*') return pass('anybody')
  const parsed = parseDistinguishedName(text)
  if (!parsed.ok) return malformed(`identity "${text}": ${parsed.why}`)
  const missing = missingAttributes(parsed.attributes)
  return missing.length === 0 ? pass(parsed.attributes) : malformed(`identity "${text}" lacks ${missing.join(', ')}`)
}
