import type { ClusterDemand, VouchedDemand } from '../model/cluster-policy.ts'
import { parseImageName, type Repository } from '../model/image-name.ts'
import type { AttestationDemand, KeyAuthority, KeylessAuthority } from '../model/policy.ts'
import { checkKms, exactlyOne, isUrl, publicKeyAt } from './cip-fields.ts'
import { readKeyless } from './cip-keyless.ts'
import { checkCuePolicy } from './cip-rules.ts'
import { choiceAt, type Fields, has, mapAt, mapsAt, pathOf, requiredText, textAt, wrong } from './fields.ts'
import type { KeyFiles } from './key-files.ts'

/** What the objects of the repository can lend to an authority: trust roots, and keys for names that only the cluster resolves. */
export interface AuthorityMeans {
  readonly roots: ReadonlyMap<string, string>
  readonly keys: KeyFiles
}

/** The fields of an authority of a ClusterImagePolicy. */
export const AUTHORITY_FIELDS = [
  ...['name', 'key', 'keyless', 'static', 'source', 'ctlog', 'attestations', 'rfc3161timestamp', 'signatureFormat'],
]
const KEY_FIELDS = ['secretRef', 'data', 'kms', 'hashAlgorithm']
const PREDICATES: Readonly<Record<string, string>> = {
  custom: 'https://cosign.sigstore.dev/attestation/v1',
  slsaprovenance: 'https://slsa.dev/provenance/v0.2',
  slsaprovenance02: 'https://slsa.dev/provenance/v0.2',
  slsaprovenance1: 'https://slsa.dev/provenance/v1',
  spdx: 'https://spdx.dev/Document',
  spdxjson: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  link: 'https://in-toto.io/Link/v1',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
}

/** What one authority asks: its word for the image, or, when it lists attestations, each of those instead. */
export function readAuthority(authority: Fields, index: number, means: AuthorityMeans): ClusterDemand {
  const name = textAt(authority, 'name') ?? `authority-${index}`
  exactlyOne(authority, ['key', 'keyless', 'static'])
  const fixed = readStatic(authority, name)
  const log = readLog(authority, means)
  const { repository, open: fromSource } = readSource(authority)
  const attestations = readAttestations(authority)
  const format = choiceAt(authority, 'signatureFormat', ['legacy', 'bundle'])
  const who = readSigners(authority, name, means, log)
  if (fixed !== undefined) return fixed
  const unseen = [...fromSource, ...formatProblems(authority, format), ...(who.authorities.length === 0 ? who.open : [])]
  if (unseen.length > 0) return { kind: 'all', of: unseen.map((why) => ({ kind: 'open', why })) }
  const undecided = [...who.open, ...log.open]
  const ask = (attestation?: AttestationDemand, asksMore: readonly string[] = []): ClusterDemand => ({
    kind: 'atLeast',
    count: 1,
    of: who.authorities.map(
      (one): VouchedDemand => ({
        kind: 'vouched',
        authority: one,
        reads: format,
        ...(attestation === undefined ? {} : { attestation }),
        ...(repository === undefined ? {} : { repository }),
        asksMore: [...asksMore, ...log.asksMore, ...undecided],
        asksLess: [...who.asksLess, ...log.asksLess, ...undecided],
      }),
    ),
  })
  if (attestations.length === 0) return ask()
  return { kind: 'all', of: attestations.map(({ demand, asksMore }) => ask(demand, asksMore)) }
}

interface Signers {
  readonly authorities: readonly (KeyAuthority | KeylessAuthority)[]
  readonly asksLess: readonly string[]
  readonly open: readonly string[]
}

interface LogDemand {
  /** The trust root that holds the key of the log; undefined when no log is asked. */
  readonly root?: string
  readonly transparencyLog: KeyAuthority['transparencyLog']
  readonly asksMore: readonly string[]
  readonly asksLess: readonly string[]
  readonly open: readonly string[]
}

function readStatic(authority: Fields, name: string): ClusterDemand | undefined {
  const fixed = mapAt(authority, 'static', ['action', 'message'])
  if (fixed === undefined) return undefined
  requiredText(fixed, 'action')
  const holds = choiceAt(fixed, 'action', ['fail', 'pass']) === 'pass'
  for (const other of ['attestations', 'source', 'ctlog', 'rfc3161timestamp'])
    if (has(authority, other)) wrong(authority, other, 'and static exclude each other')
  const message = textAt(fixed, 'message')
  return {
    kind: 'fixed',
    holds,
    says: `${name} says static: ${holds ? 'pass' : 'fail'}${message === undefined ? '' : ` (${message})`}`,
  }
}

function readSigners(authority: Fields, name: string, means: AuthorityMeans, log: LogDemand): Signers {
  const keyless = mapAt(authority, 'keyless', ['url', 'identities', 'ca-cert', 'trustRootRef', 'insecureIgnoreSCT'])
  const key = mapAt(authority, 'key', KEY_FIELDS)
  if (keyless !== undefined) return sameRoot(readKeyless(keyless, name, means.roots), log)
  if (key === undefined) return { authorities: [], asksLess: [], open: [] }
  exactlyOne(key, ['data', 'secretRef', 'kms'])
  checkKms(key)
  const hash = choiceAt(key, 'hashAlgorithm', ['sha256', 'sha224', 'sha384', 'sha512'])
  const secret = mapAt(key, 'secretRef', ['name', 'namespace'])
  const elsewhere = textAt(key, 'kms') ?? (secret === undefined ? undefined : `secret ${textAt(secret, 'name') ?? ''}`)
  const mapped = elsewhere === undefined ? undefined : means.keys.get(elsewhere)
  const pem = publicKeyAt(key, 'data') ?? mapped
  const open = hash === 'sha256' ? [] : [`${key.at}.hashAlgorithm is ${hash}, which is not checked here`]
  if (pem === undefined)
    return { authorities: [], asksLess: [], open: [...open, `${key.at} is ${elsewhere ?? 'no key'}: no file is given for it`] }
  const { transparencyLog, root } = log
  return { authorities: [{ kind: 'key', name, pem, transparencyLog, trustRoots: [root ?? 'public-good'] }], asksLess: [], open }
}

/** A proof takes certificates and log from one trust root: an authority that takes them from two stays open. */
function sameRoot(signers: Signers, log: LogDemand): Signers {
  const root = signers.authorities[0]?.trustRoots[0]
  if (log.root === undefined || root === undefined || log.root === root) return signers
  return { ...signers, open: [...signers.open, `it takes certificates from ${root} and the log from ${log.root}`] }
}

/** The built-in root that has no log: with it a timestamp is all that either side can ask for a certificate. */
const WITHOUT_LOG = 'github'

/** What is asked of the log: nothing for a key without `ctlog`; the public log otherwise, unless a trust root says where. */
function readLog(authority: Fields, means: AuthorityMeans): LogDemand {
  const log = mapAt(authority, 'ctlog', ['url', 'trustRootRef'])
  const stamp = mapAt(authority, 'rfc3161timestamp', ['trustRootRef'])
  const none = { transparencyLog: 'ignored', asksMore: [], asksLess: [], open: [] } as const
  if (stamp !== undefined) {
    const stamped = means.roots.get(textAt(stamp, 'trustRootRef') ?? '')
    if (stamped === WITHOUT_LOG && has(authority, 'keyless')) return { ...none, transparencyLog: 'required', root: stamped }
    const says = `${stamp.at}: the cluster asks a timestamp and no log entry`
    return { ...none, asksMore: [says], asksLess: [says] }
  }
  if (log === undefined) return has(authority, 'keyless') ? { ...none, root: 'public-good' } : none
  const url = textAt(log, 'url')
  const root = textAt(log, 'trustRootRef')
  if (url !== undefined && !isUrl(url)) wrong(log, 'url', 'is no URL')
  if (root !== undefined && means.roots.get(root) === undefined)
    return { ...none, open: [`${log.at}.trustRootRef names "${root}", of which no keys are known here`] }
  if (root === undefined && url === undefined)
    return { ...none, asksLess: has(authority, 'keyless') ? [`${log.at} is empty: no log entry is asked`] : [] }
  const named = root === undefined ? logRoot(url) : means.roots.get(root)
  if (named !== undefined) return { ...none, transparencyLog: 'required', root: named }
  return { ...none, open: [`${log.at}.url is ${url}, of which no key is known here`] }
}

function logRoot(url: string | undefined): string | undefined {
  return /^https:\/\/rekor\.sigstore\.dev\/?$/.test(url ?? '') ? 'public-good' : undefined
}

function readSource(authority: Fields): { readonly repository?: Repository; readonly open: readonly string[] } {
  const sources = mapsAt(authority, 'source', ['oci', 'signaturePullSecrets', 'tagPrefix'])
  if (sources.length > 1) return { open: [`${pathOf(authority.at, 'source')} has several entries; policy-controller takes one`] }
  const [source] = sources
  if (source === undefined) return { open: [] }
  for (const secret of mapsAt(source, 'signaturePullSecrets', ['name'])) requiredText(secret, 'name')
  const open = textAt(source, 'tagPrefix') === undefined ? [] : [`${source.at}.tagPrefix is not looked up here`]
  const oci = textAt(source, 'oci')
  if (oci === undefined) return { open }
  const parsed = parseImageName(oci)
  const usable = /[.:]/.test(oci.split('/')[0] ?? '') && parsed.ok && parsed.name.registry !== '' && parsed.name.tag === undefined
  if (!usable) {
    if (!/^[\w.-]+(?::\d+)?$/.test(oci)) wrong(source, 'oci', `is "${oci}", which is no repository`)
    return { open: [...open, `${source.at}.oci names no repository on a host`] }
  }
  return { repository: { registry: parsed.name.registry, repository: parsed.name.repository }, open }
}

function readAttestations(
  authority: Fields,
): readonly { readonly demand: AttestationDemand; readonly asksMore: readonly string[] }[] {
  return mapsAt(authority, 'attestations', ['name', 'predicateType', 'policy']).map((attestation) => {
    requiredText(attestation, 'name')
    const written = requiredText(attestation, 'predicateType')
    const type = (Object.hasOwn(PREDICATES, written) ? PREDICATES[written] : undefined) ?? written
    if (written !== '' && !URL.canParse(type))
      wrong(attestation, 'predicateType', `"${written}" is not a type that policy-controller knows`)
    const policy = checkCuePolicy(attestation, false)
    return { demand: { type, where: {} }, asksMore: policy === undefined ? [] : [policy] }
  })
}

function formatProblems(authority: Fields, format: 'legacy' | 'bundle'): readonly string[] {
  if (format === 'legacy') return []
  const able = has(authority, 'keyless') && has(authority, 'attestations')
  return able
    ? []
    : [`${pathOf(authority.at, 'signatureFormat')}: bundle works in policy-controller only for keyless attestations`]
}
