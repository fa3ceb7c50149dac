import { NAME_ATTRIBUTES } from '../../model/distinguished-name.ts'
import type { Signer } from '../certificate-signer.ts'
import type { Certificate } from '../crypto/certificate.ts'
import { type Checked, MalformedError, pass, reading, reject } from '../crypto/checked.ts'
import { attributesOf, formatName } from '../crypto/distinguished-name.ts'
import type { TrustedIdentity } from './terms.ts'

/** The signer as its certificate names it. */
export function signerOf(leaf: Certificate): Checked<Signer & { readonly kind: 'subject' }> {
  return reading('certificate-identity', 'the names in the certificate', () => ({
    kind: 'subject' as const,
    subject: formatName(leaf.subject),
    issuer: `x509:${formatName(leaf.issuer)}`,
  }))
}

/** Whether the signer is one of the trusted identities: all that an identity states stands equal in the certificate's subject. */
export function checkIdentity(leaf: Certificate, identities: readonly TrustedIdentity[]): Checked<true> {
  if (identities.includes('anybody')) return pass(true)
  const subject = reading('certificate-identity', 'the subject of the certificate', () => subjectAttributes(leaf))
  if (!subject.ok) return subject
  const matches = identities.some(
    (identity) => identity !== 'anybody' && [...identity].every(([name, value]) => subject.value.get(name) === value),
  )
  if (matches) return pass(true)
  return reject('certificate-identity', 'the signature is valid, and its signer is none of the identities that are trusted', {
    verdict: 'untrusted',
    expected: identities.map(written).join(' or '),
    got: formatName(leaf.subject),
  })
}

function written(identity: TrustedIdentity): string {
  return identity === 'anybody' ? 'anybody' : [...identity].map(([name, value]) => `${name}=${value}`).join(', ')
}

/** The subject's attributes by name. One that stands there twice, or joined with another, leaves open who is meant. */
function subjectAttributes(leaf: Certificate): ReadonlyMap<string, string> {
  const names = new Map([...NAME_ATTRIBUTES].map(([name, oid]) => [oid, name]))
  const attributes = new Map<string, string>()
  for (const { oid, text, alone } of attributesOf(leaf.subject)) {
    if (!alone) throw new MalformedError('several attributes stand in one relative name')
    const name = names.get(oid) ?? oid
    if (attributes.has(name)) throw new MalformedError(`${name} stands there twice`)
    attributes.set(name, text)
  }
  return attributes
}
