import { constants, verify } from 'node:crypto'
import type { Certificate } from '../crypto/certificate.ts'
import { namesRevocation } from '../crypto/certificate-extensions.ts'
import { all, type Checked, pass, reading, reject } from '../crypto/checked.ts'
import { formatName } from '../crypto/distinguished-name.ts'
import { hashOf, loadKey, type PublicKey } from '../crypto/keys.ts'
import { readTimestampToken } from '../crypto/timestamp.ts'
import { proveTime, type TimeProof } from '../timestamps.ts'
import type { Verified } from '../verify-material.ts'
import { checkSigningChain, type SigningChain } from './chain.ts'
import { algorithmOf, type NotationAlgorithm, type NotationMaterial } from './envelope.ts'
import { checkIdentity, signerOf } from './signer.ts'
import type { NotationTerms } from './terms.ts'

/** A signature whose bytes, algorithm and chain hold, whoever made it. */
export interface Intact {
  readonly chain: SigningChain
  readonly key: PublicKey
}

/** Verifies a Notary Project signature in the order of trust-store-trust-policy.md; the first step that fails is the answer. */
export function verifyNotation(material: NotationMaterial, terms: NotationTerms): Checked<Verified> {
  const intact = checkIntegrity(material)
  if (!intact.ok) return intact
  const { chain, key } = intact.value
  const [leaf] = chain
  const { expiry, scheme, signingTime } = material.attributes
  if (!chain.some(({ raw }) => terms.trusted[scheme].some((trusted) => trusted.raw.equals(raw))))
    return reject('certificate-authority-unknown', `no certificate of its chain is in the ${STORES[scheme]}`, {
      verdict: 'untrusted',
    })
  const trusted = checkIdentity(leaf, terms.identities)
  if (!trusted.ok) return trusted
  const signer = signerOf(leaf)
  if (!signer.ok) return signer
  if (expiry !== undefined && terms.now >= expiry)
    return reject('signature-expired', 'the signer wanted it to count until then, and no longer', { got: iso(expiry) })
  const time = scheme === 'signing-authority' ? statedThen(chain, signingTime) : timeOf(material, chain, terms)
  if (!time.ok) return time
  const revocable =
    terms.revocation === 'required' ? checkRevocation([...chain.slice(0, -1), ...time.value.path.slice(0, -1)]) : pass(true)
  return revocable.ok ? pass({ signer: signer.value, key, times: time.value.times, logs: [] }) : revocable
}

function iso(time: number): string {
  return new Date(time).toISOString()
}

/** Whether the envelope is what the holder of its certificate signed, with the one algorithm that the key has. */
export function checkIntegrity(material: NotationMaterial): Checked<Intact> {
  const chain = checkSigningChain(material.chain)
  if (!chain.ok) return chain
  const key = loadKey(chain.value[0].spki)
  if (!key.ok) return key
  const algorithm = algorithmOf(key.value)
  if (algorithm === undefined)
    return reject('key-unsupported', 'the Notary Project knows no signatures with a key of this kind', { verdict: 'unsupported' })
  const stated = material.attributes.algorithm
  if (stated !== algorithm)
    return reject('signature-invalid', 'the envelope states another algorithm than the key has', {
      expected: algorithm,
      got: stated.slice(0, 100),
    })
  return isSigned(material, key.value, algorithm)
    ? pass({ chain: chain.value, key: key.value })
    : reject('signature-invalid', 'the signature does not verify with the certificate that came with it')
}

/** PSS with a salt as long as the hash (RFC 7518, 3.5), or the two numbers of an ECDSA signature side by side (3.4). */
function isSigned({ signed, signature }: NotationMaterial, { object: key }: PublicKey, algorithm: NotationAlgorithm): boolean {
  const hash = `sha${algorithm.slice(2)}`
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  try {
    return verify(hash, signed, algorithm.startsWith('PS') ? pss : { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}

const STORES = { x509: 'trust store', 'signing-authority': 'store of signing authorities' } as const

interface When {
  readonly times: Verified['times']
  readonly path: TimeProof['path']
}

/** A signing authority that is trusted is trusted with the time, too. */
function statedThen(chain: SigningChain, at: number): Checked<When> {
  const outside = invalidThen(chain, at)
  return outside === undefined ? pass({ times: [{ at, source: 'the signing authority' }], path: [] }) : outside
}

function timeOf(material: NotationMaterial, chain: SigningChain, terms: NotationTerms): Checked<When> {
  return terms.timestampAuthorities.length === 0 ? validNow(chain, terms.now) : provenThen(material, chain, terms)
}

/** The refusal where a certificate was not valid at a time with all of its accuracy. */
function invalidThen(chain: SigningChain, at: number, accuracy = 0) {
  const outside = chain.find(({ notBefore, notAfter }) => at - accuracy < notBefore || at + accuracy > notAfter)
  if (outside === undefined) return undefined
  return reject('certificate-not-valid-then', 'a certificate of the chain was not valid when the signature was made', {
    expected: windowOf(outside),
    got: iso(at),
  })
}

/** Without a timestamp authority to believe, a certificate that ran out proves nothing about the day of signing. */
function validNow(chain: SigningChain, now: number): Checked<When> {
  const outside = chain.find(({ notBefore, notAfter }) => now < notBefore || now > notAfter)
  if (outside === undefined) return pass({ times: [], path: [] })
  return reject(
    'certificate-not-valid-then',
    'a certificate of the chain is not valid now, and nothing proves when it was used',
    {
      expected: windowOf(outside),
      got: iso(now),
    },
  )
}

function windowOf({ notBefore, notAfter }: Certificate): string {
  return `${iso(notBefore)} to ${iso(notAfter)}`
}

/** The countersignature must be there, hold, and lie with all of its accuracy within the life of every certificate. */
function provenThen(material: NotationMaterial, chain: SigningChain, terms: NotationTerms): Checked<When> {
  if (material.timestamp === undefined)
    return reject('timestamp-missing', 'no timestamp authority countersigned it', {
      expected: `a timestamp by ${terms.timestampAuthorities.map(({ name }) => name).join(' or ')}`,
      got: 'none',
    })
  const token = readTimestampToken(material.timestamp)
  if (!token.ok) return token
  const proof = proveTime(token.value, material.signature, terms.timestampAuthorities)
  if (!proof.ok) return proof
  const { time, path } = proof.value
  const { certificateHash, accuracy } = token.value
  if (
    certificateHash === undefined ||
    path[0] === undefined ||
    !hashOf(certificateHash.hash, path[0].raw).equals(certificateHash.value)
  )
    return reject('timestamp-invalid', 'the timestamp does not say which certificate signed it')
  return invalidThen(chain, time.at, accuracy) ?? pass({ times: [time], path })
}

/** Certificates that name no such place cannot be revoked (RFC 5280), which notation takes for good; the root answers for itself. */
function checkRevocation(certificates: readonly Certificate[]): Checked<boolean> {
  const named = all(certificates.map(namesRevocation))
  if (!named.ok) return named
  const revocable = certificates[named.value.indexOf(true)]
  if (revocable === undefined) return pass(true)
  const who = reading('certificate-malformed', 'the name in a certificate', () => formatName(revocable.subject))
  if (!who.ok) return who
  const why = `the certificate of ${who.value.slice(0, 200)} names a place that tells whether it was revoked, and no address in a certificate is ever visited`
  return reject('revocation-unchecked', `${why}; "level: permissive" in the policy takes it without`, { verdict: 'unsupported' })
}
