import type { ClusterDemand, ClusterPolicy, ImageMatch, PolicyCheck, VouchedDemand } from '../model/cluster-policy.ts'
import { missingAttributes, parseDistinguishedName } from '../model/distinguished-name.ts'
import type { NotationAuthority } from '../model/policy.ts'
import type { PolicyDocument } from './containers-policy.ts'
import { choiceAt, type Fields, fieldsOf, has, mapAt, mapsAt, noIssues, requiredText, textAt, textsAt, wrong } from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { plainValue } from './plain.ts'

const STATEMENT = ['name', 'registryScopes', 'signatureVerification', 'trustStores', 'trustedIdentities']

/** Whether a document is a trust policy of notation (`trustpolicy.json`, `trustpolicy.oci.json`). */
export function isNotationTrustPolicy({ root }: PolicyDocument): boolean {
  return root.kind === 'map' && root.entries.some(({ key, value }) => key.text === 'trustPolicies' && value.kind === 'list')
}

/** Reads a trust policy of notation: the statement with exactly the repository as a scope decides, else the one with `*`, else none. */
export function readNotationTrustPolicy({ file, root }: PolicyDocument, keys: KeyFiles): ClusterPolicy {
  const issues = noIssues()
  const policy = fieldsOf(plainValue(root), '', ['version', 'trustPolicies'], issues)
  if (requiredText(policy, 'version') !== '1.0') wrong(policy, 'version', 'must be "1.0"')
  const statements = mapsAt(policy, 'trustPolicies', STATEMENT)
  if (statements.length === 0) wrong(policy, 'trustPolicies', 'needs at least one entry')
  const scopes = statements.flatMap((statement) => textsAt(statement, 'registryScopes'))
  for (const twice of scopes.filter((scope, index) => scopes.indexOf(scope) !== index))
    wrong(policy, 'trustPolicies', `name the scope "${twice}" twice`)
  const others = scopes.filter((scope) => scope !== '*')
  for (const scope of others.filter((one) => !isScope(one)))
    wrong(policy, 'trustPolicies', `name the scope "${scope}", which is no host with a repository; only "*" alone is a wildcard`)
  const names = statements.map((statement) => textAt(statement, 'name') ?? '')
  for (const twice of names.filter((name, index) => name !== '' && names.indexOf(name) !== index))
    wrong(policy, 'trustPolicies', `have two statements of the name "${twice}"`)
  const checks = statements.flatMap((statement) => readStatement(statement, others, keys))
  const none: PolicyCheck = {
    name: 'no statement',
    images: { kind: 'exact-repository', scopes: ['*'], others },
    objects: { kind: 'all', of: [] },
    demand: { kind: 'fixed', holds: false, says: 'no statement of the trust policy is about the repository' },
  }
  return {
    kind: 'notation-trust-policy',
    name: file,
    place: { file, span: root.span },
    mode: 'enforce',
    checks: scopes.includes('*') ? checks : [...checks, none],
    trustRoots: [],
    problems: issues.problems,
    notes: issues.notes,
  }
}

const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?$/i
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/

/** Notation refuses the whole file for a scope that is anything else. */
function isScope(scope: string): boolean {
  const [host = '', ...path] = scope.split('/')
  const labels = host.split(':')[0]?.split('.') ?? []
  const named = HOST.test(host) && labels.every((label) => /^[^-](?:.*[^-])?$/.test(label))
  return named && path.length > 0 && path.every((component) => COMPONENT.test(component))
}

function readStatement(statement: Fields, others: readonly string[], keys: KeyFiles): readonly PolicyCheck[] {
  const name = requiredText(statement, 'name')
  const scopes = textsAt(statement, 'registryScopes')
  if (scopes.length === 0) wrong(statement, 'registryScopes', 'needs at least one entry')
  if (scopes.length > 1 && scopes.includes('*')) wrong(statement, 'registryScopes', 'has "*" beside other scopes')
  const images: ImageMatch = { kind: 'exact-repository', scopes, others }
  const verification = mapAt(statement, 'signatureVerification', ['level', 'override', 'verifyTimestamp'])
  if (verification === undefined) wrong(statement, 'signatureVerification', 'is missing')
  else requiredText(verification, 'level')
  const level = verification === undefined ? 'strict' : choiceAt(verification, 'level', ['strict', 'permissive', 'audit', 'skip'])
  const check = { name, images, objects: { kind: 'all', of: [] } } as const
  if (level === 'skip') {
    for (const key of ['trustStores', 'trustedIdentities'])
      if (textsAt(statement, key).length > 0) wrong(statement, key, 'and level skip exclude each other')
    if (verification !== undefined && has(verification, 'override'))
      wrong(verification, 'override', 'and level skip exclude each other')
    return [{ ...check, demand: { kind: 'fixed', holds: true, says: 'signatures are not verified (level skip)' } }]
  }
  const demand = readSigners(statement, { level, verification }, keys)
  return level === 'audit' ? audited({ ...check, demand }) : [{ ...check, demand }]
}

/** Level audit only records what is wrong with a signature; that there is none makes notation fail at every level. */
function audited(check: PolicyCheck): readonly PolicyCheck[] {
  const recorded = { ...check, mode: 'audit' } as const
  if (check.demand.kind !== 'vouched') return [recorded]
  return [{ ...check, demand: { ...check.demand, anySignature: true } }, recorded]
}

type Level = 'strict' | 'permissive' | 'audit'

function readSigners(
  statement: Fields,
  { level, verification }: { readonly level: Level; readonly verification: Fields | undefined },
  keys: KeyFiles,
): ClusterDemand {
  const stores = textsAt(statement, 'trustStores')
  const identities = textsAt(statement, 'trustedIdentities')
  if (stores.length === 0) wrong(statement, 'trustStores', 'needs at least one entry')
  if (identities.length === 0) wrong(statement, 'trustedIdentities', 'needs at least one entry')
  if (identities.length > 1 && identities.includes('*')) wrong(statement, 'trustedIdentities', 'has "*" beside other identities')
  for (const identity of identities) checkIdentity(statement, identity)
  checkOverlap(statement, identities)
  for (const store of stores.filter((one) => !/^(?:ca|signingAuthority|tsa):[\w.-]+$/.test(one)))
    wrong(statement, 'trustStores', `has "${store}", which is no ca:, signingAuthority: or tsa: store`)
  const at = `${statement.at}.trustStores`
  const missing = stores.filter((store) => !keys.has(store))
  if (missing.length > 0) return { kind: 'open', why: `${at}: no certificates are given for ${missing.join(', ')}` }
  const pemsOf = (type: string) =>
    stores.filter((store) => store.startsWith(`${type}:`)).flatMap((store) => keys.get(store) ?? [])
  const [trustStore, signingAuthorities, timestampAuthorities] = [pemsOf('ca'), pemsOf('signingAuthority'), pemsOf('tsa')]
  const waived = verification !== undefined && waivesRevocation(verification)
  const authority: NotationAuthority = {
    kind: 'notation',
    name: textAt(statement, 'name') ?? statement.at,
    trustStore,
    identities: identities.map((identity) => identity.replace(/^x509\.subject:\s*/, '')),
    level: level === 'permissive' || waived ? 'permissive' : 'strict',
    ...(signingAuthorities.length === 0 ? {} : { signingAuthorities }),
    ...(timestampAuthorities.length === 0 ? {} : { timestampAuthorities }),
  }
  return { kind: 'vouched', authority, reads: 'any', ...remarks(statement, { level, verification, waived }) }
}

/** The one override that the verifier has a word for: no look at revocation, and all else as it was. */
function waivesRevocation(verification: Fields): boolean {
  const override = mapAt(verification, 'override', OVERRIDES)
  const only = override === undefined ? undefined : Object.entries(override.value).flat().join(' ')
  return only === 'revocation skip' || only === 'revocation log'
}

const OVERRIDES = ['authenticity', 'authenticTimestamp', 'expiry', 'revocation']

/** Where notation asks something else than the verifier does. */
function remarks(
  statement: Fields,
  { level, verification, waived }: { readonly level: Level; readonly verification: Fields | undefined; readonly waived: boolean },
): Pick<VouchedDemand, 'asksMore' | 'asksLess'> {
  const at = `${statement.at}.signatureVerification`
  const both = verification !== undefined && has(verification, 'override') && !waived ? [`${at}.override is not used here`] : []
  const when = verification === undefined ? 'always' : choiceAt(verification, 'verifyTimestamp', ['always', 'afterCertExpiry'])
  const laxer = [
    ...(level === 'permissive' ? [`${at}.level: permissive only records what has run out`] : []),
    ...(when === 'afterCertExpiry' ? [`${at}.verifyTimestamp: ${when}`] : []),
  ]
  return { asksMore: both, asksLess: [...both, ...laxer] }
}

function checkIdentity(statement: Fields, identity: string): void {
  const problem = identity === '*' ? undefined : identityProblem(identity)
  if (problem !== undefined) wrong(statement, 'trustedIdentities', `has "${identity}"${problem}`)
}

/** Notation refuses the whole file where one identity says all that another one says. */
function checkOverlap(statement: Fields, identities: readonly string[]): void {
  const names = identities.flatMap((identity) => {
    const parsed = parseDistinguishedName(identity.replace(/^x509\.subject:\s*/, ''))
    return parsed.ok ? [{ identity, attributes: [...parsed.attributes], all: parsed.attributes }] : []
  })
  for (const [index, { identity, attributes }] of names.entries()) {
    const other = names.find(({ all }, at) => at !== index && attributes.every(([name, value]) => all.get(name) === value))
    if (other !== undefined) wrong(statement, 'trustedIdentities', `has "${identity}", which "${other.identity}" overlaps with`)
  }
}

function identityProblem(identity: string): string | undefined {
  const subject = /^x509\.subject:\s*(.+)$/.exec(identity)?.[1]
  if (subject === undefined) return ', which is no x509.subject'
  const parsed = parseDistinguishedName(subject)
  if (!parsed.ok) return `: ${parsed.why}`
  const [small] = /(?:^|(?<!\\),)\s*\w*[a-z]\w*\s*=/.exec(subject) ?? []
  if (small !== undefined) return `: notation knows attributes in capitals only (C, ST, O), not "${small.replace(/[,=\s]/g, '')}"`
  const missing = missingAttributes(parsed.attributes)
  return missing.length === 0 ? undefined : ` without ${missing.join(', ')}`
}
