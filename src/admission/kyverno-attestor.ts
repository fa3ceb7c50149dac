import { X509Certificate } from 'node:crypto'
import type { ClusterDemand, VouchedDemand } from '../model/cluster-policy.ts'
import { parseImageName, type Repository } from '../model/image-name.ts'
import { MAX_PEM_TEXT } from '../model/limits.ts'
import type { AttestationDemand, Authority, KeyAuthority } from '../model/policy.ts'
import { exactlyOne, publicKeyIn } from './cip-fields.ts'
import { choiceAt, type Fields, fieldsOf, flagAt, has, mapAt, mapsAt, requiredText, textAt, wrong } from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { type Remarks, readExtensions, readKeylessIdentity } from './kyverno-keyless.ts'
import { notaryDemand } from './kyverno-notary.ts'

/** What holds for every attestor of one `verifyImages` entry. */
export interface AttestorContext {
  readonly keys: KeyFiles
  readonly reads: VouchedDemand['reads']
  /** Whether the entry is of type Notary: only certificates vouch. */
  readonly notary?: boolean
  readonly repository?: Repository
  readonly attestation?: AttestationDemand
  readonly asksMore: readonly string[]
}

const ENTRY = ['keys', 'certificates', 'keyless', 'attestor', 'annotations', 'repository', 'signatureAlgorithm']
const KEYS = ['publicKeys', 'signatureAlgorithm', 'kms', 'secret', 'rekor', 'ctlog']
const REKOR = ['url', 'pubkey', 'ignoreTlog']
const CTLOG = ['ignoreSCT', 'pubkey', 'tsaCertChain']

/** Sets of attestors: every set must be satisfied, each by its count of entries (all of them when none is given). */
export function readAttestorSets(sets: readonly Fields[], context: AttestorContext): ClusterDemand {
  return { kind: 'all', of: sets.map((set) => readSet(set, context)) }
}

/** The fields of a set of attestors. */
export const ATTESTOR_SET = ['count', 'entries']

function readSet(set: Fields, context: AttestorContext): ClusterDemand {
  const entries = mapsAt(set, 'entries', ENTRY)
  if (entries.length === 0) wrong(set, 'entries', 'needs at least one entry')
  const of = entries.flatMap((entry) => readEntry(entry, context))
  const count = has(set, 'count') ? set.value.count : of.length
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) wrong(set, 'count', 'must be a number from 1 on')
  else if (count > Math.max(of.length, entries.length)) wrong(set, 'count', `is ${count}, more than there are entries`)
  return { kind: 'atLeast', count: typeof count === 'number' ? count : of.length, of }
}

/** One entry as demands: a list of keys in one entry counts as one entry each. */
function readEntry(entry: Fields, context: AttestorContext): readonly ClusterDemand[] {
  exactlyOne(entry, ['keys', 'certificates', 'keyless', 'attestor'])
  const annotated = has(entry, 'annotations') && Object.keys(mapAnnotations(entry)).length > 0
  const repository = repositoryAt(entry, 'repository') ?? context.repository
  const inner: AttestorContext = {
    ...context,
    asksMore: [...context.asksMore, ...(annotated ? [`${entry.at}.annotations are not compared here`] : [])],
    ...(repository === undefined ? {} : { repository }),
  }
  const nested = mapAt(entry, 'attestor', ATTESTOR_SET)
  if (nested !== undefined) return [readSet(nested, inner)]
  if (context.notary === true) return [readNotaryEntry(entry, inner)]
  return [...readKeys(entry, inner), ...readCertificate(entry, inner), ...readKeyless(entry, inner)]
}

/** The repository that a text names; undefined when nothing is written, a problem when it is none. */
export function repositoryAt(fields: Fields, key: string): Repository | undefined {
  const text = textAt(fields, key)
  if (text === undefined) return undefined
  const parsed = parseImageName(text)
  if (parsed.ok && parsed.name.tag === undefined && parsed.name.digest === undefined)
    return { registry: parsed.name.registry, repository: parsed.name.repository }
  wrong(fields, key, `"${text}" is no repository`)
  return undefined
}

function readKeys(entry: Fields, context: AttestorContext): readonly ClusterDemand[] {
  const keys = mapAt(entry, 'keys', KEYS)
  if (keys === undefined) return []
  if (!['publicKeys', 'kms', 'secret'].some((key) => has(keys, key) && keys.value[key] !== ''))
    wrong(keys, 'publicKeys', 'or kms or secret is needed')
  const log = readLog(keys)
  const algorithm = textAt(keys, 'signatureAlgorithm') ?? textAt(entry, 'signatureAlgorithm') ?? 'sha256'
  if (!['sha256', 'sha512'].includes(algorithm)) wrong(keys, 'signatureAlgorithm', 'must be sha256 or sha512')
  const other = algorithm === 'sha256' ? [] : [`${keys.at}.signatureAlgorithm is ${algorithm}, which is not checked here`]
  const remarks = { asksMore: [...log.asksMore, ...other], asksLess: [...log.asksLess, ...other] }
  return keyTexts(keys).map((text, index) => {
    const pem = publicKeyIn(text) ?? context.keys.get(text)
    if (pem === undefined) return { kind: 'open', why: `${keys.at} is ${shortened(text)}: no file is given for it` }
    const name = `${keys.at}${index === 0 ? '' : ` (${index + 1})`}`
    return vouched(
      context,
      { kind: 'key', name, pem, transparencyLog: log.transparencyLog, trustRoots: ['public-good'] },
      remarks,
    )
  })
}

function keyTexts(keys: Fields): readonly string[] {
  const secret = mapAt(keys, 'secret', ['name', 'namespace'])
  if (secret !== undefined) return [`k8s://${requiredText(secret, 'namespace')}/${requiredText(secret, 'name')}`]
  const text = textAt(keys, 'kms') ?? textAt(keys, 'publicKeys') ?? ''
  const blocks = text.length > MAX_PEM_TEXT ? undefined : text.match(/-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g)
  return blocks ?? [text.trim()]
}

/** The log of a key: the public one is asked unless `ignoreTlog` says otherwise. */
function readLog(keys: Fields): Remarks & Pick<KeyAuthority, 'transparencyLog'> {
  const rekor = mapAt(keys, 'rekor', REKOR)
  const ctlog = mapAt(keys, 'ctlog', CTLOG)
  const stamps = ctlog !== undefined && has(ctlog, 'tsaCertChain') ? [`${ctlog.at}.tsaCertChain is not used here`] : []
  if (ctlog !== undefined) flagAt(ctlog, 'ignoreSCT', false)
  if (rekor === undefined) return { transparencyLog: 'required', asksMore: stamps, asksLess: stamps }
  if (flagAt(rekor, 'ignoreTlog', false)) return { transparencyLog: 'ignored', asksMore: stamps, asksLess: stamps }
  const foreign = foreignLog(rekor)
  return { transparencyLog: 'required', asksMore: [...stamps, ...foreign], asksLess: [...stamps, ...foreign] }
}

function foreignLog(rekor: Fields): readonly string[] {
  const url = textAt(rekor, 'url')
  const own = has(rekor, 'pubkey') && rekor.value.pubkey !== ''
  const publicLog = url === undefined || /^https:\/\/rekor\.sigstore\.dev\/?$/.test(url)
  return own || !publicLog ? [`${rekor.at} is another log than the public one`] : []
}

/** The key inside a certificate must have signed; whether the certificate is valid in its chain is not checked here. */
function readCertificate(entry: Fields, context: AttestorContext): readonly ClusterDemand[] {
  const certificates = mapAt(entry, 'certificates', ['cert', 'certChain', 'rekor', 'ctlog'])
  if (certificates === undefined) return []
  for (const [key, known] of [
    ['rekor', REKOR],
    ['ctlog', CTLOG],
  ] as const)
    mapAt(certificates, key, known)
  const cert = textAt(certificates, 'cert')
  if (cert === undefined && !has(certificates, 'certChain')) wrong(certificates, 'cert', 'or certChain is needed')
  const pem = cert === undefined ? undefined : keyOfCertificate(cert)
  if (pem === undefined) return [{ kind: 'open', why: `${certificates.at} holds no single certificate that can be used here` }]
  const asksMore = [`${certificates.at}: the validity of the certificate is not checked here`]
  const authority = { kind: 'key', name: certificates.at, pem, transparencyLog: 'ignored', trustRoots: ['public-good'] } as const
  return [vouched(context, authority, { asksMore, asksLess: [] })]
}

/** Kyverno trusts the certificate and its chain alike, and looks for the signatures with the image only. */
function readNotaryEntry(entry: Fields, { asksMore, repository }: AttestorContext): ClusterDemand {
  const certificates = mapAt(entry, 'certificates', ['cert', 'certChain', 'rekor', 'ctlog'])
  const texts = certificates === undefined ? [] : ['cert', 'certChain'].flatMap((key) => textAt(certificates, key) ?? [])
  if (certificates === undefined || texts.length === 0)
    return { kind: 'open', why: `${entry.at} gives no certificates, which type Notary needs` }
  const elsewhere = repository === undefined ? [] : [`${entry.at}: another repository is not looked up here for type Notary`]
  return notaryDemand(certificates.at, { trustStore: texts, timestampAuthorities: [], remarks: [...asksMore, ...elsewhere] })
}

/** The public key of a certificate in PEM; undefined for a text that is none. */
export function keyOfCertificate(text: string): string | undefined {
  try {
    return new X509Certificate(text).publicKey.export({ type: 'spki', format: 'pem' }).toString()
  } catch {
    return undefined
  }
}

function readKeyless(entry: Fields, context: AttestorContext): readonly ClusterDemand[] {
  const known = ['issuer', 'issuerRegExp', 'subject', 'subjectRegExp', 'roots', 'additionalExtensions', 'rekor', 'ctlog']
  const keyless = mapAt(entry, 'keyless', known)
  if (keyless === undefined) return []
  const rekor = mapAt(keyless, 'rekor', REKOR)
  const ctlog = mapAt(keyless, 'ctlog', CTLOG)
  if (rekor === undefined && !has(keyless, 'roots')) wrong(keyless, 'rekor', 'or roots is needed')
  const roots = has(keyless, 'roots') ? [`${keyless.at}.roots are other certificates than the public ones`] : []
  const foreign = [...roots, ...(rekor === undefined ? [] : foreignLog(rekor))]
  const laxer = [
    ...(rekor !== undefined && flagAt(rekor, 'ignoreTlog', false) ? [`${rekor.at}.ignoreTlog`] : []),
    ...(ctlog !== undefined && flagAt(ctlog, 'ignoreSCT', false) ? [`${ctlog.at}.ignoreSCT`] : []),
  ]
  const extensions = readExtensions(keyless)
  const authority: Authority = {
    kind: 'keyless',
    name: keyless.at,
    ...readKeylessIdentity(keyless),
    claims: extensions.claims,
    trustRoots: ['public-good'],
  }
  const asksMore = [...foreign, ...extensions.asksMore]
  return [vouched(context, authority, { asksMore, asksLess: [...foreign, ...laxer, ...extensions.asksLess] })]
}

function vouched(context: AttestorContext, authority: Authority, remarks: Remarks): VouchedDemand {
  const { attestation, repository, reads } = context
  return {
    kind: 'vouched',
    authority,
    reads,
    ...(attestation === undefined ? {} : { attestation }),
    ...(repository === undefined ? {} : { repository }),
    asksMore: [...context.asksMore, ...remarks.asksMore],
    asksLess: remarks.asksLess,
  }
}

function mapAnnotations(entry: Fields): Readonly<Record<string, unknown>> {
  return fieldsOf(entry.value.annotations, `${entry.at}.annotations`, Object.keys(Object(entry.value.annotations)), entry.issues)
    .value
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** The type of signature that an entry verifies, as the store that Kyverno reads for it. */
export function storeOfType(entry: Fields): VouchedDemand['reads'] | 'Notary' {
  const type = choiceAt(entry, 'type', ['Cosign', 'SigstoreBundle', 'Notary'])
  if (type === 'Notary') return type
  return type === 'Cosign' ? 'legacy' : 'bundle'
}
