import type { ClusterDemand, ClusterPolicy, ImageMatch, PolicyCheck } from '../../model/cluster-policy.ts'
import type { NotationAuthority } from '../../model/policy.ts'
import type { PolicyDocument } from './containers-policy.ts'
import { choiceAt, type Fields, fieldsOf, has, mapAt, mapsAt, noIssues, requiredText, textAt, textsAt, wrong } from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { plainValue } from './plain.ts'

const STATEMENT = ['name', 'registryScopes', 'signatureVerification', 'trustStores', 'trustedIdentities']
const MANDATORY = ['C', 'ST', 'O']

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
  const checks = statements.map((statement) => readStatement(statement, others, keys))
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

function readStatement(statement: Fields, others: readonly string[], keys: KeyFiles): PolicyCheck {
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
  if (level === 'skip')
    return { ...check, demand: { kind: 'fixed', holds: true, says: 'signatures are not verified (level skip)' } }
  const demand = readSigners(statement, { level, verification }, keys)
  return { ...check, demand, ...(level === 'audit' ? { mode: 'audit' as const } : {}) }
}

function readSigners(
  statement: Fields,
  { level, verification }: { readonly level: NotationAuthority['level']; readonly verification: Fields | undefined },
  keys: KeyFiles,
): ClusterDemand {
  const stores = textsAt(statement, 'trustStores')
  const identities = textsAt(statement, 'trustedIdentities')
  if (stores.length === 0) wrong(statement, 'trustStores', 'needs at least one entry')
  if (identities.length === 0) wrong(statement, 'trustedIdentities', 'needs at least one entry')
  if (identities.length > 1 && identities.includes('*')) wrong(statement, 'trustedIdentities', 'has "*" beside other identities')
  for (const identity of identities) checkIdentity(statement, identity)
  const pems = stores.map((store) => keys.get(store))
  const missing = stores.filter((_, index) => pems[index] === undefined)
  if (missing.length > 0)
    return { kind: 'open', why: `${statement.at}.trustStores: no certificates are given for ${missing.join(', ')}` }
  const authority: NotationAuthority = {
    kind: 'notation',
    name: textAt(statement, 'name') ?? statement.at,
    trustStore: pems.flatMap((pem) => pem ?? []),
    identities: identities.map((identity) => identity.replace(/^x509\.subject:\s*/, '')),
    level,
  }
  const others = stores
    .filter((store) => !store.startsWith('ca:'))
    .map((store) => `${statement.at}.trustStores: ${store} is not used here`)
  const overridden = ['override', 'verifyTimestamp'].filter((key) => verification !== undefined && has(verification, key))
  const both = [...others, ...overridden.map((key) => `${statement.at}.signatureVerification.${key} is not used here`)]
  return { kind: 'vouched', authority, reads: 'any', asksMore: both, asksLess: both }
}

function checkIdentity(statement: Fields, identity: string): void {
  if (identity === '*') return
  const subject = /^x509\.subject:\s*(.+)$/.exec(identity)?.[1]
  const missing = MANDATORY.filter((name) => !new RegExp(`(?:^|,)\\s*${name}\\s*=`).test(subject ?? ''))
  if (subject === undefined) wrong(statement, 'trustedIdentities', `has "${identity}", which is no x509.subject`)
  else if (missing.length > 0) wrong(statement, 'trustedIdentities', `has "${identity}" without ${missing.join(', ')}`)
}
