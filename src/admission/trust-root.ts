import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { MAX_PEM_TEXT } from '../model/limits.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { TrustRootEntry } from '../model/policy.ts'
import { type Fields, fieldsOf, has, type Issues, mapAt, mapsAt, noIssues, requiredText, textAt, wrong } from './fields.ts'
import { plainValue } from './plain.ts'

/**
 * A TrustRoot of policy-controller by its name there, and by the name under which its keys are known here: as an entry of its own, or
 * as a built-in root. Without either, why they cannot be had.
 */
export interface ReadTrustRoot {
  readonly name: string
  readonly known?: string
  readonly entry?: TrustRootEntry
  readonly problems: readonly string[]
}

/** TUF repositories that a built-in trust root is renewed from. */
const MIRRORS: Readonly<Record<string, string>> = {
  'https://tuf-repo-cdn.sigstore.dev': 'public-good',
  'https://tuf-repo.github.com': 'github',
}

const AUTHORITY = ['subject', 'uri', 'certChain']
const LOG = ['baseURL', 'hashAlgorithm', 'publicKey']
const START = '1970-01-01T00:00:00Z'
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'PKIX_ECDSA_P256_SHA_256',
  secp384r1: 'PKIX_ECDSA_P384_SHA_384',
  secp521r1: 'PKIX_ECDSA_P521_SHA_512',
}

/** Whether an object is a TrustRoot of policy-controller. */
export function isTrustRoot({ apiVersion, kind }: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  return kind === 'TrustRoot' && /^policy\.sigstore\.dev\//.test(apiVersion)
}

/** A trust root of a policy of the cluster, under a name that says whose it is and that no other content can have. */
export function trustRootEntry(owner: string, json: string): TrustRootEntry {
  return { name: `${owner}@${createHash('sha256').update(json).digest('hex').slice(0, 16)}`, json }
}

/** Reads a TrustRoot. Keys that are written in it become a `trusted_root.json`; of TUF repositories the ones behind the built-in roots are known. */
export function readTrustRoot(object: ManifestObject): ReadTrustRoot {
  const issues = noIssues()
  const name = object.name ?? ''
  const root = fieldsOf(plainValue(object.tree), '', ['apiVersion', 'kind', 'metadata', 'spec', 'status'], issues)
  const spec = fieldsOf(root.value.spec, 'spec', ['remote', 'repository', 'sigstoreKeys', 'trustedRootJSON'], issues)
  const written = ['remote', 'repository', 'sigstoreKeys', 'trustedRootJSON'].filter((key) => has(spec, key))
  if (written.length !== 1) issues.problems.push('spec needs exactly one of remote, repository, sigstoreKeys, trustedRootJSON')
  if (has(spec, 'repository')) wrong(spec, 'repository', 'is a TUF repository, which is not read here')
  const builtIn = builtInRoot(spec)
  const json = textAt(spec, 'trustedRootJSON') ?? keysJson(spec, issues)
  const { problems } = issues
  if (problems.length > 0) return { name, problems }
  if (json === undefined) return { name, ...(builtIn === undefined ? {} : { known: builtIn }), problems }
  const entry = trustRootEntry(`TrustRoot/${name}`, json)
  return { name, known: entry.name, entry, problems }
}

function builtInRoot(spec: Fields): string | undefined {
  const remote = mapAt(spec, 'remote', ['root', 'mirror', 'targets', 'trustedRootTarget'])
  if (remote === undefined) return undefined
  const root = requiredText(remote, 'root')
  if (root !== '' && !isRootMetadata(root)) wrong(remote, 'root', 'is not the root metadata of a TUF repository in base64')
  const mirror = requiredText(remote, 'mirror').replace(/\/$/, '')
  const known = Object.hasOwn(MIRRORS, mirror) ? MIRRORS[mirror] : undefined
  const usual = ['', 'targets'].includes(textAt(remote, 'targets') ?? '')
  const target = ['', 'trusted_root.json'].includes(textAt(remote, 'trustedRootTarget') ?? '')
  if (known === undefined || !usual || !target) wrong(spec, 'remote', 'is a TUF repository, which is not read here')
  return known
}

/** Whether policy-controller could begin with it at all. Whether today's root metadata follows from it is not looked at. */
function isRootMetadata(text: string): boolean {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
    const signed = typeof json === 'object' && json !== null && 'signed' in json ? json.signed : undefined
    return typeof signed === 'object' && signed !== null && '_type' in signed && signed._type === 'root'
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return false
  }
}

function keysJson(spec: Fields, issues: Issues): string | undefined {
  const keys = mapAt(spec, 'sigstoreKeys', ['certificateAuthorities', 'tLogs', 'ctLogs', 'timestampAuthorities'])
  if (keys === undefined) return undefined
  const logs = (key: string): readonly unknown[] => mapsAt(keys, key, LOG).flatMap((log) => logOf(log) ?? [])
  const authorities = (key: string): readonly unknown[] => mapsAt(keys, key, AUTHORITY).flatMap((one) => authorityOf(one) ?? [])
  const certificateAuthorities = authorities('certificateAuthorities')
  const timestampAuthorities = authorities('timestampAuthorities')
  if (certificateAuthorities.length + timestampAuthorities.length === 0)
    issues.problems.push(`${keys.at} needs certificateAuthorities or timestampAuthorities`)
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: logs('tLogs'),
    certificateAuthorities,
    ctlogs: logs('ctLogs'),
    timestampAuthorities,
  })
}

function authorityOf(fields: Fields): unknown {
  const subject = fieldsOf(fields.value.subject, `${fields.at}.subject`, ['organization', 'commonName'], fields.issues)
  const [organization, commonName] = [requiredText(subject, 'organization'), requiredText(subject, 'commonName')]
  const uri = requiredText(fields, 'uri')
  const chain = pemBlocks(decoded(requiredText(fields, 'certChain')))
  if (chain.length === 0) wrong(fields, 'certChain', 'holds no certificate')
  const raw = parsed(fields, 'certChain', () => chain.map((pem) => new X509Certificate(pem).raw.toString('base64')))
  return raw === undefined
    ? undefined
    : {
        subject: { organization, commonName },
        uri,
        certChain: { certificates: raw.map((rawBytes) => ({ rawBytes })) },
        validFor: { start: START },
      }
}

function logOf(fields: Fields): unknown {
  const baseUrl = requiredText(fields, 'baseURL')
  const hash = requiredText(fields, 'hashAlgorithm')
  if (!/^sha-?256$/i.test(hash)) wrong(fields, 'hashAlgorithm', `is ${hash}, which is not supported here`)
  const text = requiredText(fields, 'publicKey')
  const key = parsed(fields, 'publicKey', () => createPublicKey(decoded(text)))
  if (key === undefined) return undefined
  const der = key.export({ type: 'spki', format: 'der' })
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: der.toString('base64'), keyDetails: keyDetails(key), validFor: { start: START } },
    logId: { keyId: createHash('sha256').update(der).digest('base64') },
  }
}

function keyDetails(key: KeyObject): string {
  if (key.asymmetricKeyType === 'ed25519') return 'PKIX_ED25519'
  if (key.asymmetricKeyType === 'rsa') return `PKIX_RSA_PKCS1V15_${key.asymmetricKeyDetails?.modulusLength}_SHA256`
  return CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'PUBLIC_KEY_DETAILS_UNSPECIFIED'
}

/** PEM is written as base64 in these fields, because they are bytes; some people write it plain. */
function decoded(text: string): string {
  return text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8')
}

function pemBlocks(text: string): readonly string[] {
  if (text.length > MAX_PEM_TEXT) return []
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
}

function parsed<T>(fields: Fields, key: string, parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    wrong(fields, key, 'cannot be parsed')
    return undefined
  }
}
