import { compileExpression, findsExpression } from '../languages/regular/expression.ts'
import { claimNumber } from '../model/fulcio-claims.ts'
import { matchesGlob } from '../model/glob.ts'
import type { GithubAuthority, KeylessAuthority } from '../model/policy.ts'
import type { Signer } from './certificate-signer.ts'
import type { AlternativeName } from './crypto/certificate-extensions.ts'

/** A certificate's signer, compared with what a policy asks for. `unsupported`: the policy asks for something that cannot be compared. */
export type IdentityMatch =
  | { readonly matches: true }
  | {
      readonly matches: false
      readonly what: string
      readonly expected: string
      readonly got: string
      readonly unsupported?: boolean
    }

type CertificateSigner = Signer & { readonly kind: 'certificate' }

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'
const MATCHES: IdentityMatch = { matches: true }

/** Whether the signer is whom the authority means: issuer, then identity, then every claim; the first that differs is the answer. */
export function matchIdentity(authority: KeylessAuthority | GithubAuthority, signer: CertificateSigner): IdentityMatch {
  const checks = authority.kind === 'keyless' ? keylessChecks(authority, signer) : githubChecks(authority, signer)
  return [...checks, ...claimChecks(authority.claims, signer)].find((check) => !check.matches) ?? MATCHES
}

function differs(what: string, expected: string, got: string | undefined): IdentityMatch {
  return { matches: false, what, expected, got: got ?? `no ${what}` }
}

function keylessChecks(authority: KeylessAuthority, signer: CertificateSigner): readonly IdentityMatch[] {
  const { issuerExpression, identityExpression } = authority
  return [
    issuerExpression === undefined
      ? checkIssuer(authority.issuer, signer)
      : checkExpression('issuer', issuerExpression, [signer.issuer]),
    identityExpression === undefined
      ? anyName(signer, (name) => checkName(authority.identity, name))
      : checkExpression(
          'identity',
          identityExpression,
          signer.names.flatMap(({ kind, value }) => (kind === 'unread' ? [] : [value])),
        ),
  ]
}

/** The first name that matches, else the answer about the first name. */
function anyName(signer: CertificateSigner, check: (name: AlternativeName) => IdentityMatch): IdentityMatch {
  const checks = signer.names.map(check)
  return checks.find(({ matches }) => matches) ?? checks[0] ?? differs('identity', 'a name', undefined)
}

/** An empty issuer or identity in a policy never means *any*. */
function checkIssuer(expected: string, signer: CertificateSigner): IdentityMatch {
  return expected !== '' && signer.issuer === expected ? MATCHES : differs('issuer', expected, signer.issuer)
}

const KINDS: readonly AlternativeName['kind'][] = ['uri', 'email', 'dns', 'other']

/** Names are compared within their kind: `email:`, `uri:`, `dns:` and `other:` say which; otherwise the pattern's own shape does. */
function checkName(pattern: string, name: AlternativeName): IdentityMatch {
  const stated = KINDS.find((kind) => pattern.startsWith(`${kind}:`))
  const text = stated === undefined ? pattern : pattern.slice(stated.length + 1)
  const kinds = stated === undefined ? kindsOf(pattern) : [stated]
  const matches = text !== '' && kinds.includes(name.kind) && matchesGlob(text, name.value)
  return matches ? MATCHES : differs('identity', pattern, kinds.includes(name.kind) ? name.value : `${name.kind}:${name.value}`)
}

function kindsOf(pattern: string): readonly AlternativeName['kind'][] {
  if (pattern.includes('://')) return ['uri']
  return pattern.includes('@') && !pattern.includes('!') ? ['email'] : ['other', 'dns']
}

function checkExpression(what: string, expression: string, values: readonly string[]): IdentityMatch {
  const compiled = compileExpression(expression)
  if (!compiled.ok) return { matches: false, what, expected: expression, got: compiled.why, unsupported: true }
  return values.some((value) => findsExpression(compiled.expression, value)) ? MATCHES : differs(what, expression, values[0])
}

function claimChecks(claims: Readonly<Record<string, string>>, signer: CertificateSigner): readonly IdentityMatch[] {
  return Object.entries(claims).map(([name, expected]): IdentityMatch => {
    const number = claimNumber(name)
    if (number === undefined) return { matches: false, what: name, expected, got: 'no such claim is known', unsupported: true }
    const value = signer.claims.get(number)
    return value !== undefined && matchesGlob(expected, value) ? MATCHES : differs(name, expected, value)
  })
}

/** The workflow that ran (`signer`, possibly a reusable one) and the repository that started it (`caller`) are different questions. */
function githubChecks(authority: GithubAuthority, signer: CertificateSigner): readonly IdentityMatch[] {
  const caller = signer.claims.get(12) ?? prefixed(signer.claims.get(5))
  const ref = signer.claims.get(14) ?? signer.claims.get(6)
  const expected = `https://github.com/${authority.repository}`
  return [
    checkIssuer(GITHUB_ISSUER, signer),
    caller !== undefined && matchesGlob(expected, caller) ? MATCHES : differs('calling repository', expected, caller),
    anyName(signer, (name) => checkWorkflow(authority, name, caller ?? expected)),
    authority.ref === undefined || (ref !== undefined && matchesGlob(authority.ref, ref))
      ? MATCHES
      : differs('ref', authority.ref, ref),
  ]
}

function prefixed(repository: string | undefined): string | undefined {
  return repository === undefined ? undefined : `https://github.com/${repository}`
}

const OWN_WORKFLOW = '.github/workflows/'

/** Tags may hold an `@` themselves (`refs/tags/web@1.4.2`). Names of workflow files hold no slash: the first `@refs/` divides. */
function splitWorkflow(name: string): readonly string[] {
  const at = name.indexOf('@refs/')
  return at < 0 || at !== name.lastIndexOf('@refs/') ? name.split('@') : [name.slice(0, at), name.slice(at + 1)]
}

/**
 * The certificate names the workflow that signed as `https://github.com/owner/name/path@ref`. A workflow of the repository
 * itself (of the calling one, where all of an owner count) is written from `.github/` on, a reusable one of another repository with its owner and name.
 */
function checkWorkflow(authority: GithubAuthority, name: AlternativeName, caller: string): IdentityMatch {
  const own = authority.workflow === undefined || authority.workflow.startsWith(OWN_WORKFLOW)
  const path = authority.workflow ?? `${OWN_WORKFLOW}*`
  const location = own ? `${caller}/${path}` : `https://github.com/${path}`
  const ref = own && authority.ref !== undefined ? authority.ref : '**'
  const [actual = '', actualRef, ...more] = splitWorkflow(name.value)
  const matches =
    name.kind === 'uri' &&
    more.length === 0 &&
    actualRef !== undefined &&
    matchesGlob(location, actual) &&
    matchesGlob(ref, actualRef)
  return matches ? MATCHES : differs('signing workflow', `${location}@${ref}`, name.value)
}
