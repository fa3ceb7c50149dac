import type { Answer, Problem } from '../model/answer.ts'
import type { Authority, KeylessAuthority } from '../model/policy.ts'
import { loadKey } from './crypto/keys.ts'
import { type NotationTerms, notationTerms } from './notation/terms.ts'
import { emptyRoot, type Roots } from './roots.ts'
import type { Terms } from './verify-material.ts'

/** Terms of either scheme. */
export type AnyTerms = Terms | NotationTerms

/** Under which terms an authority's signatures are judged: one set per trust root it allows, and what stood in the way of the others. */
export interface TermsFor {
  readonly terms: readonly AnyTerms[]
  readonly problems: readonly Problem[]
}

/** The terms of an authority. */
export async function termsFor(authority: Authority, roots: Roots, now: number): Promise<TermsFor> {
  if (authority.kind === 'notation') {
    const terms = notationTerms(authority, now)
    if (terms.ok) return { terms: [terms.value], problems: [] }
    return problem({ kind: 'malformed', about: `authority "${authority.name}"`, detail: terms.rejection.detail })
  }
  if (authority.kind === 'key') return keyTerms(authority, roots, now)
  const names = authority.trustRoots.length > 0 ? authority.trustRoots : defaultRoots(authority.kind)
  const answers = await Promise.all(names.map((name) => roots(name)))
  const log = authority.kind === 'keyless' ? (authority.transparencyLog ?? 'required') : 'required'
  return gather(
    answers.map((answer) =>
      answer.kind === 'found' ? { kind: 'found', value: { root: answer.value, log, now, ...logsOf(authority) } } : answer,
    ),
  )
}

function logsOf({ logsAtLeast }: Pick<KeylessAuthority, 'logsAtLeast'>): Pick<Terms, 'logs'> {
  return logsAtLeast === undefined ? {} : { logs: logsAtLeast }
}

function defaultRoots(kind: 'keyless' | 'github'): readonly string[] {
  return kind === 'github' ? ['public-good', 'github'] : ['public-good']
}

async function keyTerms(authority: Authority & { readonly kind: 'key' }, roots: Roots, now: number): Promise<TermsFor> {
  const about = `authority "${authority.name}"`
  const key = loadKey(authority.pem)
  if (!key.ok)
    return problem({
      kind: key.rejection.verdict === 'unsupported' ? 'unsupported' : 'malformed',
      about,
      detail: key.rejection.detail,
    })
  const { start, end } = authority.validFor ?? {}
  const trusted = { key: key.value, start: instant(start, Number.NEGATIVE_INFINITY), end: instant(end, Number.POSITIVE_INFINITY) }
  if (Number.isNaN(trusted.start) || Number.isNaN(trusted.end))
    return problem({ kind: 'malformed', about, detail: 'its validity is not written as times (RFC 3339)' })
  const log = authority.transparencyLog
  if (log === 'ignored') return { terms: [{ root: emptyRoot, log, now, key: trusted }], problems: [] }
  const names = authority.trustRoots.length > 0 ? authority.trustRoots : ['public-good']
  const answers = await Promise.all(names.map((name) => roots(name)))
  return gather(
    answers.map((answer) =>
      answer.kind === 'found'
        ? { kind: 'found', value: { root: answer.value, log, now, key: trusted, ...logsOf(authority) } }
        : answer,
    ),
  )
}

function instant(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Date.parse(text)
}

function problem(one: Problem): TermsFor {
  return { terms: [], problems: [one] }
}

function gather(answers: readonly Answer<Terms>[]): TermsFor {
  return {
    terms: answers.flatMap((answer) => (answer.kind === 'found' ? [answer.value] : [])),
    problems: answers.flatMap((answer) => (answer.kind === 'unknown' ? [answer.problem] : [])),
  }
}
