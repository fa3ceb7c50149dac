import type { KeylessAuthority } from '../model/policy.ts'
import { checkKms, exactIdentity, exactlyOne, expressionAt, isUrl } from './cip-fields.ts'
import { type Fields, flagAt, has, mapAt, mapsAt, textAt, wrong } from './fields.ts'

/** A keyless authority per identity (any of them counts), and where the proof asks less or more than the cluster. */
export interface KeylessParts {
  readonly authorities: readonly KeylessAuthority[]
  readonly asksLess: readonly string[]
  readonly open: readonly string[]
}

/** The Sigstore instances whose trust root is built in, by the URL of their certificate authority. */
const FULCIO: Readonly<Record<string, string>> = {
  'https://fulcio.sigstore.dev': 'public-good',
  'https://fulcio.githubapp.com': 'github',
}
const IDENTITY = ['issuer', 'subject', 'issuerRegExp', 'subjectRegExp']

/** Reads `keyless` of an authority of policy-controller. `roots` are the trust roots that can be used, by their name there. */
export function readKeyless(keyless: Fields, name: string, roots: ReadonlyMap<string, string>): KeylessParts {
  const root = rootOf(keyless, roots)
  const identities = mapsAt(keyless, 'identities', IDENTITY)
  if (identities.length === 0) wrong(keyless, 'identities', 'is missing: without it anybody could sign')
  const authorities = identities.map((identity) => ({
    kind: 'keyless' as const,
    name,
    ...identityOf(identity),
    claims: {},
    trustRoots: root.name === undefined ? [] : [root.name],
  }))
  const asksLess = flagAt(keyless, 'insecureIgnoreSCT', false) ? [`${keyless.at}.insecureIgnoreSCT`] : []
  return { authorities, asksLess, open: root.open }
}

type Identity = Pick<KeylessAuthority, 'issuer' | 'identity' | 'issuerExpression' | 'identityExpression'>

/** One identity: both halves, each exact or as an expression that matches anywhere in the text. */
export function identityOf(fields: Fields): Identity {
  exactlyOne(fields, ['issuer', 'issuerRegExp'])
  exactlyOne(fields, ['subject', 'subjectRegExp'])
  const issuerExpression = expressionAt(fields, 'issuerRegExp')
  const identityExpression = expressionAt(fields, 'subjectRegExp')
  return {
    issuer: textAt(fields, 'issuer') ?? '',
    ...(issuerExpression === undefined ? {} : { issuerExpression }),
    ...exactIdentity(textAt(fields, 'subject') ?? ''),
    ...(identityExpression === undefined ? {} : { identityExpression }),
  }
}

function rootOf(
  keyless: Fields,
  roots: ReadonlyMap<string, string>,
): { readonly name?: string; readonly open: readonly string[] } {
  const certificates = mapAt(keyless, 'ca-cert', ['secretRef', 'data', 'kms', 'hashAlgorithm'])
  const url = textAt(keyless, 'url')
  if (url !== undefined && certificates !== undefined) wrong(keyless, 'ca-cert', 'and url exclude each other')
  if (certificates !== undefined) {
    exactlyOne(certificates, ['data', 'secretRef', 'kms'])
    checkKms(certificates)
    return { open: [`${keyless.at}.ca-cert cannot be evaluated: policy-controller needs url as well at run time`] }
  }
  if (url !== undefined && !isUrl(url)) wrong(keyless, 'url', 'is no URL')
  const reference = textAt(keyless, 'trustRootRef')
  const name = reference === undefined ? FULCIO[(url ?? 'https://fulcio.sigstore.dev').replace(/\/$/, '')] : roots.get(reference)
  if (name !== undefined) return { name, open: [] }
  if (reference !== undefined)
    return { open: [`${keyless.at}.trustRootRef names "${reference}", of which no keys are known here`] }
  return {
    open: has(keyless, 'url') ? [`${keyless.at}.url is ${url}, of which no trust root is known here: give trustRootRef`] : [],
  }
}
