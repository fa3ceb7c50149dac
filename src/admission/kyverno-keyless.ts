import type { KeylessAuthority } from '../model/policy.ts'
import { exactIdentity, expressionAt } from './cip-fields.ts'
import { type Fields, fieldsOf, has, textAt } from './fields.ts'
import { kyvernoWildcard } from './image-match.ts'

/** Where a proof shows less than the cluster asks, and where it asks more. */
export interface Remarks {
  readonly asksMore: readonly string[]
  readonly asksLess: readonly string[]
}

type Identity = Pick<KeylessAuthority, 'issuer' | 'identity' | 'issuerExpression' | 'identityExpression'>

/** The extensions by Kyverno's names, as claims that newer certificates carry, with what a value of theirs is put into. */
const EXTENSIONS: Readonly<Record<string, readonly [claim: string, prefix: string]>> = {
  githubWorkflowTrigger: ['buildTrigger', ''],
  githubWorkflowSha: ['sourceRepositoryDigest', ''],
  githubWorkflowRepository: ['sourceRepositoryUri', 'https://github.com/'],
  githubWorkflowRef: ['sourceRepositoryRef', ''],
}

/**
 * Issuer and subject as Kyverno matches them: the plain fields are wildcards (`*`, `?`), the expressions match anywhere in the
 * text, one of the two suffices where both are written, and a half that is left out matches everything.
 */
export function readKeylessIdentity(keyless: Fields): Identity {
  const issuer = half(keyless, 'issuer')
  const subject = half(keyless, 'subject')
  return {
    ...(issuer.exact === undefined ? { issuer: '', issuerExpression: issuer.expression } : { issuer: issuer.exact }),
    ...(subject.exact === undefined ? { identity: '', identityExpression: subject.expression } : exactIdentity(subject.exact)),
  }
}

type Half = { readonly exact: string } | { readonly exact?: undefined; readonly expression: string }

function half(keyless: Fields, key: 'issuer' | 'subject'): Half {
  const plain = textAt(keyless, key)
  const expression = expressionAt(keyless, `${key}RegExp`)
  if (plain !== undefined && expression === undefined && !/[*?]/.test(plain)) return { exact: plain }
  if (plain === undefined && expression === undefined) {
    keyless.issues.notes.push(`${keyless.at} names no ${key}: any will do`)
    return { expression: '' }
  }
  const parts = [...(plain === undefined ? [] : [kyvernoWildcard(plain)]), ...(expression === undefined ? [] : [expression])]
  return { expression: parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(?:${part})`).join('|') }
}

/** `additionalExtensions` as claims, where newer certificates carry the same fact; the rest by name. */
export function readExtensions(keyless: Fields): Remarks & Pick<KeylessAuthority, 'claims'> {
  const at = `${keyless.at}.additionalExtensions`
  if (!has(keyless, 'additionalExtensions')) return { claims: {}, asksMore: [], asksLess: [] }
  const value = keyless.value.additionalExtensions
  const entries = Object.entries(fieldsOf(value, at, Object.keys(Object(value)), keyless.issues).value)
  const known = entries.filter(([name, text]) => Object.hasOwn(EXTENSIONS, name) && !/[*?]/.test(`${text}`))
  const unknown = entries.filter((entry) => !known.includes(entry))
  const claims = known.map(([name, text]) => [EXTENSIONS[name]?.[0] ?? name, `${EXTENSIONS[name]?.[1] ?? ''}${text}`] as const)
  return {
    claims: Object.fromEntries(claims),
    asksMore: unknown.map(([name]) => `${at}.${name} is not compared here`),
    asksLess: known.map(([name]) => `${at}.${name} is compared by the newer fields of a certificate`),
  }
}
