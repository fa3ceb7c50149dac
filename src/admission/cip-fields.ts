import { createPublicKey } from 'node:crypto'
import { compileExpression, exactly } from '../languages/regular/expression.ts'
import { MAX_PEM_TEXT } from '../model/limits.ts'
import type { KeylessAuthority } from '../model/policy.ts'
import { type Fields, has, pathOf, textAt, wrong } from './fields.ts'

const KMS_SCHEMES = ['awskms://', 'gcpkms://', 'azurekms://', 'hashivault://', 'k8s://']
const AWS_KEY_ID = 'm?r?k?-?[A-Fa-f0-9]{8}-?[A-Fa-f0-9]{4}-?[A-Fa-f0-9]{4}-?[A-Fa-f0-9]{4}-?[A-Fa-f0-9]{12}'
const AWS_ARN = 'arn:(?:aws|aws-us-gov|aws-cn):kms:[a-z0-9-]+:\\d{12}:'
const AWS_KEY = new RegExp(`^awskms://([^/]*)/(?:${AWS_ARN}key/${AWS_KEY_ID}|${AWS_ARN}alias/.*)$`)

/** The key in SubjectPublicKeyInfo PEM; undefined, and a problem, for text that is no public key. */
export function publicKeyAt(fields: Fields, key: string): string | undefined {
  const text = textAt(fields, key)
  if (text === undefined) return undefined
  const pem = publicKeyIn(text)
  if (pem === undefined) wrong(fields, key, 'is not a public key in PEM')
  return pem
}

/** The first public key of a PEM text, written anew; undefined when there is none, or the text is longer than MAX_PEM_TEXT. */
export function publicKeyIn(text: string): string | undefined {
  if (text.length > MAX_PEM_TEXT) return undefined
  const block = /-----BEGIN (?:RSA )?PUBLIC KEY-----[\s\S]+?-----END (?:RSA )?PUBLIC KEY-----/.exec(text)?.[0]
  if (block === undefined) return undefined
  try {
    return createPublicKey(unindented(block)).export({ type: 'spki', format: 'pem' }).toString()
  } catch {
    return undefined
  }
}

/** Checks the name of a key in a key management service, as policy-controller does when a policy is created. */
export function checkKms(fields: Fields): void {
  const kms = textAt(fields, 'kms')
  if (kms === undefined) return
  if (!KMS_SCHEMES.some((scheme) => kms.startsWith(scheme)))
    wrong(fields, 'kms', `must start with one of ${KMS_SCHEMES.join(', ')}`)
  if (!kms.startsWith('awskms://')) return
  const endpoint = AWS_KEY.exec(kms)?.[1]
  if (endpoint === undefined) wrong(fields, 'kms', 'must be awskms://[endpoint]/ and the ARN of a key or of an alias')
  else if (endpoint !== '' && !/^[^:[\]]+:\d+$|^\[[^\]]+\]:\d+$/.test(endpoint))
    wrong(fields, 'kms', `has the endpoint "${endpoint}", which is not host:port`)
}

/** The expression under a key. One that RE2 refuses is a problem; one that is only not supported here is left to the verifier, which says so. */
export function expressionAt(fields: Fields, key: string): string | undefined {
  const text = textAt(fields, key)
  if (text === undefined) return undefined
  const compiled = compileExpression(text)
  if (!compiled.ok && compiled.invalid) wrong(fields, key, `is no regular expression: ${compiled.why}`)
  else if (!compiled.ok) fields.issues.notes.push(`${pathOf(fields.at, key)} cannot be evaluated: ${compiled.why}`)
  else if (!/^(?:\^|\\A|\.\*)/.test(text) || !/(?:\$|\\z|\.[*+])$/.test(text))
    fields.issues.notes.push(`${pathOf(fields.at, key)} is not anchored: it also matches longer texts that contain "${text}"`)
  return text
}

/** An identity that must be exactly this text. Stars stand for themselves here, unlike in the globs of our own policy. */
export function exactIdentity(subject: string): Pick<KeylessAuthority, 'identity' | 'identityExpression'> {
  return subject.includes('*') ? { identity: '', identityExpression: exactly(subject) } : { identity: subject }
}

/** Notes a problem unless exactly one of the keys is written. */
export function exactlyOne(fields: Fields, keys: readonly string[]): void {
  const written = keys.filter((key) => has(fields, key) && fields.value[key] !== '')
  if (written.length === 0) fields.issues.problems.push(`${fields.at} needs one of ${keys.join(', ')}`)
  if (written.length > 1) fields.issues.problems.push(`${fields.at} has ${written.join(' and ')}: exactly one may be given`)
}

/** Whether a text is an absolute URL with a host. */
export function isUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).host !== ''
}

function unindented(pem: string): string {
  return pem
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
}
