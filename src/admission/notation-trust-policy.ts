import type {
  ClusterDemand,
  ClusterPolicy,
  ImageMatch,
  NotationStep,
  PolicyCheck,
  VouchedDemand,
} from '../model/cluster-policy.ts'
import { missingAttributes, parseDistinguishedName } from '../model/distinguished-name.ts'
import type { NotationAuthority } from '../model/policy.ts'
import type { PolicyDocument } from './containers-policy.ts'
import { type Fields, fieldsOf, has, mapAt, mapsAt, noIssues, refused, textAt, textsAt, wrong } from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { ENFORCED, NOTATION_STEPS } from './notation-steps.ts'
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
  if (textAt(policy, 'version') !== '1.0') refused(policy, 'version', 'must be "1.0"')
  const statements = mapsAt(policy, 'trustPolicies', STATEMENT)
  if (statements.length === 0) refused(policy, 'trustPolicies', 'needs at least one entry')
  const scopes = statements.flatMap((statement) => textsAt(statement, 'registryScopes'))
  for (const twice of scopes.filter((scope, index) => scopes.indexOf(scope) !== index))
    refused(policy, 'trustPolicies', `name the scope "${twice}" twice`)
  const others = scopes.filter((scope) => scope !== '*')
  for (const scope of others.filter((one) => !isScope(one)))
    refused(
      policy,
      'trustPolicies',
      `name the scope "${scope}", which is no host with a repository; only "*" alone is a wildcard`,
    )
  const names = statements.map((statement) => textAt(statement, 'name') ?? '')
  for (const twice of names.filter((name, index) => name !== '' && names.indexOf(name) !== index))
    refused(policy, 'trustPolicies', `have two statements of the name "${twice}"`)
  const checks = statements.flatMap((statement) => readStatement(statement, others, keys))
  const { problems, refusals } = issues
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
    checks: refusals.length > 0 ? [refusedWhole(refusals)] : scopes.includes('*') ? checks : [...checks, none],
    trustRoots: [],
    problems: problems.length > 0 ? [...problems, ...refusals] : [],
    notes: issues.notes,
  }
}

/** Notation verifies nothing by a file with a mistake: every image is refused. */
function refusedWhole(refusals: readonly string[]): PolicyCheck {
  const says = `notation refuses the whole file: ${refusals.join('; ')}`
  return { name: '', images: { kind: 'every' }, objects: { kind: 'all', of: [] }, demand: { kind: 'fixed', holds: false, says } }
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
  const name = textAt(statement, 'name') ?? ''
  if (name === '') refused(statement, 'name', 'is missing')
  const scopes = textsAt(statement, 'registryScopes')
  if (scopes.length === 0) refused(statement, 'registryScopes', 'needs at least one entry')
  if (scopes.length > 1 && scopes.includes('*')) refused(statement, 'registryScopes', 'has "*" beside other scopes')
  const images: ImageMatch = { kind: 'exact-repository', scopes, others }
  const verification = mapAt(statement, 'signatureVerification', ['level', 'override', 'verifyTimestamp'])
  if (verification === undefined) refused(statement, 'signatureVerification', 'is missing')
  const level = verification === undefined ? 'strict' : readLevel(verification)
  const check = { name, images, objects: { kind: 'all', of: [] } } as const
  if (level === 'skip') {
    for (const key of ['trustStores', 'trustedIdentities'])
      if (textsAt(statement, key).length > 0) refused(statement, key, 'and level skip exclude each other')
    if (verification !== undefined && has(verification, 'override'))
      refused(verification, 'override', 'and level skip exclude each other')
    return [{ ...check, demand: { kind: 'fixed', holds: true, says: 'signatures are not verified (level skip)' } }]
  }
  const enforced = verification === undefined ? NOTATION_STEPS : enforcedSteps(verification, level)
  const records = NOTATION_STEPS.filter((step) => !enforced.includes(step))
  const demand = (more: Pick<VouchedDemand, 'records'>) => readSigners(statement, { enforced, verification, more }, keys)
  if (records.every((step) => step === 'revocation')) return [{ ...check, demand: demand({}) }]
  return [
    { ...check, demand: demand({ records }) },
    { ...check, mode: 'audit', demand: demand({}) },
  ]
}

function readLevel(verification: Fields): 'strict' | 'permissive' | 'audit' | 'skip' {
  const text = textAt(verification, 'level')
  const level = (['strict', 'permissive', 'audit', 'skip'] as const).find((one) => one === text)
  if (level === undefined) refused(verification, 'level', `is "${text ?? ''}": it must be strict, permissive, audit or skip`)
  return level ?? 'strict'
}

/** Which steps end the verification when they fail: those of the level, each as overridden. */
function enforcedSteps(verification: Fields, level: keyof typeof ENFORCED): readonly NotationStep[] {
  const override = has(verification, 'override') ? mapAt(verification, 'override', [...NOTATION_STEPS, 'integrity']) : undefined
  if (override === undefined) return ENFORCED[level]
  if (has(override, 'integrity')) refused(override, 'integrity', 'cannot be overridden')
  return NOTATION_STEPS.filter((step) => {
    const action = has(override, step) ? textAt(override, step) : undefined
    if (action === undefined) return ENFORCED[level].includes(step)
    if (action === 'skip' && step !== 'revocation') refused(override, step, 'cannot be skipped, only revocation can')
    else if (!['enforce', 'log', 'skip'].includes(action))
      refused(override, step, `is "${action}": it must be enforce, log or skip`)
    return action === 'enforce'
  })
}

interface Terms {
  readonly enforced: readonly NotationStep[]
  readonly verification: Fields | undefined
  readonly more: Pick<VouchedDemand, 'records'>
}

function readSigners(statement: Fields, { enforced, verification, more }: Terms, keys: KeyFiles): ClusterDemand {
  const stores = textsAt(statement, 'trustStores')
  const identities = textsAt(statement, 'trustedIdentities')
  if (stores.length === 0) refused(statement, 'trustStores', 'needs at least one entry')
  if (identities.length === 0) refused(statement, 'trustedIdentities', 'needs at least one entry')
  if (identities.length > 1 && identities.includes('*'))
    refused(statement, 'trustedIdentities', 'has "*" beside other identities')
  for (const identity of identities) checkIdentity(statement, identity)
  checkOverlap(statement, identities)
  for (const store of stores.filter((one) => !/^(?:ca|signingAuthority|tsa):[\w.-]+$/.test(one)))
    refused(statement, 'trustStores', `has "${store}", which is no ca:, signingAuthority: or tsa: store`)
  const at = `${statement.at}.trustStores`
  const missing = stores.filter((store) => !keys.has(store))
  if (missing.length > 0) return { kind: 'open', why: `${at}: no certificates are given for ${missing.join(', ')}` }
  const pemsOf = (type: string) =>
    stores.filter((store) => store.startsWith(`${type}:`)).flatMap((store) => keys.get(store) ?? [])
  const [trustStore, signingAuthorities, timestampAuthorities] = [pemsOf('ca'), pemsOf('signingAuthority'), pemsOf('tsa')]
  const authority: NotationAuthority = {
    kind: 'notation',
    name: textAt(statement, 'name') ?? statement.at,
    trustStore,
    identities: identities.map((identity) => identity.replace(/^x509\.subject:\s*/, '')),
    level: enforced.includes('revocation') ? 'strict' : 'permissive',
    ...(signingAuthorities.length === 0 ? {} : { signingAuthorities }),
  }
  const ask = (asked: NotationAuthority): VouchedDemand => ({
    ...{ kind: 'vouched', authority: asked, reads: 'any', asksMore: [], asksLess: [] },
    ...more,
  })
  const late = afterExpiry(verification)
  if (timestampAuthorities.length === 0) return ask(authority)
  const stamped = ask({ ...authority, timestampAuthorities })
  // Timestamps are then looked at for a certificate that ran out: for one that did not, its own dates decide.
  return late ? { kind: 'atLeast', count: 1, of: [ask(authority), stamped] } : stamped
}

function afterExpiry(verification: Fields | undefined): boolean {
  const text = verification === undefined ? undefined : textAt(verification, 'verifyTimestamp')
  if (verification !== undefined && text !== undefined && text !== 'always' && text !== 'afterCertExpiry')
    refused(verification, 'verifyTimestamp', `is "${text}": it must be always or afterCertExpiry`)
  return text === 'afterCertExpiry'
}

function checkIdentity(statement: Fields, identity: string): void {
  if (identity === '*') return
  const subject = /^x509\.subject:\s*(.+)$/.exec(identity)?.[1]
  const parsed = subject === undefined ? undefined : parseDistinguishedName(subject)
  if (subject === undefined || parsed === undefined)
    wrong(statement, 'trustedIdentities', `has "${identity}", which is no x509.subject`)
  else if (!parsed.ok) wrong(statement, 'trustedIdentities', `has "${identity}": ${parsed.why}`)
  else {
    const problem = subjectProblem(subject, parsed.attributes)
    if (problem !== undefined) refused(statement, 'trustedIdentities', `has "${identity}"${problem}`)
  }
}

/** Notation refuses the whole file where one identity says all that another one says. */
function checkOverlap(statement: Fields, identities: readonly string[]): void {
  const names = identities.flatMap((identity) => {
    const parsed = parseDistinguishedName(identity.replace(/^x509\.subject:\s*/, ''))
    return parsed.ok ? [{ identity, attributes: [...parsed.attributes], all: parsed.attributes }] : []
  })
  for (const [index, { identity, attributes }] of names.entries()) {
    const other = names.find(({ all }, at) => at !== index && attributes.every(([name, value]) => all.get(name) === value))
    if (other !== undefined) refused(statement, 'trustedIdentities', `has "${identity}", which "${other.identity}" overlaps with`)
  }
}

function subjectProblem(subject: string, attributes: ReadonlyMap<string, string>): string | undefined {
  const [small] = /(?:^|(?<!\\),)\s*\w*[a-z]\w*\s*=/.exec(subject) ?? []
  if (small !== undefined) return `: notation knows attributes in capitals only (C, ST, O), not "${small.replace(/[,=\s]/g, '')}"`
  const missing = missingAttributes(attributes)
  return missing.length === 0 ? undefined : ` without ${missing.join(', ')}`
}
