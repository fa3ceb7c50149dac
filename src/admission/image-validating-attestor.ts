import type { ClusterDemand, VouchedDemand } from '../model/cluster-policy.ts'
import type { AttestationDemand, KeyAuthority, KeylessAuthority, TrustRootEntry } from '../model/policy.ts'
import { exactIdentity, exactlyOne, expressionAt, publicKeyAt } from './cip-fields.ts'
import { type Fields, fieldsOf, flagAt, has, mapAt, mapsAt, pathOf, requiredText, textAt, wrong } from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { keyOfCertificate, repositoryAt } from './kyverno-attestor.ts'
import { readExtensions } from './kyverno-keyless.ts'
import { readNotary } from './kyverno-notary.ts'
import { trustRootEntry } from './trust-root.ts'

/** An attestor by name: the demand that it vouched for an image or for a statement, and a trust root that it brings along. */
export interface Attestor {
  readonly name: string
  readonly vouched: (attestation?: AttestationDemand) => ClusterDemand
  readonly trustRoot?: TrustRootEntry
}

const COSIGN = ['key', 'keyless', 'certificate', 'source', 'ctlog', 'tuf', 'annotations', 'trustedRoot']
const CTLOG = ['url', 'rekorPubKey', 'ctLogPubKey', 'tsaCertChain', 'insecureIgnoreTlog', 'insecureIgnoreSCT']
const IDENTITY = ['issuer', 'subject', 'issuerRegExp', 'subjectRegExp', 'subjectExpression']

/** Reads one attestor of an ImageValidatingPolicy. `owner` tells its trust root apart from those of other policies. */
export function readAttestor(attestor: Fields, owner: string, keys: KeyFiles): Attestor {
  const name = requiredText(attestor, 'name')
  exactlyOne(attestor, ['cosign', 'notary'])
  const notary = mapAt(attestor, 'notary', ['certs', 'tsaCerts'])
  const cosign = mapAt(attestor, 'cosign', COSIGN)
  if (notary !== undefined) return { name, vouched: readNotary(notary, name) }
  if (cosign === undefined) return openAttestor(name, `${attestor.at} says nobody`)
  exactlyOne(cosign, ['key', 'keyless', 'certificate'])
  const root = readTrustedRoot(cosign, `ImageValidatingPolicy/${owner}/${name}`)
  const log = readLog(cosign)
  const source = mapAt(cosign, 'source', ['repository', 'tagPrefix', 'PullSecrets', 'pullSecrets', 'signaturePullSecrets'])
  const repository = source === undefined ? undefined : repositoryAt(source, 'repository')
  const who = readSigners(cosign, name, { keys, log, root: root.entry?.name ?? 'public-good' })
  const unseen = [
    ...who.open,
    ...root.open,
    ...(source !== undefined && has(source, 'tagPrefix') ? [`${source.at}.tagPrefix is not looked up here`] : []),
  ]
  if (unseen.length > 0) return openAttestor(name, unseen.join('; '))
  const annotations = has(cosign, 'annotations') ? [`${cosign.at}.annotations are not compared here`] : []
  const vouched = (attestation?: AttestationDemand): ClusterDemand => ({
    kind: 'atLeast',
    count: 1,
    of: who.authorities.map(
      (authority): VouchedDemand => ({
        kind: 'vouched',
        authority,
        reads: 'any',
        ...(attestation === undefined ? {} : { attestation }),
        ...(repository === undefined ? {} : { repository }),
        asksMore: [...annotations, ...log.both, ...who.both, ...who.asksMore],
        asksLess: [...log.both, ...who.both, ...log.asksLess, ...who.asksLess],
      }),
    ),
  })
  return { name, vouched, ...(root.entry === undefined ? {} : { trustRoot: root.entry }) }
}

function openAttestor(name: string, why: string): Attestor {
  return { name, vouched: () => ({ kind: 'open', why: `attestor ${name}: ${why}` }) }
}

interface Log {
  readonly transparencyLog: KeyAuthority['transparencyLog']
  /** The cluster asks something else than the proof shows. */
  readonly both: readonly string[]
  readonly asksLess: readonly string[]
}

function readLog(cosign: Fields): Log {
  const log = mapAt(cosign, 'ctlog', CTLOG)
  const tuf = has(cosign, 'tuf') ? [`${pathOf(cosign.at, 'tuf')} is another source of keys than the public one`] : []
  if (log === undefined) return { transparencyLog: 'required', both: tuf, asksLess: [] }
  const ignored = flagAt(log, 'insecureIgnoreTlog', false)
  const url = textAt(log, 'url')
  const foreignUrl = url !== undefined && !/^https:\/\/rekor\.sigstore\.dev\/?$/.test(url) && !ignored
  const own = ['rekorPubKey', 'ctLogPubKey', 'tsaCertChain'].filter((key) => has(log, key) && log.value[key] !== '')
  const foreign = [...(foreignUrl ? ['url'] : []), ...own].map((key) => `${log.at}.${key} is not used here`)
  const keyless = has(cosign, 'keyless')
  const lax = [
    ...(keyless && ignored ? ['insecureIgnoreTlog'] : []),
    ...(keyless && flagAt(log, 'insecureIgnoreSCT', false) ? ['insecureIgnoreSCT'] : []),
  ]
  return {
    transparencyLog: ignored ? 'ignored' : 'required',
    both: [...tuf, ...foreign],
    asksLess: lax.map((key) => `${log.at}.${key}`),
  }
}

interface Signers {
  readonly authorities: readonly (KeyAuthority | KeylessAuthority)[]
  readonly open: readonly string[]
  readonly both: readonly string[]
  readonly asksMore: readonly string[]
  readonly asksLess: readonly string[]
}

const NOBODY: Signers = { authorities: [], open: [], both: [], asksMore: [], asksLess: [] }

function readSigners(
  cosign: Fields,
  name: string,
  means: { readonly keys: KeyFiles; readonly log: Log; readonly root: string },
): Signers {
  const keyless = mapAt(cosign, 'keyless', ['identities', 'roots', 'additionalExtensions'])
  if (keyless !== undefined) return readKeyless(keyless, name, means.root)
  const { transparencyLog } = means.log
  const authority = (pem: string): KeyAuthority => ({ kind: 'key', name, pem, transparencyLog, trustRoots: [means.root] })
  const certificate = mapAt(cosign, 'certificate', ['cert', 'certChain'])
  if (certificate !== undefined) return readCertificate(certificate, authority)
  const key = mapAt(cosign, 'key', ['data', 'kms', 'hashAlgorithm', 'expression'])
  if (key === undefined) return NOBODY
  exactlyOne(key, ['data', 'kms', 'expression'])
  const hash = textAt(key, 'hashAlgorithm') ?? 'sha256'
  const kms = textAt(key, 'kms')
  const pem = publicKeyAt(key, 'data') ?? (kms === undefined ? undefined : means.keys.get(kms))
  const open = pem === undefined ? [`${key.at} is ${kms ?? 'an expression'}: no file is given for it`] : []
  const both = /^sha-?256$/i.test(hash) ? [] : [`${key.at}.hashAlgorithm is ${hash}, which is not checked here`]
  return { ...NOBODY, authorities: pem === undefined ? [] : [authority(pem)], open, both }
}

/** Without a chain Kyverno takes the key of the certificate and looks at nothing else of it. */
function readCertificate(certificate: Fields, authority: (pem: string) => KeyAuthority): Signers {
  const cert = mapAt(certificate, 'cert', ['value', 'expression'])
  const chain = mapAt(certificate, 'certChain', ['value', 'expression'])
  const text = cert === undefined ? undefined : textAt(cert, 'value')
  const pem = text === undefined ? undefined : keyOfCertificate(text)
  if (text !== undefined && pem === undefined) wrong(certificate, 'cert.value', 'is no certificate in PEM')
  if (pem === undefined) return { ...NOBODY, open: [`${certificate.at} holds no certificate that can be used here`] }
  const asksMore = chain === undefined ? [] : [`${chain.at} is not followed here`]
  return { ...NOBODY, authorities: [authority(pem)], asksMore }
}

function readKeyless(keyless: Fields, name: string, root: string): Signers {
  const extensions = readExtensions(keyless)
  const identities = mapsAt(keyless, 'identities', IDENTITY)
  if (identities.length === 0) wrong(keyless, 'identities', 'is missing: without it anybody could sign')
  const authorities = identities.map(
    (identity): KeylessAuthority => ({
      kind: 'keyless',
      name,
      ...identityOf(identity),
      claims: extensions.claims,
      trustRoots: [root],
    }),
  )
  const expressions = identities
    .filter((identity) => has(identity, 'subjectExpression'))
    .map(({ at }) => `${at}.subjectExpression is not evaluated here`)
  const roots = has(keyless, 'roots') ? [`${keyless.at}.roots are other certificates than the public ones`] : []
  return { authorities, open: [], both: [...roots, ...expressions], asksMore: extensions.asksMore, asksLess: extensions.asksLess }
}

/** Exact fields are exact, a star included; expressions match anywhere; a half that is left out matches everything. */
function identityOf(identity: Fields): Pick<KeylessAuthority, 'issuer' | 'identity' | 'issuerExpression' | 'identityExpression'> {
  const [issuer, subject] = [textAt(identity, 'issuer'), textAt(identity, 'subject')]
  const [issuerExpression, subjectExpression] = [expressionAt(identity, 'issuerRegExp'), expressionAt(identity, 'subjectRegExp')]
  const anybody = subject === undefined && subjectExpression === undefined
  if (anybody || (issuer === undefined && issuerExpression === undefined))
    identity.issues.notes.push(`${identity.at} names no ${anybody ? 'subject' : 'issuer'}: any will do`)
  if (/[*?]/.test(subject ?? ''))
    identity.issues.notes.push(`${identity.at}.subject is compared as it is written: a star stands for itself`)
  return {
    ...(issuer === undefined ? { issuer: '', issuerExpression: issuerExpression ?? '' } : { issuer }),
    ...(subject === undefined ? { identity: '', identityExpression: subjectExpression ?? '' } : exactIdentity(subject)),
  }
}

function readTrustedRoot(cosign: Fields, name: string): { readonly entry?: TrustRootEntry; readonly open: readonly string[] } {
  if (!has(cosign, 'trustedRoot')) return { open: [] }
  const root = fieldsOf(cosign.value.trustedRoot, `${cosign.at}.trustedRoot`, ['value', 'expression'], cosign.issues)
  const json = textAt(root, 'value')
  return json === undefined
    ? { open: [`${root.at} is an expression, which is not evaluated here`] }
    : { entry: trustRootEntry(name, json), open: [] }
}
