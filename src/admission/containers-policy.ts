import type { ClusterDemand, ClusterPolicy, PolicyCheck, SignedAs, VouchedDemand } from '../model/cluster-policy.ts'
import { parseImageName } from '../model/image-name.ts'
import type { KeyAuthority, KeylessAuthority } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { exactIdentity, exactlyOne, publicKeyIn } from './cip-fields.ts'
import {
  choiceAt,
  type Fields,
  fieldsOf,
  has,
  type Issues,
  mapAt,
  mapsAt,
  noIssues,
  pathOf,
  requiredText,
  textAt,
  textsAt,
  wrong,
} from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { plainValue } from './plain.ts'

/** A JSON document among the files of `clusterPolicies`. */
export interface PolicyDocument {
  readonly file: string
  readonly root: Node
}

const KEYS = ['keyPath', 'keyPaths', 'keyData', 'keyDatas']
const REKOR = ['rekorPublicKeyPath', 'rekorPublicKeyPaths', 'rekorPublicKeyData', 'rekorPublicKeyDatas']
const FIELDS = ['type', 'keyType', 'keyPath', 'keyPaths', 'keyData', 'keyDatas', 'fulcio', 'pki', ...REKOR, 'signedIdentity']
const TYPES = ['reject', 'insecureAcceptAnything', 'signedBy', 'sigstoreSigned'] as const

/** Whether a document is a `policy.json` of containers/image: CRI-O, Podman and Skopeo read it when they pull. */
export function isContainersPolicy({ root }: PolicyDocument): boolean {
  const keys = root.kind === 'map' ? root.entries.map(({ key }) => key.text) : []
  return keys.length > 0 && keys.every((key) => key === 'default' || key === 'transports')
}

/** Reads a `policy.json`: of all scopes of its docker transport, the longest that covers an image decides. */
export function readContainersPolicy({ file, root }: PolicyDocument, keys: KeyFiles): ClusterPolicy {
  const issues = noIssues()
  const policy = fieldsOf(plainValue(root), '', ['default', 'transports'], issues)
  const transports = mapAt(policy, 'transports', Object.keys(Object(policy.value.transports)))
  const docker = transports === undefined ? undefined : mapAt(transports, 'docker', Object.keys(Object(transports.value.docker)))
  const otherwise = mapsAt(policy, 'default', FIELDS)
  if (has(policy, 'default') && otherwise.length === 0) wrong(policy, 'default', 'needs at least one entry')
  const scoped = Object.keys(docker?.value ?? {}).map((scope) => ({ scope, demand: readScope(docker, scope, { keys, issues }) }))
  const all = scoped.some(({ scope }) => scope === '')
    ? scoped
    : [...scoped, { scope: '', demand: readRequirements(otherwise, keys) }]
  const scopes = all.map(({ scope }) => scope)
  const checks = !has(policy, 'default')
    ? [REFUSED_WHOLE]
    : all.map(({ scope, demand }): PolicyCheck => {
        const images = { kind: 'longest-scope', scope, scopes } as const
        return { name: scope === '' ? 'default' : scope, images, objects: { kind: 'all', of: [] }, demand }
      })
  const place = { file, span: root.span }
  return {
    kind: 'containers-policy',
    name: file,
    place,
    mode: 'enforce',
    checks,
    trustRoots: [],
    problems: issues.problems,
    notes: issues.notes,
  }
}

/** Without `default` no scope counts: the file is refused (skopeo 1.9.3: "Default policy is missing"), and with it every pull. */
const REFUSED_WHOLE: PolicyCheck = {
  name: '',
  images: { kind: 'every' },
  objects: { kind: 'all', of: [] },
  demand: { kind: 'fixed', holds: false, says: 'the file has no default, so the runtime refuses it whole and pulls nothing' },
}

function readScope(
  docker: Fields | undefined,
  scope: string,
  { keys, issues }: { readonly keys: KeyFiles; readonly issues: Issues },
): ClusterDemand {
  if (docker === undefined) return { kind: 'all', of: [] }
  const requirements = mapsAt(docker, scope, FIELDS)
  if (requirements.length === 0) issues.problems.push(`scope "${scope}" needs at least one requirement`)
  return readRequirements(requirements, keys)
}

function readRequirements(requirements: readonly Fields[], keys: KeyFiles): ClusterDemand {
  return { kind: 'all', of: requirements.map((one) => readRequirement(one, keys)) }
}

function readRequirement(requirement: Fields, keys: KeyFiles): ClusterDemand {
  requiredText(requirement, 'type')
  const type = choiceAt(requirement, 'type', TYPES)
  if (type === 'insecureAcceptAnything')
    return { kind: 'fixed', holds: true, says: 'everything is accepted (insecureAcceptAnything)' }
  if (type === 'reject') return { kind: 'fixed', holds: false, says: 'everything is rejected (reject)' }
  if (type === 'signedBy')
    return { kind: 'open', why: `${pathOf(requirement.at, 'type')} is signedBy: GPG signatures are not verified here` }
  return readSigstore(requirement, keys)
}

function readSigstore(requirement: Fields, keys: KeyFiles): ClusterDemand {
  exactlyOne(requirement, [...KEYS, 'fulcio', 'pki'])
  const signedAs = readIdentity(requirement)
  const log = REKOR.filter((key) => has(requirement, key)).map(
    (key) => `${pathOf(requirement.at, key)}: the log is another than the public one, or is not known to be it`,
  )
  const ask = (authority: KeyAuthority | KeylessAuthority, both: readonly string[]): VouchedDemand => ({
    kind: 'vouched',
    authority,
    reads: 'legacy',
    signedAs,
    asksMore: both,
    asksLess: both,
  })
  const fulcio = mapAt(requirement, 'fulcio', ['caPath', 'caData', 'oidcIssuer', 'subjectEmail'])
  if (fulcio !== undefined)
    return ask(readFulcio(fulcio), [...log, `${fulcio.at}: its own certificate authority is not used here`])
  if (has(requirement, 'pki')) return { kind: 'open', why: `${pathOf(requirement.at, 'pki')} is not verified here` }
  const of = keyTexts(requirement).map((text): ClusterDemand => {
    const pem = publicKeyIn(text) ?? keys.get(text)
    if (pem === undefined)
      return { kind: 'open', why: `${requirement.at} names the key ${text.slice(0, 80)}: no file is given for it` }
    const authority: KeyAuthority = {
      kind: 'key',
      name: requirement.at,
      pem,
      transparencyLog: 'ignored',
      trustRoots: ['public-good'],
    }
    return ask(authority, log)
  })
  return { kind: 'atLeast', count: 1, of }
}

function keyTexts(requirement: Fields): readonly string[] {
  const data = [textAt(requirement, 'keyData') ?? [], textsAt(requirement, 'keyDatas')].flat()
  const paths = [textAt(requirement, 'keyPath') ?? [], textsAt(requirement, 'keyPaths')].flat()
  return [...data.map((base64) => Buffer.from(base64, 'base64').toString('utf8')), ...paths]
}

function readFulcio(fulcio: Fields): KeylessAuthority {
  exactlyOne(fulcio, ['caPath', 'caData'])
  const issuer = requiredText(fulcio, 'oidcIssuer')
  return {
    kind: 'keyless',
    name: fulcio.at,
    issuer,
    ...exactIdentity(requiredText(fulcio, 'subjectEmail')),
    claims: {},
    trustRoots: ['public-good'],
  }
}

/** The name that the signature must carry. */
function readIdentity(requirement: Fields): SignedAs {
  const identity = mapAt(requirement, 'signedIdentity', ['type', 'dockerReference', 'dockerRepository', 'prefix', 'signedPrefix'])
  if (identity === undefined) return { rule: 'matchRepoDigestOrExact' }
  const types = [
    'matchRepoDigestOrExact',
    'matchExact',
    'matchRepository',
    'exactReference',
    'exactRepository',
    'remapIdentity',
  ] as const
  requiredText(identity, 'type')
  const type = choiceAt(identity, 'type', types)
  if (type === 'exactReference') {
    const as = requiredText(identity, 'dockerReference')
    const named = parseImageName(as)
    if (named.ok && named.name.tag === undefined && named.name.digest === undefined)
      wrong(identity, 'dockerReference', 'needs a tag or a digest')
    return { rule: 'matchExact', as }
  }
  if (type === 'exactRepository') return { rule: 'matchRepository', as: requiredText(identity, 'dockerRepository') }
  if (type !== 'remapIdentity') return { rule: type }
  const remap = { prefix: requiredText(identity, 'prefix'), signedPrefix: requiredText(identity, 'signedPrefix') }
  return { rule: type, remap }
}
